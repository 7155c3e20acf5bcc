"""What an agency's app has still to publish, soonest first; nothing of how it is published."""

import heapq
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from contracts.records import Message, Record


class Entry(NamedTuple):
    """A record and when it goes out; `work_on` names the request whose handling it reports."""

    at: datetime
    place: int
    message: Message
    work_on: str | None


def likeness(message: Message | Record) -> int:
    """Alike for a message and the record it became, within one process."""
    return hash((message.key, message.value, tuple(message.headers)))


class Agenda:
    """Records by the instant, city time, they are to be published at; of others nothing stays."""

    def __init__(self) -> None:
        self._heap: list[Entry] = []
        self._work: Counter[str] = Counter()
        self._given_away: set[str] = set()
        self._count = 0

    def __len__(self) -> int:
        return len(self._heap)

    def put(self, at: datetime, message: Message, work_on: str | None = None) -> None:
        """Plan a record."""
        self._count += 1
        heapq.heappush(self._heap, Entry(at, self._count, message, work_on))
        if work_on is not None:
            self._work[work_on] += 1

    def requests(self) -> list[str]:
        """The requests on which work is planned."""
        return list(self._work)

    def leave(self, request: str) -> None:
        """Report no work that is planned on a request: somebody else has it."""
        if request in self._work:
            self._given_away.add(request)

    def strike(self, said: Counter[int]) -> None:
        """Take out what was published already, soonest first; `said` counts by `likeness`."""
        left = said.copy()
        kept: list[Entry] = []
        for entry in sorted(self._heap):
            same = likeness(entry.message)
            if left[same] > 0:
                left[same] -= 1
                self._done(entry.work_on)
            else:
                kept.append(entry)
        self._heap = kept  # sorted, so a heap

    def due(self, now: datetime) -> Iterable[Message]:
        """Take out what is to be published by now, in order."""
        while self._heap and self._heap[0].at <= now:
            entry = heapq.heappop(self._heap)
            if entry.work_on not in self._given_away:
                yield entry.message
            self._done(entry.work_on)

    def _done(self, work_on: str | None) -> None:
        """Forget a request of which nothing is planned any more."""
        if work_on is None:
            return
        self._work[work_on] -= 1
        if self._work[work_on] == 0:
            del self._work[work_on]
            self._given_away.discard(work_on)
