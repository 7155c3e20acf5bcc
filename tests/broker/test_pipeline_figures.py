"""What dashboards sum while workers come, go and are killed: never twice, and then all of it."""

import asyncio
import signal
from collections import Counter
from collections.abc import Sequence

from contracts.cases import Case, case_in
from contracts.metrics import HELD, OPEN_AGED, OPEN_CASES, OPEN_PROMISES, Metric
from contracts.topics import CASES
from deploy.metrics.scraping import NotScraped
from deploy.wiring import Hop
from services.ledger import Shown
from services.ledger.counters import shown, told
from tests.broker.pipeline_scene import Pipeline
from tests.broker.scraping import Watched, scraped, watched
from tests.broker.workers import PATIENCE
from tests.builders.requests import interleaved, some_stories
from tests.property.test_census import open_by, owed_by

TOLD = some_stories(120)
Seen = Counter[tuple[str, ...]]


def recorded(series: Sequence[Shown], metric: Metric, *by: str) -> Seen:
    """`sum by (by) (max by (every label) (metric))`, as the recording rules have it."""
    labels = [label.name for label in metric.labels]
    most: dict[tuple[str, ...], float] = {}
    for one in series:
        if one.name == metric.name:
            key = tuple(one.labels[label] for label in labels)
            most[key] = max(most.get(key, 0), one.value)
    found: Seen = Counter()
    for key, value in most.items():
        found[tuple(key[labels.index(label)] for label in by)] += int(value)
    return +found


def known(pipeline: Pipeline) -> list[Case]:
    """Every case as it was written last."""
    last = {one.key: case_in(one.headers, one.value) for one in pipeline.on(CASES)}
    return [case for case in last.values() if case is not None]


async def alive(workers: Sequence[Watched]) -> list[Shown]:
    """What those show that still answer: as Prometheus, which forgets whoever does not."""
    found: list[Shown] = []
    for worker in workers:
        try:
            found += await scraped([worker])
        except NotScraped:
            continue
    return found


async def watching(workers: Sequence[Watched], total: int) -> None:
    """Scrape until everything is there; on the way nothing is ever counted twice."""
    async with asyncio.timeout(PATIENCE):
        while (n := recorded(await alive(workers), OPEN_CASES).total()) != total:
            assert n < total
            await asyncio.sleep(0.1)


async def test_a_partition_is_never_counted_twice_while_workers_join_and_are_killed(
    pipeline: Pipeline,
) -> None:
    await watched(pipeline, Hop.INTAKE)
    workers = [await watched(pipeline, Hop.CASE)]
    await pipeline.send(interleaved(TOLD))
    report = await pipeline.proven()
    total = sum(found.open for found in report.agencies.values())
    await watching(workers, total)
    workers.append(await watched(pipeline, Hop.CASE))
    async with asyncio.timeout(PATIENCE):
        while not recorded(await alive(workers[1:]), OPEN_CASES):
            assert recorded(await alive(workers), OPEN_CASES).total() <= total
            await asyncio.sleep(0.1)
    await watching(workers, total)
    workers[0].process.send_signal(signal.SIGKILL)
    await pipeline.workers.killed(workers[0].process)
    await watching(workers[1:], total)


async def test_after_kills_gauges_are_the_state_and_no_counter_is_above_the_ledger(
    pipeline: Pipeline,
) -> None:
    intake = await watched(pipeline, Hop.INTAKE)
    first, second = [await watched(pipeline, Hop.CASE) for _ in range(2)]
    messages = list(interleaved(TOLD))
    await pipeline.send(messages[: len(messages) // 2])
    await pipeline.until_told(40)
    first.process.send_signal(signal.SIGKILL)
    await pipeline.send(messages[len(messages) // 2 :])
    await pipeline.workers.killed(first.process)
    report = await pipeline.proven()
    await watching([second], sum(found.open for found in report.agencies.values()))
    series = await scraped([intake, second])
    for name, figures in told(report).items():
        assert not Counter(shown(series)[name]) - Counter(figures), name
    cases = known(pipeline)
    assert recorded(series, OPEN_CASES, "agency", "state") == open_by(cases)
    assert recorded(series, OPEN_AGED, "agency", "state") == open_by(cases)
    assert recorded(series, OPEN_PROMISES, "clock") == owed_by(cases)
    assert recorded(series, HELD).total() == sum(case.held for case in cases)
