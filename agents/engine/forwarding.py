"""Carrying at least once: chunks of many partitions at once, each committed after its receipts."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from time import monotonic

import faust
from mode import ServiceT

from agents.engine.app import carrying_app
from agents.engine.carrier import Carrier
from agents.engine.clock import BrokerClock
from agents.engine.counts import Counts
from agents.engine.lane import Lane
from agents.engine.metering import NOTHING, Carried, MeasuredHop, carried
from agents.engine.outbox import Outbox, Receipt
from agents.engine.ports import EngineSettings, Forward
from agents.engine.surprise import SurpriseMeter, attempt
from agents.engine.tracker import Chunk, Tracker
from contracts.records import Message, Record

log = logging.getLogger(__name__)

_TOPICS_EVERY = 1.0


class Forwarding(Carrier):
    """One idempotent producer, a tracker a partition, the finished prefix committed."""

    def __init__(
        self,
        settings: EngineSettings,
        topics: Callable[[], Collection[str]],
        hop: Forward,
        meter: SurpriseMeter,
        counts: Counts | None = None,
    ) -> None:
        super().__init__(settings, counts)
        self._topics = topics
        self._hop = hop
        self._meter = meter
        self._clock = BrokerClock()
        self._outbox = Outbox(settings, self._clock)
        self._trackers: dict[Lane, Tracker] = {}
        self._in_flight: set[asyncio.Task[None]] = set()
        self._work = asyncio.Event()
        self._handing_out = asyncio.Lock()
        self._committing = asyncio.Lock()
        self._turn = 0

    def topics(self) -> Collection[str]:
        return frozenset(self._topics())

    async def run(self) -> None:
        await self._outbox.start()
        for work in (self.watch, self._commit_always, self._follow_topics, self._carry):
            self.background(work(), work.__name__)
        try:
            await asyncio.Event().wait()
        finally:
            self.end_background()
            await self._outbox.stop()

    async def take_over(self, lane: Lane) -> None:
        committed = await self.source.committed(lane.partition)
        start = await self.source.earliest(lane.partition) if committed is None else committed
        self._trackers[lane] = Tracker()
        lane.open_at(start, committed)

    def filled(self, _lane: Lane) -> None:
        self._work.set()

    def remind(self) -> None:
        self._work.set()

    async def _carry(self) -> None:
        while True:
            lane = self._next()
            if lane is None:
                self._work.clear()
                await self._work.wait()
                continue
            await self._hop.ready()
            async with self._handing_out:
                if self.owns(lane):
                    await self._hand_out(lane)
            await asyncio.sleep(0)

    def _next(self) -> Lane | None:
        """The next lane in turn that has records, unless enough is in flight."""
        if len(self._in_flight) >= self.settings.in_flight:
            return None
        lanes = list(self.lanes.values())
        self._turn += 1
        for step in range(len(lanes)):
            lane = lanes[(self._turn + step) % len(lanes)]
            if len(lane) and not self._meter.paused(lane.partition):
                return lane
        return None

    async def _hand_out(self, lane: Lane) -> None:
        records = lane.take(self.settings.chunk)
        chunk = self._trackers[lane].begin(records[-1].offset + 1, monotonic())
        messages = self._hop.decide(records)
        self.settings.at("before-delivery")
        receipts = await self._outbox.put(messages)
        told = self._told(lane, records, messages)
        delivery = self.background(self._deliver(lane, chunk, receipts, told), "delivery")
        self._in_flight.add(delivery)
        delivery.add_done_callback(self._in_flight.discard)

    def _told(self, lane: Lane, records: Sequence[Record], messages: Sequence[Message]) -> Carried:
        """What is said of a chunk once its receipts have come."""
        hop = self._hop
        found = attempt(hop.measure, records, messages) if isinstance(hop, MeasuredHop) else NOTHING
        return carried(lane.partition, records, found)

    async def _deliver(
        self, lane: Lane, chunk: Chunk, receipts: Sequence[Receipt], told: Carried
    ) -> None:
        await self._outbox.delivered(receipts)
        self.settings.at("delivered")
        self._trackers[lane].finish(chunk)
        self.settings.observer.carried(told, self._clock.now_ms())
        self._work.set()

    async def _commit_always(self) -> None:
        while True:
            await asyncio.sleep(self.settings.commit_interval)
            await self._commit(list(self.lanes.values()))

    async def _commit(self, lanes: Sequence[Lane]) -> None:
        async with self._committing:
            moved = {lane: offset for lane in lanes if (offset := self._advanced(lane)) is not None}
            offsets = {lane.partition: offset for lane, offset in moved.items()}
            if offsets and await self.source.commit(offsets):
                for lane, offset in moved.items():
                    lane.committed = offset
                self.settings.at("committed")

    def _advanced(self, lane: Lane) -> int | None:
        """How far the lane may be committed; None when that is where it was.

        An idle lane is committed up to its position, past markers that are not records, so that
        whoever asks whether all that arrived is finished gets a true answer.
        """
        tracker = self._trackers.get(lane)
        if tracker is None:
            return None
        idle = lane.ready and not lane.must_seek and not len(lane) and tracker.idle
        offset = lane.next_offset if idle else tracker.finished
        return None if offset is None or offset == lane.committed else offset

    async def give_up(self, lanes: Sequence[Lane]) -> None:
        async with self._handing_out:
            started = set(self._in_flight)
        await self.settled(started, "A delivery did not end while partitions were given up")
        await self._commit_at_most(lanes)
        for lane in lanes:
            self._trackers.pop(lane, None)

    async def _commit_at_most(self, lanes: Sequence[Lane]) -> None:
        """While a broker is away a commit waits for ever; what is not committed is done again."""
        try:
            async with asyncio.timeout(self.patience):
                await self._commit(lanes)
        except TimeoutError:
            log.warning("partitions are given up without a commit: the broker did not answer")

    async def _follow_topics(self) -> None:
        """Subscribe to names that appear, and leave those that went."""
        while True:
            await asyncio.sleep(_TOPICS_EVERY)
            wanted = self.topics()
            if wanted and wanted != self.subscribed:
                log.info("topics to read: %s", ", ".join(sorted(wanted)))
                await self.subscribe()

    def working(self, lane: Lane) -> bool:
        tracker = self._trackers.get(lane)
        return tracker is not None and not tracker.idle

    def oldest_in_flight(self) -> float | None:
        times = [tracker.oldest for tracker in self._trackers.values()]
        return min((time for time in times if time is not None), default=None)


def forwarding_app(
    settings: EngineSettings,
    topics: Callable[[], Collection[str]],
    hop: Forward,
    *,
    services: Sequence[ServiceT] = (),
    meter: SurpriseMeter | None = None,
    counts: Counts | None = None,
) -> faust.App:
    """An app that carries `topics` through `hop` at least once, and may do some of it again.

    `topics` is asked again every second; a new name is read from its earliest record. `services`
    start before anything is read and stop after. `meter` is the hop's, if it counts surprises;
    `counts` are checked whenever partitions are taken over.
    """
    carrier = Forwarding(settings, topics, hop, meter or SurpriseMeter(), counts)
    return carrying_app(carrier, services)
