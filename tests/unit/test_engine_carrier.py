"""Owning partitions: what is polled, what is dropped at a hand-over, and what stands still."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiokafka import TopicPartition

from agents.engine.carrier import Carrier
from agents.engine.failing import Stuck
from agents.engine.lane import Lane
from agents.engine.ports import EngineSettings
from agents.engine.surprise import SurpriseMeter
from contracts.records import Record, StoredRecord

ONE = TopicPartition("agency.dlh.events.v1", 0)
TWO = TopicPartition("agency.dlh.events.v1", 1)


@dataclass
class Log:
    """A group consumer over a list of values a partition; calls `during` while it fetches."""

    logs: dict[TopicPartition, list[bytes]]
    places: dict[TopicPartition, int] = field(default_factory=dict)
    asked: list[set[TopicPartition]] = field(default_factory=list)
    during: Callable[[], None] = lambda: None

    async def fetch(
        self, partitions: Collection[TopicPartition], _wait: float
    ) -> Mapping[TopicPartition, Sequence[Record]]:
        self.asked.append(set(partitions))
        found: dict[TopicPartition, Sequence[Record]] = {}
        for place in partitions:
            start = self.places.get(place, 0)
            found[place] = [
                StoredRecord(place.topic, place.partition, offset, 0, b"k", value)
                for offset, value in enumerate(self.logs[place])
                if offset >= start
            ]
            self.places[place] = len(self.logs[place])
        self.during()
        return found

    def position(self, partition: TopicPartition) -> int | None:
        return self.places.get(partition)

    def end(self, partition: TopicPartition) -> int | None:
        return len(self.logs[partition])

    async def seek_all(self, offsets: Mapping[TopicPartition, int]) -> None:
        self.places |= offsets

    async def committed(self, _partition: TopicPartition) -> int | None:
        return None

    async def earliest(self, _partition: TopicPartition) -> int:
        return 0

    async def commit(self, _offsets: Mapping[TopicPartition, int]) -> bool:
        return True

    async def subscribe_to(self, _topics: Collection[str]) -> None: ...

    def heard(self) -> float | None:
        return None


class Pools(Carrier):
    """A carrier that takes partitions over at once and hands nothing out."""

    def __init__(self, log: Log) -> None:
        settings = EngineSettings("", "g", Path(), pool=3, oldest_in_flight=60.0)
        super().__init__(settings, SurpriseMeter())
        self.source = log
        self.oldest: float | None = None

    def own(self, place: TopicPartition) -> Lane:
        lane = self.lanes[place] = Lane(place, since=0.0)
        lane.open_at(0, committed=None)
        return lane

    def topics(self) -> Collection[str]:
        return ()

    async def take_over(self, lane: Lane) -> None: ...

    async def give_up(self, lanes: Sequence[Lane]) -> None: ...

    async def run(self) -> None: ...

    def remind(self) -> None: ...

    def working(self, lane: Lane) -> bool:
        return self.oldest is not None and self.owns(lane)

    def filled(self, lane: Lane) -> None: ...

    def in_flight(self) -> Sequence[float]:
        return [] if self.oldest is None else [self.oldest]


def values(lane: Lane) -> list[bytes | None]:
    return [record.value for record in lane.take(100)]


async def test_records_are_pooled_and_a_full_pool_is_not_polled() -> None:
    log = Log({ONE: [b"1", b"2", b"3"], TWO: [b"4"]})
    carrier = Pools(log)
    full, roomy = carrier.own(ONE), carrier.own(TWO)
    await carrier.poll()
    log.logs[TWO].append(b"5")
    await carrier.poll()
    assert log.asked == [{ONE, TWO}, {TWO}]
    assert (values(full), values(roomy)) == ([b"1", b"2", b"3"], [b"4", b"5"])


async def test_a_partition_that_weighs_its_share_is_not_polled() -> None:
    log = Log({ONE: [bytes(40 * 1024 * 1024)], TWO: [b"4"]})
    carrier = Pools(log)
    carrier.own(ONE)
    carrier.own(TWO)
    await carrier.poll()
    await carrier.poll()
    assert log.asked == [{ONE, TWO}, {TWO}]


async def test_what_was_polled_across_a_hand_over_is_dropped_and_read_again() -> None:
    log = Log({ONE: [b"1", b"2"]})
    carrier = Pools(log)
    before = carrier.own(ONE)
    after: list[Lane] = []

    def hand_over() -> None:
        carrier.epoch += 1
        after.append(carrier.own(ONE))

    log.during = hand_over
    await carrier.poll()
    log.during = lambda: None
    assert (len(before), len(after[0])) == (0, 0)
    await carrier.poll()
    assert values(after[0]) == [b"1", b"2"]


async def test_a_partition_not_yet_taken_over_is_not_polled() -> None:
    log = Log({ONE: [b"1"]})
    carrier = Pools(log)
    carrier.lanes[ONE] = Lane(ONE, since=0.0)
    await carrier.poll()
    assert log.asked == []


async def test_giving_up_drops_what_was_not_handed_out() -> None:
    carrier = Pools(Log({ONE: [b"1"]}))
    lane = carrier.own(ONE)
    await carrier.poll()
    await carrier.release()
    assert (len(lane), carrier.lanes, carrier.owns(lane)) == (0, {}, False)


def test_a_chunk_too_long_in_flight_ends_the_worker() -> None:
    carrier = Pools(Log({}))
    carrier.oldest = 10.0
    carrier.check(now=70.0)
    with pytest.raises(Stuck, match="A chunk was still in flight after 60 seconds"):
        carrier.check(now=70.1)


async def test_partitions_that_nobody_polls_end_the_worker() -> None:
    carrier = Pools(Log({ONE: []}))
    carrier.own(ONE)
    await carrier.poll()
    with pytest.raises(Stuck, match="Nothing was polled after 60 seconds"):
        carrier.check(now=float("inf"))
