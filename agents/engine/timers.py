"""Deadlines: a clock record for a partition whose earliest has passed; never two waiting."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from agents.engine.clock import BrokerClock
from agents.engine.horizon import Horizon
from agents.engine.lane import Lane
from agents.engine.ports import EngineSettings, PartitionState, Timed
from contracts.records import Message

log = logging.getLogger(__name__)

Owned = Sequence[tuple[Lane, PartitionState]]


class Look(Protocol):
    """Finds out how far everything that arrived has been worked off."""

    async def look(self, instant_ms: int, horizon: Horizon) -> None:
        """Propose the instant, and settle what can be settled."""

    async def stop(self) -> None:
        """Close the connections."""


@dataclass(frozen=True, slots=True, eq=False)
class Deadline:
    """The earliest deadline of a partition, real milliseconds since 1970 UTC."""

    lane: Lane
    state: Timed
    wakes_at: int


class Append(Protocol):
    """Writes one record a partition outside of any transaction."""

    async def append(self, messages: Sequence[Message]) -> Sequence[int]:
        """The offset each message was given."""

    async def stop(self) -> None:
        """Close the connections."""


class Timers:
    """Looks at the deadlines of the partitions that are ready, and appends when one has passed."""

    def __init__(
        self,
        settings: EngineSettings,
        clock: BrokerClock,
        survey: Look | None,
        outbox: Append,
        elapsed: Callable[[], float] = monotonic,
    ) -> None:
        self.clock = clock
        self._settings = settings
        self._outbox = outbox
        self._horizon = Horizon()
        self._survey = survey
        self._elapsed = elapsed
        self._unfolded: dict[Lane, int] = {}
        self._since: dict[Lane, float] = {}

    async def run(self, owned: Callable[[], Owned]) -> None:
        """Look once a tick until cancelled."""
        while True:
            await asyncio.sleep(self._settings.tick)
            await self.look(owned())

    async def look(self, owned: Owned) -> None:
        """Append what is due in these partitions."""
        self._forget([lane for lane, _ in owned])
        waiting = [each for lane, state in owned if (each := self._waiting(lane, state))]
        now = self.clock.now_ms()
        due = [each for each in waiting if now is not None and each.wakes_at <= now]
        lanes = {each.lane for each in due}
        self._since = {lane: since for lane, since in self._since.items() if lane in lanes}
        if not waiting:
            return
        if now is None:
            await self._append({waiting[0]: 0})
            return
        await self._survey_for(due, now)
        allowed = {each: self._until(each, now) for each in due}
        await self._append({each: until for each, until in allowed.items() if until is not None})

    def _waiting(self, lane: Lane, state: PartitionState) -> Deadline | None:
        if lane in self._unfolded or not isinstance(state, Timed):
            return None
        wakes_at = state.wakes_at()
        return None if wakes_at is None else Deadline(lane, state, wakes_at)

    async def _survey_for(self, due: Sequence[Deadline], now: int) -> None:
        latest = max((each.wakes_at for each in due), default=None)
        reached = self._horizon.reached
        if (
            self._survey is not None
            and latest is not None
            and (reached is None or reached < latest)
        ):
            await self._survey.look(now, self._horizon)

    def horizon_age(self) -> float:
        """Seconds the horizon lies behind the broker's time while a deadline waits for it.

        Before there is one, how long the deadline has waited; 0 where none waits.
        """
        now, reached = self.clock.now_ms(), self._horizon.reached
        if not self._since or now is None:
            return 0.0
        waited = self._elapsed() - min(self._since.values())
        return waited if reached is None else max(0.0, (now - reached) / 1000)

    def _until(self, deadline: Deadline, now: int) -> int | None:
        """The smaller of now and the horizon; None while the deadline has to wait for it."""
        if self._survey is None:
            return now
        reached = self._horizon.reached
        if reached is not None and reached >= deadline.wakes_at:
            return min(now, reached)
        since = self._since.setdefault(deadline.lane, self._elapsed())
        if self._elapsed() - since < self._settings.horizon_patience:
            return None
        log.error(
            "deadlines of %s partition %s fire although intake is behind: it did not catch up",
            *deadline.lane.partition,
        )
        return now

    async def _append(self, allowed: Mapping[Deadline, int]) -> None:
        offsets = await self._outbox.append([_record(*each) for each in allowed.items()])
        for deadline, offset in zip(allowed, offsets, strict=True):
            self._unfolded[deadline.lane] = offset
            self._since.pop(deadline.lane, None)

    def _forget(self, lanes: Collection[Lane]) -> None:
        """A clock record is out of the way once it is folded, or its partition given up."""
        self._unfolded = {
            lane: offset
            for lane, offset in self._unfolded.items()
            if lane in lanes and (lane.committed or 0) <= offset
        }

    async def stop(self) -> None:
        """Close the connections."""
        await self._outbox.stop()
        if self._survey is not None:
            await self._survey.stop()


def _record(deadline: Deadline, until: int) -> Message:
    topic, number = deadline.lane.partition
    return deadline.state.clock_record(until)._replace(topic=topic, partition=number)
