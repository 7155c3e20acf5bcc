"""Follows bus.cases.v1 in no group, for as long as it runs; a broker that is away is waited for."""

import asyncio
import logging
from collections.abc import Sequence

from contracts.cases import case_in
from contracts.records import Record
from contracts.topics import CASES
from services.board.standing import Standings
from services.kafka.failures import TopicsFailed
from services.kafka.ports import TopicReader

log = logging.getLogger(__name__)

_RETRY = 1.0  # seconds
_UNREAD = f"{CASES} has not been read to its end yet."


class Reading:
    """What was read so far, and what stands in the way of more."""

    def __init__(self, reader: TopicReader, retry: float = _RETRY) -> None:
        self.standings = Standings()
        self.trouble: str | None = _UNREAD
        """A sentence on why what is shown may be old; None where it is not."""
        self._reader = reader
        self._retry = retry
        self._next: dict[tuple[str, int], int] = {}

    async def follow(self) -> None:
        """Read to the end, then whatever comes, without end."""
        while True:
            try:
                await self._read()
            except TopicsFailed as away:
                if self.trouble != str(away):
                    log.warning("%s", away)
                self.trouble = str(away)
            await asyncio.sleep(self._retry)

    async def _read(self) -> None:
        begins = await self._reader.begins([CASES])
        self._next = {place: max(at, self._next.get(place, 0)) for place, at in begins.items()}
        async for records in self._reader.read([CASES], self._next):
            self._take(records)
        self.trouble = None
        async for records in self._reader.tail([CASES], self._next):
            self._take(records)

    def _take(self, records: Sequence[Record]) -> None:
        for record in records:
            self._next[record.topic, record.partition] = record.offset + 1
            if record.key is not None:
                self.standings.apply(record.key, case_in(record.headers, record.value))
