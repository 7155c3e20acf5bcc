"""What a worker shows: counts add up, gauges are of what it owns, and a scrape reads it all."""

import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson
import pytest
from aiokafka import TopicPartition
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from agents.engine.metering import Carried, LaneLook, Look, Measures, Stands
from contracts.metrics import JUDGED, LATENCY, METRICS, OPEN_CASES, Sample
from contracts.releases import Listed
from deploy.metrics.gathering import Gathering
from deploy.metrics.serving import Served, serve_metrics

FIRST, SECOND = TopicPartition("bus.requests.v1", 1), TopicPartition("bus.requests.v1", 2)
NOW = 1_000_000
READY = LaneLook(FIRST, ready=True, recovered=900, lag=0)


def gathering() -> Gathering:
    """A case worker's figures, on a machine whose clock stands still."""
    return Gathering("case", "1.2.3", lambda: NOW)


def shown(gathered: Gathering, name: str) -> dict[tuple[str, ...], float]:
    """What a scrape says of one series name, by the values of its labels in their order."""
    registry = CollectorRegistry()
    registry.register(gathered)
    return {
        tuple(sample.labels.values()): sample.value
        for family in registry.collect()
        for sample in family.samples
        if sample.name == name
    }


def carried(place: TopicPartition = FIRST, **more: Any) -> Carried:
    """A chunk of one record that was applied."""
    measures = Measures(counts={(JUDGED, ("dlh", "applied")): 1}, **more)
    return Carried(place, {NOW - 70: 1}, measures)


def standing(stands: Mapping[Sample, int]) -> Stands:
    """A partition that stands so, whenever it is asked."""
    return lambda _now_ms: stands


def test_what_chunks_came_to_adds_up() -> None:
    gathered = gathering()
    for _ in range(3):
        gathered.carried(carried(), NOW)
    assert shown(gathered, "simpul_outcomes_total") == {("dlh", "applied"): 3}
    assert shown(gathered, "simpul_records_total") == {("case", "bus.requests.v1"): 3}
    sizes = shown(gathered, "simpul_chunk_records_bucket")
    assert (sizes["case", "1.0"], sizes["case", "+Inf"]) == (3, 3)
    assert shown(gathered, "simpul_chunk_records_sum") == {("case",): 3}


def test_an_interval_ends_at_the_commit_by_the_brokers_clock() -> None:
    gathered = gathering()
    gathered.carried(carried(since={((LATENCY, ("dlh",)), NOW - 70): 2}), NOW)
    buckets = shown(gathered, "simpul_status_latency_seconds_bucket")
    assert (buckets["dlh", "0.05"], buckets["dlh", "0.1"], buckets["dlh", "+Inf"]) == (0, 2, 2)
    assert shown(gathered, "simpul_status_latency_seconds_sum") == {("dlh",): 0.14}
    assert shown(gathered, "simpul_hop_latency_seconds_count") == {("case",): 1}


def test_before_the_brokers_clock_is_known_nothing_is_measured() -> None:
    gathered = gathering()
    gathered.carried(carried(since={((LATENCY, ("dlh",)), NOW - 70): 2}), None)
    assert shown(gathered, "simpul_status_latency_seconds_count") == {}
    assert shown(gathered, "simpul_outcomes_total") == {("dlh", "applied"): 1}


def test_a_partition_that_was_given_up_is_not_shown_any_more() -> None:
    gathered = gathering()
    for place in (FIRST, SECOND):
        stands: dict[Sample, int] = {(OPEN_CASES, (str(place.partition), "dlh", "routed")): 7}
        gathered.carried(carried(place, stands=standing(stands)), NOW)
    gathered.looked(Look([LaneLook(SECOND, ready=True, recovered=12, lag=4)], 0.25, 1))
    assert shown(gathered, "simpul_open_cases") == {("2", "dlh", "routed"): 7}
    assert shown(gathered, "simpul_lag_records") == {("case", "bus.requests.v1", "2"): 4}
    assert shown(gathered, "simpul_recovered_records") == {("case", "bus.requests.v1", "2"): 12}
    assert shown(gathered, "simpul_oldest_uncommitted_seconds") == {("case",): 0.25}
    assert shown(gathered, "simpul_releases_total") == {("case",): 1}
    assert shown(gathered, "simpul_outcomes_total") == {("dlh", "applied"): 2}


def test_a_partition_that_is_being_taken_over_has_no_lag_yet() -> None:
    gathered = gathering()
    gathered.looked(Look([LaneLook(FIRST, ready=False, recovered=0, lag=None)], 0.0, 0))
    assert shown(gathered, "simpul_partition_ready") == {("case", "bus.requests.v1", "1"): 0}
    assert shown(gathered, "simpul_lag_records") == {}


def test_the_catalogue_in_force_is_the_latest_that_has_begun() -> None:
    gathered = gathering()
    assert shown(gathered, "simpul_catalogue_info") == {}
    begins = {"one": NOW - 9, "two": NOW, "three": NOW + 1}
    gathered.catalogue([Listed(version, at, "accepted") for version, at in begins.items()])
    assert shown(gathered, "simpul_catalogue_info") == {("case", "two"): 1}


def test_only_what_the_registry_names_is_shown_with_its_labels() -> None:
    gathered = gathering()
    gathered.carried(carried(), NOW)
    gathered.looked(Look([LaneLook(FIRST, ready=True, recovered=0, lag=0)], 0.0, 0))
    known = {metric.name: {label.name for label in metric.labels} for metric in METRICS}
    for family in gathered.collect():
        name = f"{family.name}_total" if family.type == "counter" else family.name
        for sample in family.samples:
            assert set(sample.labels) - {"le"} == known[name]


def test_a_scrape_on_loopback_reads_the_same() -> None:
    gathered = gathering()
    gathered.carried(carried(), NOW)
    served = serve_metrics(gathered, 0)
    try:
        with urllib.request.urlopen(served.address) as answer:  # noqa: S310 -- our own server
            found = Counter(
                family.name for family in text_string_to_metric_families(answer.read().decode())
            )
    finally:
        served.stop()
    assert served.address.startswith("http://127.0.0.1:")
    assert found["simpul_outcomes"] == found["process_cpu_seconds"] == 1


def test_a_port_that_is_taken_does_not_keep_a_worker_from_working(
    caplog: pytest.LogCaptureFixture,
) -> None:
    first = serve_metrics(gathering(), 0)
    port = int(first.address.split(":")[2].split("/")[0])
    second = serve_metrics(gathering(), port)
    first.stop()
    second.stop()
    assert first.address != second.address
    assert f"port {port} cannot be had for metrics" in caplog.text


def answered(served: Served, path: str) -> tuple[int, Any]:
    """What an address of the worker says."""
    address = served.address.replace("/metrics", path)
    try:
        with urllib.request.urlopen(address) as answer:  # noqa: S310 -- loopback
            return answer.status, orjson.loads(answer.read())
    except urllib.error.HTTPError as refused:
        return refused.code, orjson.loads(refused.read())


def test_a_worker_is_alive_all_along_and_ready_once_its_partitions_are_taken_over() -> None:
    gathered = gathering()
    served = serve_metrics(gathered, 0)
    assert answered(served, "/livez") == (200, {"alive": True})
    status, body = answered(served, "/readyz")
    assert (status, body["because"][0]) == (503, "No partition is assigned to this worker.")
    gathered.catalogue([Listed("v1", NOW - 1, "accepted")])
    taking = LaneLook(FIRST, ready=False, recovered=700, lag=None)
    gathered.looked(Look((taking,), 0.0, 0, silent=0.5))
    sentence = "bus.requests.v1 partition 1 is being taken over; 700 state records read."
    assert answered(served, "/readyz") == (503, {"ready": False, "because": [sentence]})
    assert answered(served, "/livez")[0] == 200
    gathered.looked(Look((READY,), 0.0, 0, silent=0.5))
    assert answered(served, "/readyz") == (200, {"ready": True, "because": []})
    served.stop()


WAITS = "Records wait on bus.requests.v1 partition 1, of which nothing was committed for 31 s."
PAUSED = (
    "bus.requests.v1 partition 1 is paused after too many surprises: restart the worker to resume."
)


@pytest.mark.parametrize(
    ("lane", "changed", "because"),
    [
        (READY, {"oldest": 31.0}, ["A chunk has been under way for 31 s."]),
        (READY, {"silent": 11.0}, ["The broker has not answered for 11 s."]),
        (READY, {"silent": None}, ["The broker has not answered yet."]),
        (READY, {}, []),
        (replace(READY, lag=9, waited=31.0), {}, [WAITS]),
        (replace(READY, lag=9, waited=31.0, paused=True), {}, [PAUSED]),
    ],
)
def test_a_worker_that_does_no_work_says_why(
    lane: LaneLook, changed: dict[str, Any], because: list[str]
) -> None:
    gathered = gathering()
    gathered.catalogue([Listed("v1", NOW - 1, "accepted")])
    gathered.looked(replace(Look((lane,), 0.0, 0, silent=0.5), **changed))
    assert gathered.unready() == because


def test_a_worker_told_to_stop_is_not_ready_while_it_finishes() -> None:
    gathered = gathering()
    gathered.catalogue([Listed("v1", NOW - 1, "accepted")])
    gathered.looked(Look((), 0.0, 1, silent=0.5, draining=True))
    assert gathered.unready() == ["The worker was told to stop: it finishes what it has begun."]


def test_how_the_engine_stands_is_shown() -> None:
    gathered = gathering()
    waits = replace(READY, lag=9, waited=7.0, paused=True)
    look = Look((replace(waits, left=50),), 0.25, 1, in_flight=3, silent=11.0, horizon_age=40.0)
    look = replace(look, transactions={"committed": 70, "fenced": 1})
    gathered.looked(look)
    place = ("case", "bus.requests.v1", "1")
    assert shown(gathered, "simpul_commit_age_seconds") == {place: 7}
    assert shown(gathered, "simpul_partition_paused") == {place: 1}
    assert shown(gathered, "simpul_recovery_left_records") == {place: 50}
    found = shown(gathered, "simpul_transactions_total")
    assert found == {("case", "committed"): 70, ("case", "fenced"): 1}
    assert shown(gathered, "simpul_chunks_in_flight") == {("case",): 3}
    assert shown(gathered, "simpul_horizon_age_seconds") == {("case",): 40}
    assert shown(gathered, "simpul_broker_reachable") == {("case",): 0}


def test_a_worker_says_which_release_it_runs_and_what_it_answers() -> None:
    served = serve_metrics(gathering(), 0)
    assert answered(served, "/version")[1]["version"] == "1.2.3"
    assert answered(served, "/nothing") == (404, {"known": "/metrics, /livez, /readyz, /version"})
    served.stop()
