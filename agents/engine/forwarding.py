"""Carrying at least once: chunks of many partitions at once, each committed after its receipts."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from time import monotonic

import faust
from mode import ServiceT

from agents.engine.app import carrying_app
from agents.engine.backlog import Backlog
from agents.engine.carrier import Carrier
from agents.engine.clock import BrokerClock
from agents.engine.counts import Counts
from agents.engine.lane import Lane
from agents.engine.metering import NOTHING, Carried, MeasuredHop, carried
from agents.engine.outbox import Outbox, Receipt
from agents.engine.pace import Pace
from agents.engine.ports import EngineSettings, Forward
from agents.engine.surprise import SurpriseMeter, attempt
from agents.engine.tracker import Chunk, Tracker
from agents.engine.turns import Turn, Turns
from contracts.records import Message, Record

log = logging.getLogger(__name__)

_TOPICS_EVERY = 1.0
_HELD_BACK = 0.02


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
        super().__init__(settings, meter, counts)
        self._topics = topics
        self._hop = hop
        self._clock = BrokerClock()
        self._outbox = Outbox(settings, self._clock)
        self._trackers: dict[Lane, Tracker] = {}
        self._in_flight: dict[asyncio.Task[None], str] = {}
        self._work = asyncio.Event()
        self._handing_out = asyncio.Lock()
        self._committing = asyncio.Lock()
        self._pace = Pace()
        self._turns = Turns(settings.chunk, self._pace)

    def topics(self) -> Collection[str]:
        return frozenset(self._topics())

    async def run(self) -> None:
        await self._outbox.start()
        for work in (self.watch, self._commit_always, self._follow_topics, self._carry):
            self.background(work(), work.__name__)
        if self.settings.next_hop is not None:
            backlog = Backlog(self.settings, self.settings.next_hop, self._clock, self._pace)
            self.background(backlog.follow(), "backlog")
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
            turn = self._next()
            if turn is None:
                await self._rest()
                continue
            await self._hop.ready()
            async with self._handing_out:
                if self.owns(turn.lane):
                    await self._hand_out(turn)
            await asyncio.sleep(0)

    async def _rest(self) -> None:
        """Until there is something to do; what its pace holds back is looked at again soon."""
        self._work.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(None if self._pace.limit is None else _HELD_BACK):
                await self._work.wait()

    def _next(self) -> Turn | None:
        """Whose turn it is, unless enough is in flight; one topic alone fills half of that."""
        if len(self._in_flight) >= self.settings.in_flight:
            return None
        under_way = Counter(self._in_flight.values())
        most = max(1, self.settings.in_flight // 2)
        waiting = [
            lane
            for lane in self.lanes.values()
            if len(lane)
            and under_way[lane.partition.topic] < most
            and not self.meter.paused(lane.partition)
        ]
        return self._turns.next(waiting, monotonic())

    async def _hand_out(self, turn: Turn) -> None:
        lane = turn.lane
        records = lane.take(turn.most)
        self._pace.handed(lane.partition.topic, len(records))
        chunk = self._trackers[lane].begin(records[-1].offset + 1, monotonic())
        messages = self._hop.decide(records)
        self.settings.at("before-delivery")
        receipts = await self._outbox.put(messages)
        told = self._told(lane, records, messages)
        delivery = self.background(self._deliver(lane, chunk, receipts, told), "delivery")
        self._in_flight[delivery] = lane.partition.topic
        delivery.add_done_callback(self._in_flight.pop)

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
                    lane.commit(offset, monotonic())
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

    def in_flight(self) -> list[float]:
        return [began for tracker in self._trackers.values() for began in tracker.under_way]


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
