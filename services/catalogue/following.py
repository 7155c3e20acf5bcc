"""Follows ref.catalogue.v1 in no group, and knows what is in force; never writes."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from contracts.catalogue import Catalogue
from contracts.records import Record
from contracts.releases import Releases
from contracts.topics import CATALOGUE
from services.kafka.failures import TopicsFailed
from services.kafka.ports import TopicReader

log = logging.getLogger(__name__)

_RETRY = 1.0
_UNREAD = f"{CATALOGUE} has not been read yet."
_EMPTY = "No catalogue is published yet; `simpul catalogue publish` does that."


class InForce(NamedTuple):
    """A catalogue, since when it is in force (real milliseconds since 1970 UTC), and the day now.

    `today` is the city's, by its own clock.
    """

    catalogue: Catalogue
    effective_at: int
    today: date


class Following:
    """What one reader has seen of the catalogue's topic, kept up to date while `follow` runs.

    `now_ms`: real milliseconds since 1970 UTC. Once something was read it goes on being known
    while the broker is away.
    """

    def __init__(
        self, reader: TopicReader, now_ms: Callable[[], int], retry: float = _RETRY
    ) -> None:
        self._reader = reader
        self._now_ms = now_ms
        self._retry = retry
        self._releases = Releases()
        self._next = 0
        self._reached_end = False
        self._trouble: str | None = _UNREAD

    async def follow(self) -> None:
        """Read to the end, then whatever comes, without end."""
        while True:
            try:
                await self._read()
            except TopicsFailed as away:
                self._tell(str(away))
            await asyncio.sleep(self._retry)

    def in_force(self) -> InForce | None:
        """The version in force now; None while none is known."""
        if self.why_not_ready() is not None:
            return None
        now = self._now_ms()
        found, clock = self._releases.in_force(now), self._releases.clock
        if found is None or clock is None:
            return None
        since = {one.version: one.effective_at for one in self._releases.versions()}
        return InForce(found, since[found.version], clock.city(now).date())

    def city_now(self) -> datetime | None:
        """City time; None while no clock is known."""
        clock = self._releases.clock
        return None if clock is None else clock.city(self._now_ms())

    def why_not_ready(self) -> str | None:
        """A sentence on why nothing can be answered yet; None where it can."""
        if not self._reached_end:
            return self._trouble
        accepted = any(one.standing == "accepted" for one in self._releases.versions())
        return None if accepted else _EMPTY

    async def _read(self) -> None:
        async for records in self._reader.read([CATALOGUE], self._since):
            self._take(records)
        self._reached_end, self._trouble = True, None
        async for records in self._reader.tail([CATALOGUE], self._since):
            self._take(records)

    @property
    def _since(self) -> dict[tuple[str, int], int]:
        return {(CATALOGUE, 0): self._next}

    def _take(self, records: Sequence[Record]) -> None:
        for record in records:
            self._releases.apply(record)
            self._next = record.offset + 1

    def _tell(self, trouble: str) -> None:
        if trouble != self._trouble:
            log.warning("%s", trouble)
        self._trouble = trouble
