"""What a carrier tells whoever watches: nothing before it is true, and how far behind it is."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from aiokafka import TopicPartition

from agents.engine.clock import BrokerClock
from agents.engine.desk import Desk
from agents.engine.folding import Folding
from agents.engine.forwarding import Forwarding
from agents.engine.lane import Lane
from agents.engine.looking import look
from agents.engine.metering import Carried, LaneLook, Look, Measures
from agents.engine.ports import EngineSettings
from agents.engine.surprise import SurpriseMeter
from agents.engine.timers import Timers
from contracts.metrics import JUDGED
from contracts.records import Message, Record, StoredRecord
from contracts.releases import Listed

PLACE = TopicPartition("bus.requests.v1", 3)
NOW = 1_773_000_000_000


class Watching:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.chunks: list[tuple[Carried, int | None]] = []
        self.looks: list[Look] = []

    def carried(self, chunk: Carried, now_ms: int | None) -> None:
        self.chunks.append((chunk, now_ms))

    def looked(self, look: Look) -> None:
        self.looks.append(look)

    def catalogue(self, versions: Sequence[Listed]) -> None: ...


class Counted:
    """A state that counts the records it folded; `bug` makes its counting fail."""

    def __init__(self, *, bug: bool = False) -> None:
        self._folded = 0
        self._bug = bug

    def load(self, records: Sequence[Record]) -> None: ...

    async def fold(self, records: Sequence[Record]) -> Sequence[Message]:
        self._folded = len(records)
        return []

    def measure(self) -> Measures:
        if self._bug:
            raise ZeroDivisionError
        return Measures(counts={(JUDGED, ("dlh", "applied")): self._folded})


class Ledge:
    """An outbox that writes nowhere; its commit does what a test says."""

    def __init__(self, commit: Callable[[], None] = lambda: None) -> None:
        self._commit = commit

    async def learn(self, _topics: object) -> None: ...
    async def begin(self) -> None: ...
    async def put(self, _messages: object) -> list[Any]:
        return []

    async def consumed(self, _offsets: object) -> None: ...
    async def delivered(self, _receipts: object) -> None: ...
    async def commit(self) -> None:
        self._commit()


class Source:
    """A log that ended at an offset when it was last fetched from."""

    def __init__(self, end: int | None) -> None:
        self._end = end

    def end(self, _partition: TopicPartition) -> int | None:
        return self._end

    def heard(self) -> float:
        return 95.0


def settings(watching: Watching) -> EngineSettings:
    return EngineSettings("nowhere:1", "g", Path("never-used"), observer=watching)


def folding(watching: Watching) -> Folding:
    """A carrier with a broker's clock that stands still, and no Kafka."""
    clock = BrokerClock(lambda: 0.0)
    clock.saw(NOW)
    whole, unused = settings(watching), cast(Any, None)
    timers = Timers(whole, clock, None, unused)
    return Folding(whole, (PLACE.topic, "states"), unused, timers, SurpriseMeter())


def desk(state: Counted, outbox: Ledge, count: int) -> Desk:
    """A partition taken over, with some records waiting."""
    lane = Lane(PLACE, 0.0)
    lane.open_at(10, 10)
    lane.add(records(count), 10 + count)
    return Desk(lane, state, cast(Any, outbox), asyncio.Event())


def records(count: int) -> list[StoredRecord]:
    topic, number = PLACE
    return [StoredRecord(topic, number, 10 + n, NOW - 70, b"k", b"v") for n in range(count)]


async def test_a_chunk_is_told_once_it_is_committed() -> None:
    watching = Watching()
    await folding(watching)._fold(desk(Counted(), Ledge(), 5))  # noqa: SLF001 -- one chunk, no loop
    ((chunk, now_ms),) = watching.chunks
    assert (chunk.partition, chunk.logged, now_ms) == (PLACE, {NOW - 70: 5}, NOW)
    assert chunk.measures.counts == {(JUDGED, ("dlh", "applied")): 5}


async def test_a_chunk_whose_commit_fails_counts_nothing() -> None:
    watching = Watching()

    def aborted() -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await folding(watching)._fold(desk(Counted(), Ledge(aborted), 5))  # noqa: SLF001 -- as above
    assert watching.chunks == []


async def test_a_bug_in_counting_costs_its_figures_and_nothing_else() -> None:
    watching = Watching()
    at_work = desk(Counted(bug=True), Ledge(), 5)
    await folding(watching)._fold(at_work)  # noqa: SLF001 -- as above
    ((chunk, _),) = watching.chunks
    assert (chunk.logged, chunk.measures) == ({NOW - 70: 5}, Measures())
    assert at_work.lane.committed == 15


class Echo:
    """A forwarding hop that writes nothing and counts its records."""

    async def ready(self) -> None: ...
    def decide(self, _records: Sequence[Record]) -> Sequence[Message]:
        return []

    def measure(self, records: Sequence[Record], _messages: Sequence[Message]) -> Measures:
        return Measures(counts={(JUDGED, ("dlh", "applied")): len(records)})


@pytest.mark.parametrize(
    ("committed", "pooled", "lag"),
    [(None, 0, 15), (None, 5, 20), (14, 5, 16), (14, 0, 15)],
    ids=["idle", "nothing committed yet", "some committed", "idle past a marker"],
)
def test_lag_is_what_is_not_committed_and_for_an_idle_partition_what_was_not_read(
    committed: int | None, pooled: int, lag: int
) -> None:
    carrier = Forwarding(settings(Watching()), frozenset, Echo(), SurpriseMeter())
    carrier.source = cast(Any, Source(30))
    lane = carrier.lanes[PLACE] = Lane(PLACE, 0.0)
    lane.open_at(10, committed)
    lane.add(records(pooled), 15)
    waited = LaneLook(PLACE, ready=True, recovered=0, lag=lag, waited=100.0)
    assert look(carrier, 100.0) == Look([waited], 0.0, 0, silent=5.0)


def test_nothing_waits_for_a_commit_where_all_is_committed() -> None:
    carrier = Forwarding(settings(Watching()), frozenset, Echo(), SurpriseMeter())
    carrier.source = cast(Any, Source(15))
    lane = carrier.lanes[PLACE] = Lane(PLACE, 0.0)
    lane.open_at(10, None)
    lane.add(records(5), 15)
    waits = [look(carrier, 40.0).lanes[0].waited]
    lane.take(5)
    lane.commit(15, 60.0)
    lane.add([], 15)
    waits += [look(carrier, now).lanes[0].waited for now in (70.0, 900.0)]
    assert waits == [40.0, 0.0, 0.0]


def test_a_partition_that_is_being_taken_over_is_seen_as_not_ready() -> None:
    carrier = Forwarding(settings(Watching()), frozenset, Echo(), SurpriseMeter())
    carrier.source = cast(Any, Source(30))
    carrier.lanes[PLACE] = Lane(PLACE, 0.0)
    assert look(carrier, 100.0).lanes == [LaneLook(PLACE, ready=False, recovered=0, lag=None)]


def test_a_partition_that_surprises_paused_is_seen_as_paused() -> None:
    meter = SurpriseMeter()
    carrier = Forwarding(settings(Watching()), frozenset, Echo(), meter)
    carrier.source = cast(Any, Source(30))
    carrier.lanes[PLACE] = Lane(PLACE, 0.0)
    for record in records(5):
        meter.count(record, surprised=True)
    assert look(carrier, 100.0).lanes[0].paused


async def test_giving_up_is_told_at_once() -> None:
    watching = Watching()
    carrier = Forwarding(settings(watching), frozenset, Echo(), SurpriseMeter())
    carrier.source, carrier.draining = cast(Any, Source(30)), True
    await carrier.release()
    (told,) = watching.looks
    assert (told.lanes, told.releases, told.draining) == ([], 1, True)
