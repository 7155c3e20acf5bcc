"""Records put aside, found by agency, reason, hop, age or name; reads, never holds a body."""

import heapq
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import NamedTuple

from contracts.events import Instant, RequestId, Sentences, Value
from contracts.quarantine import Quarantined
from contracts.records import Record
from contracts.releases import CityClock
from contracts.topics import QUARANTINE
from services.kafka.ports import TopicReader

LONG = 5_000
"""Records from which on reading says how far it is."""

Progress = Callable[[str], None]


class Place(Value):
    """Where the original stood."""

    topic: str
    partition: int
    offset: int


class PutAside(Value):
    """A record in quarantine without its bytes."""

    quarantine_id: str
    hop: str
    agency: str
    request_id: RequestId | None = None
    event_id: str | None = None
    reason: str
    field: str | None = None
    sentences: Sentences
    received_at: Instant
    retry: str | None = None
    original: Place


class Entry(NamedTuple):
    """A record put aside, and when that was, in city time."""

    what: PutAside
    at: datetime
    logged_ms: int


class Choice(NamedTuple):
    """Which records are asked for; times are city time, of when a record was put aside."""

    agency: str | None = None
    reason: str | None = None
    hop: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    but: frozenset[str] = frozenset()
    """The quarantine_ids of records that are left out."""

    def takes(self, entry: Entry) -> bool:
        """Whether every condition given holds."""
        what, at = entry.what, entry.at
        return (
            self.agency in (None, what.agency)
            and self.reason in (None, what.reason)
            and self.hop in (None, what.hop)
            and (self.since is None or at >= self.since)
            and (self.before is None or at < self.before)
            and what.quarantine_id not in self.but
        )


class Found(NamedTuple):
    """What a choice came to: the newest, and how many there are in all."""

    newest: list[Entry]
    total: int
    reasons: Counter[str]
    agencies: Counter[str]
    ids: frozenset[str]
    """Of everything in quarantine, so that a name can be kept short."""


async def find(
    reader: TopicReader, clock: CityClock, choice: Choice, most: int, progress: Progress
) -> Found:
    """The newest `most` of what a choice takes, newest first, and counts of all it takes."""
    newest: list[tuple[tuple[int, str], Entry]] = []
    reasons, agencies, ids = Counter[str](), Counter[str](), set[str]()
    async for record in read_all(reader, progress):
        entry = entry_of(record, clock)
        if entry.what.quarantine_id in ids:  # intake may have written it again
            continue
        ids.add(entry.what.quarantine_id)
        if choice.takes(entry):
            reasons[entry.what.reason] += 1
            agencies[entry.what.agency] += 1
            heapq.heappush(newest, ((entry.logged_ms, entry.what.quarantine_id), entry))
            if len(newest) > most:
                heapq.heappop(newest)
    listed = [entry for _, entry in sorted(newest, key=lambda one: one[0], reverse=True)]
    return Found(listed, reasons.total(), reasons, agencies, frozenset(ids))


def entry_of(record: Record, clock: CityClock) -> Entry:
    """A record of the topic as it is chosen by."""
    what = PutAside.model_validate_json(record.value or b"", extra="ignore")
    return Entry(what, clock.city(record.timestamp), record.timestamp)


async def named(reader: TopicReader, name: str, progress: Progress) -> dict[str, Record]:
    """The records whose quarantine_id begins with a name, each once, by that id."""
    found: dict[str, Record] = {}
    wanted = f'"quarantine_id":"{name}'.encode()
    async for record in read_all(reader, progress):
        if wanted in (record.value or b""):
            found.setdefault(Quarantined.read(record.value or b"").quarantine_id, record)
    return found


async def read_all(reader: TopicReader, progress: Progress) -> AsyncIterator[Record]:
    """Everything in quarantine; a long read says how far it is."""
    begins, ends = await reader.begins([QUARANTINE]), await reader.ends([QUARANTINE])
    whole = sum(end - begins.get(place, 0) for place, end in ends.items())
    done = 0
    async for records in reader.read([QUARANTINE]):
        for record in records:
            yield record
        done += len(records)
        if whole >= LONG:
            progress(f"Reading {QUARANTINE}: {done:,} of {whole:,} records")
