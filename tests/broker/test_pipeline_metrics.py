"""What workers show equals what the ledger reads from the topics."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

from contracts.cases import Class
from contracts.metrics import FACTS_WRITTEN, OUTCOMES, REACHABLE
from contracts.records import Message
from contracts.topics import REQUESTS
from deploy.wiring import Hop
from services.ledger import Report, Shown, compared
from services.ledger.counters import shown, told
from tests.broker.pipeline_scene import BEGIN, PARTITIONS, Pipeline
from tests.broker.scraping import Watched, scraped, summed, watched
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
    """What the ledger says, and that nothing is left to do."""
    return {**told(report), "lag": {}, "ready": PARTITIONS}


def showing(found: Sequence[Shown]) -> dict[str, Any]:
    """What the workers show, summed over them."""
    ready = summed(found, "simpul_partition_ready", "hop", "topic")
    return {
        **shown(found),
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
                found = showing(await scraped(workers))
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
    series = await scraped([intake, *cases])
    reachable = [one for one in series if one.name == REACHABLE.name]
    assert {(one.labels["process"], one.value) for one in reachable} == {("intake", 1), ("case", 1)}
    assert compared(report, series) == report
    assert not compared(report, [*series, *series]).holds


async def test_what_is_done_again_after_a_kill_is_counted_at_most_as_often_as_it_stands_again(
    pipeline: Pipeline,
) -> None:
    await pipeline.send([*interleaved(TOLD), *odd()])
    case = await watched(pipeline, Hop.CASE)
    await pipeline.workers.killed(pipeline.worker(Hop.INTAKE, at="delivered", after=3))
    intake = await watched(pipeline, Hop.INTAKE)
    report = await pipeline.proven()
    assert report.copies > 0
    series = await scraped([intake, case])
    known = told(report)
    for name, counts in shown(series).items():
        above = Counter(counts) - Counter(known[name])
        assert above.total() <= report.copies, name
    written = summed(series, FACTS_WRITTEN.name)[()]
    assert 0 < written <= report.facts + report.copies


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
    wanted = {"open": {(): len(TOLD)}, "ready": PARTITIONS}
    async with asyncio.timeout(PATIENCE):
        while {name: showing(await scraped([second]))[name] for name in wanted} != wanted:
            await asyncio.sleep(0.1)
