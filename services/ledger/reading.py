"""The whole log read once through a port, causes before effects; never written to."""

from collections.abc import Iterable

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
from services.kafka.ports import TopicReader
from services.ledger.book import Book
from services.ledger.findings import Bounds
from services.ledger.report import Report


def audit(records: Iterable[Record], bounds: Bounds | None = None) -> Report:
    """The report over records at hand, of any topics, each partition's in order of offset."""
    book = Book(bounds)
    for record in sorted(records, key=lambda record: agency_of(record.topic) is None):
        book.take(record)
    return book.close()


async def read_ledger(reader: TopicReader, agencies: Iterable[str]) -> Report:
    """The report over everything committed up to now; UnknownTopic, Unavailable.

    Causes are fixed before effects are read, so records still under way show as `unaccounted` and
    as nothing worse. An agency whose topics do not exist yet has sent nothing.
    """
    codes = sorted(agencies)
    sources = [events_topic(code) for code in codes]
    answers = [inbox_topic(code) for code in codes]
    begins = await reader.begins([*sources, *answers, *_BUS])
    there = {topic for topic, _ in begins}
    book = Book(Bounds(begins, await reader.ends(sources)))
    written = await reader.ends([CASES])
    for stage in (sources, [CASES], [REQUESTS], [QUARANTINE, STATUS, SLA, *answers]):
        topics = [topic for topic in stage if topic in there or topic in _BUS]
        async for records in reader.read(topics):
            for record in records:
                book.take(record)
    return book.close(at_rest=written == await reader.ends([CASES]))


_BUS = (CASES, REQUESTS, QUARANTINE, STATUS, SLA)
