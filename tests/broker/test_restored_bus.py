"""A broker is lost with all it held; another goes on from the backup, by a person's commands.

Four days of city time pass before workers are there again. Agencies then send all of it once more.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
import pytest_asyncio

from contracts.cases import Case, ClockState, case_in
from contracts.lifecycle import State
from contracts.releases import ClockSegment
from contracts.restored import is_restored
from contracts.sla import ClockBreached
from contracts.status import StatusChanged
from contracts.topics import CASES, SLA, STATUS
from deploy.clock import now_ms
from deploy.local.kafka import EmbeddedKafka
from deploy.wiring import Hop
from services.catalogue.clock import extend_clock
from services.kafka.access import KafkaAccess
from services.kafka.reading import KafkaReader
from services.kafka.writing import KafkaWriter
from tests.broker.commands import typed
from tests.broker.log_tail import LogTail
from tests.broker.pipeline_load import Load
from tests.broker.pipeline_scene import PARTITIONS, Pipeline, staged, the_pack
from tests.builders.requests import Story, interleaved

OLD = [Story("dishub", f"DSH-{number}") for number in range(12)]
"""Requests of which only the submission was told when the bus was lost."""
REPORTED, SILENT = OLD[:6], OLD[6:]
AWAY = timedelta(days=4)
"""More than what is promised of them."""

Breach = tuple[str, str, datetime]
"""Which clock of which request, and as of when."""


@dataclass
class Aftermath:
    """What came of it."""

    bus: Pipeline
    lost: Pipeline
    stories: list[Story]
    restored: dict[str, Any]
    verified: dict[str, Any]

    def before(self) -> dict[str, Case]:
        """Every case as it was restored."""
        return _cases(record for record in self.bus.on(CASES) if is_restored(record))

    def now(self) -> dict[str, Case]:
        """Every case as it is."""
        return _cases(self.bus.on(CASES))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def aftermath(
    kafka: EmbeddedKafka, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Aftermath]:
    """The backup is taken while agencies publish and both hops work."""
    folder = tmp_path_factory.mktemp("restored")
    file = str(folder / "bus.backup")
    async with staged(kafka.bootstrap, folder) as lost:
        stories = await _lost_under_load(lost, file)
    another = folder / "another"
    restored = await typed("restore", file, "--start", "--folder", str(another), "--json")
    assert restored.status == 0, restored.err
    async with EmbeddedKafka(another) as broker:
        async with _going_on(broker, lost) as bus:
            hops = [bus.worker(hop) for hop in Hop]
            await bus.send([*(story.submitted() for story in OLD), *interleaved(stories)])
            await bus.send([story.reported(1) for story in REPORTED])
            await bus.proven()
            await bus.until(lambda now: all(_ends_late(now, story) for story in SILENT))
            await bus.workers.stopped(*hops)
            await bus.tail.to_the_end()
            verified = await typed("verify", "--json", kafka=broker.bootstrap)
        answers = (orjson.loads(restored.out), orjson.loads(verified.out))
        yield Aftermath(bus, lost, stories, *answers)


async def _lost_under_load(lost: Pipeline, file: str) -> list[Story]:
    """What agencies told until the bus was lost, but for the old requests."""
    await lost.send([story.submitted() for story in OLD])
    hops = [lost.worker(hop) for hop in Hop]
    load = Load(lost, pause=1.0)  # all of it is told twice
    await lost.until_told(60)
    taken = await typed("backup", file, kafka=lost.access.bootstrap)
    assert taken.status == 0, taken.err
    await lost.until_told(20)
    stories = await load.stopped()
    for process in hops:
        process.kill()
        await lost.workers.killed(process)
    return stories


@asynccontextmanager
async def _going_on(broker: EmbeddedKafka, lost: Pipeline) -> AsyncIterator[Pipeline]:
    """The arrow line on another broker, four days later by the city's clock."""
    access = KafkaAccess(broker.bootstrap)
    async with KafkaWriter(access) as writer, LogTail(broker.bootstrap) as tail:
        real_ms = now_ms()
        segment = ClockSegment(real_ms=real_ms, city=lost.clock.city(real_ms) + AWAY, speed=1)
        clock = await extend_clock(KafkaReader(access), writer, [segment])
        bus = Pipeline(access, lost.folder, writer, tail, clock, the_pack(), PARTITIONS)
        await bus.create_topics()
        try:
            yield bus
        finally:
            bus.workers.end_all()


def _cases(records: Iterable[Any]) -> dict[str, Case]:
    """The latest of each request."""
    found = (case_in(record.headers, record.value) for record in records)
    return {case.request_id: case for case in found if case is not None}


def _breached(bus: Pipeline, stories: Iterable[Story]) -> list[Breach]:
    ids = {story.request_id for story in stories}
    found = (event for event in bus.events(SLA, ClockBreached) if event.request_id in ids)
    return sorted((one.request_id, one.metric, one.occurred_at) for one in found)


def _owed(case: Case, until: datetime) -> Iterable[Breach]:
    """What was promised and not kept by an instant."""
    running = (clock for clock in case.clocks if clock.state is ClockState.RUNNING)
    return [(case.request_id, one.metric, one.due) for one in running if one.due < until]


def _ends_late(bus: Pipeline, story: Story) -> bool:
    return any(event.request_id == story.request_id for event in bus.events(SLA, ClockBreached))


def test_the_next_event_of_each_request_has_the_next_number_and_comes_from_the_state_before(
    aftermath: Aftermath,
) -> None:
    before = aftermath.before()
    first: dict[str, StatusChanged] = {}
    for event in aftermath.bus.events(STATUS, StatusChanged):
        first.setdefault(event.request_id, event)
    assert {story.request_id for story in REPORTED} <= set(first)
    for request, case in before.items():
        if request in first:
            said = (first[request].seq, first[request].previous)
            assert said == (case.counters[STATUS] + 1, case.state)


def test_a_promise_is_broken_once_and_as_of_the_instant_it_was_due(aftermath: Aftermath) -> None:
    before, until = aftermath.before(), aftermath.lost.clock.segments[0].city + AWAY
    owed = [one for story in SILENT for one in _owed(before[story.request_id], until)]
    assert len(owed) >= 2 * len(SILENT)
    assert _breached(aftermath.bus, SILENT) == sorted(owed)


def test_what_was_told_after_the_backup_is_told_again_and_nothing_is_lost(
    aftermath: Aftermath,
) -> None:
    now = aftermath.now()
    assert {now[story.request_id].state for story in aftermath.stories} == {State.RESOLVED}
    classes = aftermath.verified["classes"]
    assert classes["duplicate"] > 0
    assert classes["applied"] + classes["duplicate"] == aftermath.bus.sent


def test_the_ledger_is_clean_and_says_where_the_log_comes_from(aftermath: Aftermath) -> None:
    verified, before = aftermath.verified, aftermath.lost.clock.epoch
    assert (verified["problem_count"], verified["unaccounted"]) == (0, 0), verified["problems"][:3]
    assert [one["epoch"] for one in verified["restored"]] == [before]
    assert aftermath.restored["epoch"] != before
