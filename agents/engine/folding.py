"""Carrying exactly once: one transactional producer and one transaction at a time a partition."""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from time import monotonic

import faust
from aiokafka import TopicPartition
from aiokafka.errors import ProducerFenced
from mode import ServiceT

from agents.engine.app import carrying_app
from agents.engine.carrier import Carrier
from agents.engine.clock import BrokerClock
from agents.engine.counts import Counts
from agents.engine.decisions import Decisions
from agents.engine.desk import Desk, Stage
from agents.engine.failing import PartitionTaken, why
from agents.engine.horizon import Survey
from agents.engine.lane import Lane
from agents.engine.metering import NOTHING, MeasuredState, carried
from agents.engine.outbox import Outbox
from agents.engine.ports import Arrivals, EngineSettings, Keep, PartitionState
from agents.engine.recovery import recover
from agents.engine.surprise import SurpriseMeter, attempt
from agents.engine.timers import Timers
from contracts.records import Message, Record

log = logging.getLogger(__name__)

_ADVISED_PARTITIONS = 8


class Folding(Carrier):
    """A transaction a chunk: outputs, state and the consumed offset, together or not at all."""

    def __init__(
        self,
        settings: EngineSettings,
        topics: tuple[str, str],
        hop: Keep,
        timers: Timers,
        meter: SurpriseMeter,
        counts: Counts | None = None,
    ) -> None:
        super().__init__(settings, meter, counts)
        self._source_topic, self._state_topic = topics
        self._hop = hop
        self._timers = timers
        self._clock: BrokerClock = timers.clock
        self._decisions = Decisions(settings)
        self._committed = 0
        self._desks: dict[Lane, Desk] = {}
        self._kept: dict[TopicPartition, tuple[PartitionState, int | None]] = {}

    def topics(self) -> Collection[str]:
        return frozenset({self._source_topic})

    async def run(self) -> None:
        self.background(self.watch(), "watch")
        self.background(self._timers.run(self._timed), "timers")
        try:
            await asyncio.Event().wait()
        finally:
            self.end_background()
            await self._timers.stop()
            await self._decisions.stop()

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        if len(partitions) > _ADVISED_PARTITIONS:
            log.warning(
                "%s partitions for one worker; above %s, start another: each has its transactions",
                len(partitions), _ADVISED_PARTITIONS,
            )  # fmt: skip
        self._kept = {place: kept for place, kept in self._kept.items() if place in partitions}
        super().assigned(partitions)

    async def may_start(self) -> None:
        await self._hop.ready()

    async def take_over(self, lane: Lane) -> None:
        """Refuse the former owner and end what it left open, then offset and state, then run."""
        topic, number = lane.partition
        name = f"{self.settings.group}-{topic}-{number}"
        outbox = Outbox(self.settings, self._clock, name)
        async with AsyncExitStack() as undo:
            undo.push_async_callback(outbox.stop)
            former = await self._decisions.of(name)
            await outbox.start()
            self.settings.at("taking-over")
            if former is not None:
                await self._decisions.finish(former, outbox)
            committed = await self.source.committed(lane.partition)
            state = await self._state(lane, committed)
            start = await self.source.earliest(lane.partition) if committed is None else committed
            undo.pop_all()
        desk = self._desks[lane] = Desk(lane, state, outbox, asyncio.Event())
        lane.open_at(start, committed)
        self._tell(desk, ())
        desk.task = self.background(self._work(desk), f"fold {topic} {number}")

    async def _state(self, lane: Lane, committed: int | None) -> PartitionState:
        kept = self._kept.pop(lane.partition, None)
        if kept is not None and kept[1] == committed:
            return kept[0]
        state = self._hop.open(lane.partition.partition)
        place = TopicPartition(self._state_topic, lane.partition.partition)

        def load(records: Sequence[Record]) -> None:
            state.load(records)
            lane.recovered += len(records)
            self.settings.at("recovering")

        def still(left: int) -> None:
            lane.left = left

        count = await recover(self.settings, place, load, still)
        log.info("%s partition %s recovered from %s state records", *lane.partition, count)
        return state

    def filled(self, lane: Lane) -> None:
        desk = self._desks.get(lane)
        if desk is not None:
            desk.filled.set()

    def remind(self) -> None:
        for desk in self._desks.values():
            desk.filled.set()

    async def _work(self, desk: Desk) -> None:
        lane = desk.lane
        while True:
            if not len(lane) or self.meter.paused(lane.partition):
                desk.filled.clear()
                await desk.filled.wait()
                continue
            await self._hop.ready()
            if not self.owns(lane):
                return
            await self._fold(desk)
            if not self.owns(lane):
                return

    async def _fold(self, desk: Desk) -> None:
        desk.stage, desk.since = Stage.FOLDING, monotonic()
        records = desk.lane.take(self.settings.chunk)
        end = records[-1].offset + 1
        messages = await desk.state.fold(records)
        await desk.outbox.learn({message.topic for message in messages})
        desk.stage = Stage.COMMITTING
        try:
            await self._commit(desk, messages, end)
        except ProducerFenced:
            raise why(PartitionTaken, *desk.lane.partition) from None
        desk.lane.commit(end, monotonic())
        self._tell(desk, records)
        desk.stage = Stage.WAITING

    def _tell(self, desk: Desk, records: Sequence[Record]) -> None:
        """Tell whoever watches, once it is true."""
        state = desk.state
        self._committed += bool(records)
        found = attempt(state.measure) if isinstance(state, MeasuredState) else NOTHING
        chunk = carried(desk.lane.partition, records, found)
        self.settings.observer.carried(chunk, self._clock.now_ms())

    async def _commit(self, desk: Desk, messages: Sequence[Message], end: int) -> None:
        outbox = desk.outbox
        await outbox.begin()
        receipts = await outbox.put(messages)
        consumed = asyncio.ensure_future(outbox.consumed({desk.lane.partition: end}))
        await outbox.delivered(receipts)
        self.settings.at("in-transaction")
        await consumed
        self.settings.at("before-commit")
        await outbox.commit()
        self.settings.at("committed")

    async def give_up(self, lanes: Sequence[Lane]) -> None:
        desks = [desk for lane in lanes if (desk := self._desks.pop(lane, None)) is not None]
        for desk in desks:
            if desk.stage is Stage.WAITING and desk.task is not None:
                desk.task.cancel()  # waits for records or a catalogue, outside of a transaction
        tasks = {desk.task for desk in desks if desk.task is not None}
        await self.settled(tasks, "A transaction did not end while partitions were given up")
        for desk in desks:
            self._kept[desk.lane.partition] = desk.state, desk.lane.committed
        await asyncio.gather(*(desk.outbox.stop() for desk in desks))

    def working(self, lane: Lane) -> bool:
        desk = self._desks.get(lane)
        return desk is not None and desk.stage is not Stage.WAITING

    def in_flight(self) -> list[float]:
        return [d.since for d in self._desks.values() if d.stage is not Stage.WAITING]

    def horizon_age(self) -> float:
        return self._timers.horizon_age()

    def transactions(self) -> Mapping[str, int]:
        return {"committed": self._committed, **self._decisions.undone}

    def _timed(self) -> list[tuple[Lane, PartitionState]]:
        return [(desk.lane, desk.state) for desk in self._desks.values() if desk.lane.ready]


def folding_app(  # noqa: PLR0913 -- the last four are keywords a hop may leave out
    settings: EngineSettings,
    source: str,
    state: str,
    hop: Keep,
    *,
    alike: Sequence[str] = (),
    arrivals: Arrivals | None = None,
    services: Sequence[ServiceT] = (),
    meter: SurpriseMeter | None = None,
) -> faust.App:
    """An app that carries `source` through `hop` exactly once, its state in the topic `state`.

    Both topics, and those in `alike`, have the same partition count; it is checked whenever
    partitions are taken over. Deadlines of a `Timed` state fire at most up to
    what has been worked off of `arrivals`. `services` start before anything is read and stop
    after. `meter` is the hop's, if it counts surprises.
    """
    clock = BrokerClock()
    survey = None if arrivals is None else Survey(settings, arrivals)
    timers = Timers(settings, clock, survey, Outbox(settings, clock))
    counts = Counts(settings, (source, *alike), state)
    carrier = Folding(settings, (source, state), hop, timers, meter or SurpriseMeter(), counts)
    return carrying_app(carrier, services)
