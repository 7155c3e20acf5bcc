"""What workers show equals what the ledger reads from the topics."""

import asyncio
from collections.abc import Iterable
from typing import Any

from contracts.cases import Class
from contracts.metrics import OUTCOMES
from contracts.records import Message
from contracts.topics import REQUESTS
from deploy.wiring import Hop
from services.ledger import Report
from tests.broker.pipeline_scene import BEGIN, PARTITIONS, Pipeline
from tests.broker.scraping import Series, Watched, scraped, summed, watched
from tests.broker.workers import PATIENCE
from tests.builders.requests import Story, interleaved, some_stories

TOLD = some_stories(60)
ODD = Story("dlh", "ODD-1")
"""A request of which everything is said that can be said wrongly."""


def odd() -> list[Message]:
    """Early, twice, late, refused, unknown, reused, and unreadable."""
    said = ODD.told()
    status = {"reference": ODD.reference, "status": "TERJADWAL"}
    return [
        ODD.reported(1),
        said[0],
        said[0],
        *said[2:],
        ODD.says("status.reported", "late", status | {"occurred_at": BEGIN.isoformat()}),
        ODD.says("status.reported", "refused", status),
        ODD.says("status.reported", "unknown", status | {"status": "ENTAH"}),
        ODD.submitted()._replace(headers=ODD.says("request.submitted", "again", {}).headers),
        ODD.submitted()._replace(value=b"{"),
        Story("dlh", "ODD-2").submitted(service="TELEPORTASI"),
    ]


def counted(report: Report) -> dict[str, Any]:
    """What the ledger says, in the shape of a scrape."""
    return {
        "outcomes": {
            (agency, str(one)): found.classes[one]
            for agency, found in report.agencies.items()
            for one in OUTCOMES
            if found.classes[one]
        },
        "quarantined": {(reason,): n for reason, n in report.quarantined.items()},
        "requests": {(agency,): n for agency, n in report.requests.items()},
        "status": {(str(state),): n for state, n in report.status.items()},
        "sla": {(kind,): n for kind, n in report.sla.items()},
        "latency": {(): report.latency.measured},
        "open": sum(found.open for found in report.agencies.values()),
        "lag": {},
        "ready": PARTITIONS,
    }


def shown(series: Iterable[Series]) -> dict[str, Any]:
    """What the workers show, summed over them."""
    found = list(series)
    ready = summed(found, "simpul_partition_ready", "hop", "topic")
    return {
        "outcomes": summed(found, "simpul_outcomes_total", "agency", "outcome"),
        "quarantined": summed(found, "simpul_quarantined_total", "reason"),
        "requests": summed(found, "simpul_requests_total", "agency"),
        "status": summed(found, "simpul_transitions_total", "to"),
        "sla": summed(found, "simpul_sla_events_total", "event"),
        "latency": summed(found, "simpul_status_latency_seconds_count"),
        "open": sum(summed(found, "simpul_open_cases", "partition").values()),
        "lag": summed(found, "simpul_lag_records", "hop", "topic", "partition"),
        "ready": ready.get(("case", REQUESTS), 0),
    }


async def settled(workers: list[Watched], wanted: dict[str, Any]) -> dict[str, Any]:
    """Scrape until it is what is wanted; what it is at last, if it never is."""
    found: dict[str, Any] = {}
    try:
        async with asyncio.timeout(PATIENCE / 2):
            while found != wanted:
                await asyncio.sleep(0.1)
                found = shown(await scraped(workers))
    except TimeoutError:
        pass
    return found


async def test_what_workers_counted_is_what_the_ledger_counts(pipeline: Pipeline) -> None:
    intake = await watched(pipeline, Hop.INTAKE)
    cases = [await watched(pipeline, Hop.CASE) for _ in range(2)]
    await pipeline.send([*interleaved(TOLD), *odd()])
    report = await pipeline.proven()
    kinds = {one for one in OUTCOMES if report.classes[one]}
    assert kinds == set(OUTCOMES)
    assert report.classes[Class.REJECTED] == 3
    assert await settled([intake, *cases], counted(report)) == counted(report)


async def test_a_partition_s_open_cases_move_with_it(pipeline: Pipeline) -> None:
    await watched(pipeline, Hop.INTAKE)
    first, second = [await watched(pipeline, Hop.CASE) for _ in range(2)]
    await pipeline.send(interleaved(TOLD))
    report = await pipeline.proven()
    await settled([first, second], counted(report))
    shared = await scraped([first, second])
    partitions = [one.labels["partition"] for one in shared if one.name == "simpul_partition_ready"]
    assert sorted(partitions) == [str(number) for number in range(PARTITIONS)]
    await pipeline.workers.stopped(first.process)
    wanted = {"open": len(TOLD), "ready": PARTITIONS}
    async with asyncio.timeout(PATIENCE):
        while {name: shown(await scraped([second]))[name] for name in wanted} != wanted:
            await asyncio.sleep(0.1)
