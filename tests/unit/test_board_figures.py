"""Many workers' lines become one figure: nothing twice, nothing lost to a restart."""

from collections.abc import Mapping

import pytest

from contracts.metrics import CARRIED, IN_FLIGHT, OPEN_CASES, REACHABLE, READY, RECORDS, REQUESTS
from services.board.figures import Series
from services.board.meter import Meter, Moment, quantile
from tests.builders.scrapes import BEGIN_MS, CASE, INTAKE, OTHER, Said, says

SECOND = 1000


def opened(value: float, partition: str, agency: str = "dlh", state: str = "routed") -> Said:
    return says(OPEN_CASES, value, partition=partition, agency=agency, state=state)


def accepted(value: float) -> Said:
    return says(REQUESTS, value, agency="dlh", group="Kebersihan", priority="P3")


def after(*rounds: Mapping[str, list[Said] | None]) -> Moment:
    """What a board knows after some rounds, ten seconds apart."""
    meter = Meter()
    told = [meter.take(BEGIN_MS + 10 * SECOND * n, one) for n, one in enumerate(rounds)]
    return told[-1]


def value(moment: Moment, *series: str) -> float | None:
    found: Series = series
    return moment.values.get(found)


def test_open_cases_of_every_partition_and_state_are_added_up() -> None:
    shown = [opened(2, "0"), opened(3, "1"), opened(4, "1", state="resolved")]
    assert value(after({CASE: shown}), "open", "dlh") == 9


def test_a_partition_that_two_workers_tell_of_counts_once() -> None:
    assert value(after({CASE: [opened(2, "0")], OTHER: [opened(3, "0")]}), "open", "dlh") == 3


def test_what_belongs_to_a_worker_is_added_up_over_workers() -> None:
    shown = [says(IN_FLIGHT, 1, hop="case")]
    assert value(after({CASE: shown, OTHER: shown}), "in_flight", "case") == 2


def test_one_that_does_not_reach_the_broker_is_enough_to_say_so() -> None:
    shown = {
        CASE: [says(REACHABLE, 1, process="case")],
        OTHER: [says(REACHABLE, 0, process="case")],
    }
    assert value(after(shown), "reachable", "case") == 0


def test_partitions_that_are_ready_are_told_beside_all_that_are_owned() -> None:
    topic = "bus.requests.v1"
    shown = [says(READY, n, hop="case", topic=topic, partition=str(n)) for n in (0, 1)]
    moment = after({CASE: shown})
    assert (value(moment, "ready", "case"), value(moment, "owned", "case")) == (1, 2)


def test_what_was_counted_before_the_board_looked_is_no_growth() -> None:
    moment = after({CASE: [accepted(500)]}, {CASE: [accepted(503)]})
    assert value(moment, "received", "dlh") == 3


def test_a_label_that_comes_up_later_grew_from_nothing() -> None:
    assert value(after({CASE: []}, {CASE: [accepted(2)]}), "received", "dlh") == 2


def test_a_worker_that_starts_again_counts_on() -> None:
    moment = after(
        {CASE: [accepted(5)]}, {CASE: [accepted(9)]}, {CASE: None}, {CASE: [accepted(2)]}
    )
    assert value(moment, "received", "dlh") == 6


def test_a_round_without_an_answer_keeps_totals_and_forgets_gauges() -> None:
    moment = after({CASE: [accepted(1), opened(2, "0")]}, {CASE: [accepted(4)]}, {CASE: None})
    assert value(moment, "received", "dlh") == 3
    assert value(moment, "open", "dlh") is None
    assert moment.answers == {CASE: False}


def test_records_a_second_are_told_over_the_last_minute() -> None:
    def carried(count: float) -> dict[str, list[Said] | None]:
        return {INTAKE: [says(RECORDS, count, hop="intake", topic="agency.dlh.events.v1")]}

    moment = after(carried(0), carried(100), carried(300))
    assert value(moment, "flow", "intake") == 15


def test_latency_is_of_what_was_carried_since_and_not_of_all_time() -> None:
    def spread(*counts: float) -> dict[str, list[Said] | None]:
        bounds = ("0.1", "1.0", "+Inf")
        rows = zip(counts, bounds, strict=True)
        return {CASE: [says(CARRIED, n, "_bucket", hop="case", le=bound) for n, bound in rows]}

    moment = after(spread(0, 1000, 1000), spread(100, 1100, 1100))
    assert value(moment, "p50", "case") == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("share", "spread", "found"),
    [
        (0.5, [(1.0, 0), (2.0, 10), (float("inf"), 10)], 1.5),
        (0.99, [(1.0, 0), (2.0, 10), (float("inf"), 1000)], 2.0),
        (0.5, [(1.0, 0), (float("inf"), 0)], None),
        (0.5, [], None),
    ],
)
def test_a_share_of_a_histogram_lies_under(
    share: float, spread: list[tuple[float, float]], found: float | None
) -> None:
    assert quantile(share, spread) == found
