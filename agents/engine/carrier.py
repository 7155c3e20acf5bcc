"""What both ways of carrying share: owning partitions, polling, giving up; never Faust."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Collection, Coroutine, Mapping, Sequence
from time import monotonic
from typing import Any, Protocol

from aiokafka import TopicPartition

from agents.engine.counts import Counts
from agents.engine.failing import Stuck, end_process, watched, why
from agents.engine.lane import Lane
from agents.engine.looking import look
from agents.engine.ports import EngineSettings
from agents.engine.surprise import SurpriseMeter
from contracts.records import Record

log = logging.getLogger(__name__)

_POLL = 0.5
_POLL_WHILE_SOME_WAIT = 0.02
_PATIENCE_OF_A_RELEASE = 0.8  # of the rebalance timeout


class Source(Protocol):
    """The group consumer, as a carrier sees it."""

    async def fetch(
        self, partitions: Collection[TopicPartition], wait: float
    ) -> Mapping[TopicPartition, Sequence[Record]]:
        """What has been read of these partitions, waiting at most `wait` seconds."""

    def position(self, partition: TopicPartition) -> int | None:
        """Where the next fetch goes on, past markers and holes."""

    def end(self, partition: TopicPartition) -> int | None:
        """Where the log ended at the last fetch; None before it."""

    async def seek_all(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Read on from these offsets."""

    async def committed(self, partition: TopicPartition) -> int | None:
        """The group's committed offset; None when there is none."""

    async def earliest(self, partition: TopicPartition) -> int:
        """The oldest offset still kept."""

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> bool:
        """Commit for the group; False when it has rebalanced meanwhile."""

    async def subscribe_to(self, topics: Collection[str]) -> None:
        """Read these topics from now on."""

    def heard(self) -> float | None:
        """When the broker last answered anything, monotonic seconds; None before it ever did."""


class Carrier(ABC):
    """Lanes of the partitions this worker owns; `epoch` counts how often they were given up."""

    source: Source

    def __init__(
        self, settings: EngineSettings, meter: SurpriseMeter, counts: Counts | None = None
    ) -> None:
        self.settings = settings
        self.meter = meter
        self.draining = False
        self._counts = counts
        self.lanes: dict[TopicPartition, Lane] = {}
        self.epoch = 0
        self.subscribed: Collection[str] = frozenset()
        self._polled = monotonic()
        self._tasks: set[asyncio.Task[None]] = set()

    @abstractmethod
    def topics(self) -> Collection[str]:
        """What to read now."""

    async def subscribe(self) -> None:
        """Read from now on what is to be read now."""
        self.subscribed = self.topics()
        await self.source.subscribe_to(self.subscribed)

    async def may_start(self) -> None:  # noqa: B027 - not every way of carrying waits
        """Wait, without a limit, for what a take-over needs."""

    @abstractmethod
    async def take_over(self, lane: Lane) -> None:
        """Make a lane ready: find where to read on, and whatever the way of carrying needs."""

    @abstractmethod
    async def give_up(self, lanes: Sequence[Lane]) -> None:
        """Finish what has started in lanes whose pools were dropped, and commit it."""

    @abstractmethod
    async def run(self) -> None:
        """Carry until cancelled."""

    def background(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """A task that ends the process when it fails, and ends with the worker."""
        task = watched(work, name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def end_background(self) -> None:
        """Cancel what still runs; only after a release."""
        for task in tuple(self._tasks):
            task.cancel()

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        """Start taking over; not awaited, since no heartbeat is sent until the callback returns."""
        counted = self.background(self._check_counts(), "counts") if partitions else None
        for partition in sorted(partitions):
            lane = self.lanes[partition] = Lane(partition, monotonic())
            lane.taking = self.background(self._take_over(lane, counted), f"take-over {partition}")

    async def _check_counts(self) -> None:
        if self._counts is not None:
            await self._counts.check()

    async def _take_over(self, lane: Lane, counted: asyncio.Task[None] | None) -> None:
        if counted is not None:
            await asyncio.shield(counted)
        await self.may_start()
        limit = self.settings.takeover_limit
        try:
            async with asyncio.timeout(limit):
                await self.take_over(lane)
        except TimeoutError:
            raise why(Stuck, f"{lane.partition} could not be taken over", limit) from None

    async def release(self) -> None:
        """Give up every partition: drop what has not started, finish and commit what has."""
        self.epoch += 1
        lanes, self.lanes = list(self.lanes.values()), {}
        for lane in lanes:
            lane.drop()
        self.settings.observer.looked(look(self, monotonic()))
        await self._stop_taking(lanes)
        if lanes:
            await self.give_up(lanes)

    async def _stop_taking(self, lanes: Sequence[Lane]) -> None:
        """A take-over that went on would refuse the next owner's writes."""
        taking = [lane.taking for lane in lanes if lane.taking is not None]
        for task in taking:
            task.cancel()
        await self.settled(taking, "A take-over could not be stopped")

    def owns(self, lane: Lane) -> bool:
        """The lane has not been given up meanwhile."""
        return self.lanes.get(lane.partition) is lane

    async def poll(self) -> None:
        """One fetch into the pools; what spans a change of owner is dropped and read again."""
        epoch = self.epoch
        await self._seek()
        ready = [lane for lane in self.lanes.values() if self._has_room(lane)]
        self._polled = monotonic()
        if not ready:
            await asyncio.sleep(_POLL_WHILE_SOME_WAIT)
            return
        wait = _POLL if len(ready) == len(self.lanes) else _POLL_WHILE_SOME_WAIT
        records = await self.source.fetch([lane.partition for lane in ready], wait)
        if self.epoch == epoch:
            for lane in ready:
                self._pooled(lane, records.get(lane.partition, ()))

    def _has_room(self, lane: Lane) -> bool:
        share = self.settings.pool_weight // len(self.lanes)
        open_ = lane.ready and not lane.must_seek
        return open_ and len(lane) < self.settings.pool and lane.weight < share

    def _pooled(self, lane: Lane, records: Sequence[Record]) -> None:
        position = self.source.position(lane.partition)
        lane.add(records, lane.next_offset if position is None else position)
        if records:
            self.filled(lane)

    @abstractmethod
    def filled(self, lane: Lane) -> None:
        """Records wait in the lane."""

    async def _seek(self) -> None:
        lanes = [lane for lane in self.lanes.values() if lane.ready and lane.must_seek]
        if lanes:
            await self.source.seek_all({lane.partition: lane.next_offset for lane in lanes})
            for lane in lanes:
                lane.must_seek = False

    async def settled(self, work: Collection[asyncio.Future[Any]], what: str) -> None:
        """Wait for started work while giving up; what does not end in time ends the process."""
        if work:
            _, late = await asyncio.wait(work, timeout=self.patience)
            if late:
                end_process(why(Stuck, what, self.patience))

    @property
    def patience(self) -> float:
        """How long giving up may take, seconds."""
        return self.settings.rebalance_timeout * _PATIENCE_OF_A_RELEASE

    async def watch(self) -> None:
        """End the process when work in flight, a take-over or the polling has stood still."""
        while True:
            await asyncio.sleep(1.0)
            self.check(monotonic())
            self.remind()
            self.settings.observer.looked(look(self, monotonic()))

    @abstractmethod
    def remind(self) -> None:
        """Look again, so that a paused partition says once more that it is."""

    def check(self, now: float) -> None:
        """Raise when something has stood still.

        Raises:
            Stuck: which thing, and for how long.
        """
        limit = self.settings.oldest_in_flight
        if now - min(self.in_flight(), default=now) > limit:
            raise why(Stuck, "A chunk was still in flight", limit)
        if self.lanes and now - self._polled > self.settings.takeover_limit:
            raise why(Stuck, "Nothing was polled", self.settings.takeover_limit)

    @abstractmethod
    def working(self, lane: Lane) -> bool:
        """Some of what was read of the lane is being carried."""

    @abstractmethod
    def in_flight(self) -> Sequence[float]:
        """When each chunk in flight was handed out, monotonic seconds."""

    def horizon_age(self) -> float:
        """Seconds the horizon is behind while a deadline waits for it; 0 where none does."""
        return 0.0

    def transactions(self) -> Mapping[str, int]:
        """How many ended how; none where there are none."""
        return {}
