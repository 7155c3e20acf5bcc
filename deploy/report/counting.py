"""What stands on bus.status.v1 and bus.sla.v1, counted for one month; pure."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import orjson

from contracts.envelope import type_of
from contracts.metrics import LATE, NOBODY, OPEN_CASES, OPEN_PROMISES
from contracts.metrics import REQUESTS as ACCEPTED
from contracts.records import Record
from contracts.releases import CityClock
from contracts.sla import CLOCK_EVENTS
from contracts.topics import STATUS
from deploy.report.lateness import Late, Lateness
from deploy.report.lines import Line, Sums
from deploy.report.month import Books, Month
from deploy.report.promises import Clocks, Promises
from deploy.report.requests import Requests, Standing

_ANY = ""
"""The partition of what is counted from all of them."""


class Ground(NamedTuple):
    """What counting stands on."""

    month: Month
    books: Books
    clock: CityClock
    group: Callable[[str], str]
    """A service's group."""
    calendars: Clocks


class Owed(NamedTuple):
    """An open request that is late at the month's end, and its late clocks by what they measure."""

    standing: Standing
    clocks: tuple[tuple[str, Late], ...]


class Counting:
    """One month of the log."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        month, books, zone = ground.month, ground.books, ground.books.zone
        begin, end = month.begin(zone), month.end(zone)
        self._promises = Promises(ground.group, ground.calendars, begin)
        self._requests = Requests(ground.group, end)
        self._lateness = Lateness(end)
        self.sums = Sums(month, books)
        self.accepted: dict[str, str] = {}
        """The service of each request accepted in the month, by request."""
        self.records = 0

    def take(self, records: Iterable[Record]) -> None:
        """Records of either topic, each partition's in order of offset."""
        for record in records:
            self.records += 1
            for line in self._lines(record):
                if self.sums.add(line) and line.sample[0] is ACCEPTED:
                    self.accepted[(record.key or b"").decode()] = line.office[1]

    def _lines(self, record: Record) -> Iterable[Line]:
        if record.value is None:
            return ()
        body, known = orjson.loads(record.value), self._ground.clock.city(record.timestamp)
        if record.topic == STATUS:
            return self._requests.take(body, known)
        kind = type_of(record.headers)
        if kind not in CLOCK_EVENTS:
            return ()
        self._lateness.take(kind, body)
        return self._promises.take(kind, body, known)

    def close(self) -> tuple[Owed, ...]:
        """What is open at the month's end is counted; those that are late, the longest first."""
        for standing in self._requests.open.values():
            sample = OPEN_CASES, (_ANY, standing.agency, standing.state.value)
            self.sums.stand((standing.agency, standing.service), sample)
        found = [
            Owed(standing, tuple((key[1], late) for key, late in mine.items()))
            for request, standing in self._requests.open.items()
            if (mine := self._lateness.late.get(request))
        ]
        for owed in found:
            self._stand_late(owed)
        return tuple(sorted(found, key=_longest_first))

    def _stand_late(self, owed: Owed) -> None:
        """A request counts once for each kind of clock, with who owes it."""
        standing = owed.standing
        group = self._ground.group(standing.service)
        for metric, late in dict(owed.clocks).items():
            agency = late.agency or NOBODY
            sample = OPEN_PROMISES, (_ANY, agency, group, metric, LATE)
            self.sums.stand((agency, standing.service), sample)


def _longest_first(owed: Owed) -> tuple[object, ...]:
    return min(late.due for _, late in owed.clocks), owed.standing.ticket
