"""The whole log read once through a port, causes before effects; never written to."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from contracts.records import Record
from contracts.topics import (
    ARCHIVE,
    CASES,
    CATALOGUE,
    QUARANTINE,
    REQUESTS,
    RETRIES,
    SLA,
    STATUS,
    events_topic,
    inbox_topic,
)
from services.kafka.ports import Offsets, TopicReader
from services.ledger.book import Book
from services.ledger.findings import Bounds, agency_of
from services.ledger.outcomes import Worked
from services.ledger.report import Report
from services.ledger.scope import Scope

_BUS = (RETRIES, CASES, REQUESTS, QUARANTINE, STATUS, SLA, ARCHIVE)
_EFFECTS = (QUARANTINE, STATUS, SLA)

_STORIES = (CASES, ARCHIVE)
"""What each request came to, read whole whatever time is asked for."""

Told = Callable[[int, int], None]
"""Is told how many records were read, and how many there are."""


def audit(
    records: Iterable[Record], bounds: Bounds | None = None, scope: Scope | None = None
) -> Report:
    """The report over records at hand, of any topics, each partition's in order of offset."""
    book = Book(bounds, scope)
    for record in sorted(records, key=_stage):
        book.take(record)
    return book.close()


def _stage(record: Record) -> int:
    """Causes come before effects."""
    if agency_of(record.topic) is not None:
        return 1
    return {CATALOGUE: 0, RETRIES: 0, CASES: 2, REQUESTS: 3, ARCHIVE: 4}.get(record.topic, 5)


async def read_ledger(
    reader: TopicReader,
    agencies: Iterable[str],
    scope: Scope | None = None,
    told: Told | None = None,
) -> Report:
    """The report over everything committed up to now; UnknownTopic, Unavailable.

    Causes are fixed before effects are read, so records still under way show as `unaccounted` and
    as nothing worse. An agency whose topics do not exist yet has sent nothing.
    """
    reading = _Reading(reader, sorted(agencies), scope or Scope(), told or _nobody)
    return await reading.report()


class _Reading:
    """One reading of a bus."""

    def __init__(self, reader: TopicReader, codes: list[str], scope: Scope, told: Told) -> None:
        self._reader = reader
        self._scope = scope
        self._told = told
        self._sources = [events_topic(code) for code in codes]
        self._answers = [inbox_topic(code) for code in codes]
        self._read = 0

    async def report(self) -> Report:
        """Committed offsets first, then causes, then effects."""
        reader, sources = self._reader, self._sources
        worked = await self._worked()
        bus = [*sources, *self._answers, *_BUS]
        begins = await self._begins(bus)
        ends = await self._ends(bus)
        there = {topic for topic, _ in begins}
        known = {place: end for place, end in ends.items() if place[0] in sources}
        bounds = Bounds(begins, known, cut=self._scope.until_ms is not None)
        book = Book(bounds, replace(self._scope, worked=worked))
        written = await reader.ends([CASES])
        total = sum(ends.values()) - sum(begins.values())
        for stage in (
            [CATALOGUE],
            [RETRIES],
            sources,
            [CASES],
            [REQUESTS],
            [ARCHIVE],
            [*_EFFECTS, *self._answers],
        ):
            topics = [one for one in stage if one in there or one in (*_BUS, CATALOGUE)]
            async for records in reader.read(topics, begins, ends if bounds.cut else None):
                for record in records:
                    book.take(record)
                self._read += len(records)
                self._told(self._read, total)
        return book.close(at_rest=written == await reader.ends([CASES]))

    async def _worked(self) -> Worked:
        """What both hops have committed; of a group that never did, nothing is known."""
        groups = self._scope.groups
        if groups is None:
            return self._scope.worked
        intake = await self._reader.committed(groups.intake)
        case = await self._reader.committed(groups.case)
        return Worked(intake or None, case or None)

    async def _begins(self, topics: list[str]) -> Offsets:
        """Where reading begins."""
        begins = await self._reader.begins(topics)
        since_ms = self._scope.since_ms
        if since_ms is None:
            return begins
        later = await self._reader.at_time(topics, since_ms)
        return {
            place: begin if place[0] in _STORIES else max(begin, later.get(place, begin))
            for place, begin in begins.items()
        }

    async def _ends(self, topics: list[str]) -> Offsets:
        """Where reading ends, as far as that is known beforehand."""
        ends = await self._reader.ends(topics)
        until_ms = self._scope.until_ms
        if until_ms is None:
            return ends
        sooner = await self._reader.at_time(topics, until_ms)
        return {
            place: end if place[0] in _STORIES else min(end, sooner.get(place, end))
            for place, end in ends.items()
        }


def _nobody(_read: int, _total: int) -> None:
    """Nobody watches."""
