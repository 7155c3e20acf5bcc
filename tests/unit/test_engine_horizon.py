"""Nobody is called late because the bus was: deadlines wait for the intake, but not for ever."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiokafka import TopicPartition

from agents.engine.clock import BrokerClock
from agents.engine.horizon import Horizon
from agents.engine.lane import Lane
from agents.engine.ports import EngineSettings
from agents.engine.timers import Timers
from contracts.records import Message, Record

DLH = TopicPartition("agency.dlh.events.v1", 0)
DISHUB = TopicPartition("agency.dishub.events.v1", 0)
REQUESTS = TopicPartition("bus.requests.v1", 2)


def test_an_instant_is_reached_when_every_partition_is_committed_that_far() -> None:
    horizon = Horizon()
    horizon.propose(1_000, {DLH: 10, DISHUB: 4})
    horizon.settle({DLH: 10, DISHUB: 3})
    assert horizon.reached is None
    horizon.settle({DLH: 10, DISHUB: 4})
    assert horizon.reached == 1_000


def test_the_greatest_satisfied_instant_counts() -> None:
    horizon = Horizon()
    for second in range(1, 6):
        horizon.propose(second * 1_000, {DLH: second * 10})
    horizon.settle({DLH: 35})
    assert horizon.reached == 3_000


def test_partitions_nothing_ever_arrived_on_need_nothing() -> None:
    horizon = Horizon()
    horizon.propose(1_000, {DLH: 0})
    horizon.settle({})
    assert horizon.reached == 1_000


def test_the_horizon_never_goes_back_and_keeps_few_proposals() -> None:
    horizon = Horizon()
    for second in range(1, 1_001):
        horizon.propose(second, {DLH: second})
    horizon.settle({DLH: 1_000})
    horizon.propose(900, {DLH: 0})
    horizon.settle({DLH: 0})
    assert horizon.reached == 1_000


class Elapsed:
    """A monotonic clock a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Waiting:
    """A partition's state with one deadline."""

    deadline: int | None

    def load(self, records: Sequence[Record]) -> None: ...

    async def fold(self, _records: Sequence[Record]) -> Sequence[Message]:
        return ()

    def wakes_at(self) -> int | None:
        return self.deadline

    def clock_record(self, until_ms: int) -> Message:
        return Message("", b"clock", str(until_ms).encode())


@dataclass
class Written:
    """An outbox that keeps what it was given; its receipts tell the broker's time."""

    clock: BrokerClock
    now_ms: int
    messages: list[Message] = field(default_factory=list)

    async def append(self, messages: Sequence[Message]) -> Sequence[int]:
        self.messages += messages
        if messages:
            self.clock.saw(self.now_ms)
        return [100 + len(self.messages) for _ in messages]

    async def stop(self) -> None: ...


@dataclass
class Intake:
    """Proposes every instant asked for, and settles those the intake has finished."""

    finished_ms: int
    asked: int = 0

    async def look(self, instant_ms: int, horizon: Horizon) -> None:
        self.asked += 1
        horizon.propose(instant_ms, {DLH: instant_ms})
        horizon.settle({DLH: self.finished_ms})

    async def stop(self) -> None: ...


class Desk:
    """Timers over one ready partition with one deadline."""

    def __init__(self, deadline: int | None, *, finished_ms: int = 10**9) -> None:
        self.elapsed = Elapsed()
        self.clock = BrokerClock(self.elapsed)
        self.clock.saw(1_000)
        self.outbox = Written(self.clock, 1_000)
        self.intake = Intake(finished_ms)
        self.lane = Lane(REQUESTS, since=0.0)
        self.state = Waiting(deadline)
        settings = EngineSettings("", "case", Path(), horizon_patience=900.0)
        self.timers = Timers(settings, self.clock, self.intake, self.outbox, self.elapsed)

    async def look(self) -> None:
        await self.timers.look([(self.lane, self.state)])

    @property
    def untils(self) -> list[int]:
        return [int(message.value or b"") for message in self.outbox.messages]


async def test_a_passed_deadline_gets_one_clock_record_in_its_own_partition() -> None:
    desk = Desk(deadline=900)
    await desk.look()
    assert desk.outbox.messages == [Message("bus.requests.v1", b"clock", b"1000", (), 2)]


async def test_a_deadline_to_come_asks_nobody() -> None:
    desk = Desk(deadline=1_001)
    await desk.look()
    assert (desk.untils, desk.intake.asked) == ([], 0)
    desk.elapsed.now = 0.001
    await desk.look()
    assert (desk.untils, desk.intake.asked) == ([1_001], 1)


async def test_no_second_clock_record_is_written_before_the_first_is_folded() -> None:
    desk = Desk(deadline=900)
    await desk.look()
    desk.lane.committed = 101
    await desk.look()
    assert desk.untils == [1_000]
    desk.lane.committed = 102
    await desk.look()
    assert desk.untils == [1_000, 1_000]


async def test_a_deadline_waits_while_the_intake_is_behind_it() -> None:
    desk = Desk(deadline=900, finished_ms=899)
    await desk.look()
    assert desk.untils == []
    desk.intake.finished_ms = 1_000
    desk.elapsed.now = 5.0
    await desk.look()
    assert desk.untils == [1_000]


async def test_after_fifteen_minutes_of_waiting_it_goes_on_with_an_alarm(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk(deadline=900, finished_ms=0)
    for second in range(900):
        desk.elapsed.now = float(second)
        await desk.look()
    assert desk.untils == []
    desk.elapsed.now = 900.0
    await desk.look()
    assert desk.untils == [901_000]
    assert "intake is behind" in caplog.text


async def test_a_worker_that_has_written_nothing_asks_the_broker_for_the_time_first() -> None:
    desk = Desk(deadline=900)
    desk.timers.clock = BrokerClock(desk.elapsed)
    desk.outbox.clock = desk.timers.clock
    await desk.look()
    assert desk.untils == [0]
    desk.lane.committed = 102
    await desk.look()
    assert desk.untils == [0, 1_000]


async def test_the_horizon_has_an_age_only_while_a_due_deadline_waits_for_it() -> None:
    desk = Desk(deadline=900, finished_ms=0)
    ages = [desk.timers.horizon_age()]
    for second in (0.0, 40.0):
        desk.elapsed.now = second
        await desk.look()
        ages.append(desk.timers.horizon_age())
    desk.state.deadline = 10**9
    await desk.look()
    assert [*ages, desk.timers.horizon_age()] == [0.0, 0.0, 40.0, 0.0]


async def test_a_deadline_that_was_put_off_waits_anew_when_it_is_due() -> None:
    desk = Desk(deadline=900, finished_ms=0)
    await desk.look()
    desk.state.deadline = 500_000
    desk.elapsed.now = 300.0
    await desk.look()
    desk.elapsed.now = 600.0
    await desk.look()
    desk.elapsed.now = 1_400.0
    await desk.look()
    assert desk.untils == []
    desk.elapsed.now = 1_500.0
    await desk.look()
    assert desk.untils == [1_501_000]
