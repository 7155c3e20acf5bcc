"""The whole log read once through a port, causes before effects; never written to."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Protocol

from contracts.records import Record
from contracts.topics import (
    CASES,
    QUARANTINE,
    REQUESTS,
    SLA,
    STATUS,
    agency_of,
    events_topic,
    inbox_topic,
)
from services.ledger.book import Book
from services.ledger.findings import Bounds
from services.ledger.report import Report

Ends = dict[tuple[str, int], int]


class Log(Protocol):
    """What the ledger asks of Kafka: committed records only (read_committed), nothing written."""

    async def begins(self, topics: Sequence[str]) -> Ends:
        """The first offset each partition still keeps; topics that do not exist are left out."""

    async def ends(self, topics: Sequence[str]) -> Ends:
        """The offset after the last committed record of each partition."""

    def read(self, topics: Sequence[str]) -> AsyncIterator[Sequence[Record]]:
        """Every record from the first kept to the end at the time of the call."""


def audit(records: Iterable[Record], bounds: Bounds | None = None) -> Report:
    """The report over records at hand, of any topics, each partition's in order of offset."""
    book = Book(bounds)
    for record in sorted(records, key=lambda record: agency_of(record.topic) is None):
        book.take(record)
    return book.close()


async def read_ledger(log: Log, agencies: Iterable[str]) -> Report:
    """The report over everything committed up to now.

    Causes are fixed before effects are read, so records still under way show as `unaccounted` and
    as nothing worse.
    """
    codes = sorted(agencies)
    sources = [events_topic(code) for code in codes]
    answers = [inbox_topic(code) for code in codes]
    stages = (sources, [CASES], [REQUESTS], [QUARANTINE, STATUS, SLA, *answers])
    everything = [topic for stage in stages for topic in stage]
    book = Book(Bounds(await log.begins(everything), await log.ends(sources)))
    for stage in stages:
        async for records in log.read(stage):
            for record in records:
                book.take(record)
    return book.close()
