"""Which records in quarantine a decision is about, whole, and what else waits with them."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from contracts.cases import Case, Stub, case_in
from contracts.quarantine import Quarantined
from contracts.reasons import Reason
from contracts.records import Record
from contracts.releases import CityClock
from contracts.topics import CASES
from deploy.quarantine.finding import LONG, Entry, Progress, entry_of, read_all
from services.kafka.ports import TopicReader

PARKED = frozenset({Reason.SURPRISE.value, Reason.HELD.value})
"""Why records of a held request are put aside."""

Place = tuple[int, str, int, int]


def place_of(what: Quarantined) -> Place:
    """Where a record came among others: by arrival, then as it stood."""
    original = what.original
    return original.logged_ms, original.topic, original.partition, original.offset


class Collected(NamedTuple):
    """The oldest of what was asked for, in the order it arrived, and how many more there are."""

    records: list[Quarantined]
    more: int


async def collect(
    reader: TopicReader,
    clock: CityClock,
    wanted: Callable[[Entry], bool],
    most: int,
    progress: Progress,
) -> Collected:
    """Records that are wanted, each once, whole; `most` of them, the first that arrived."""
    found: dict[str, Quarantined] = {}
    seen: set[str] = set()
    async for record in read_all(reader, progress):
        entry = entry_of(record, clock)
        name = entry.what.quarantine_id
        if name not in seen and wanted(entry):
            seen.add(name)
            found[name] = Quarantined.read(record.value or b"")
            if len(found) > most:
                del found[max(found, key=lambda one: place_of(found[one]))]
    return Collected(sorted(found.values(), key=place_of), len(seen) - len(found))


Cases = dict[str, Case | Stub]
"""By request id; a stub where the request was put away."""


async def cases_of(reader: TopicReader, requests: Collection[str], progress: Progress) -> Cases:
    """The cases of some requests as they stand; the whole topic is looked through."""
    keys, found, done = {one.encode() for one in requests}, dict[bytes, Record](), 0
    if not keys:
        return {}
    async for records in reader.read([CASES]):
        done += len(records)
        if done >= LONG:
            progress(f"Reading {CASES}: {done:,} records")
        found |= {one.key: one for one in records if one.key in keys}
    kept = {key.decode(): one for key, one in found.items() if one.value is not None}
    return {name: _case_in(one) for name, one in kept.items()}


def _case_in(record: Record) -> Case | Stub:
    return case_in(record.headers, record.value) or Stub.read(record.value or b"")


def held(cases: Cases) -> frozenset[str]:
    """The requests among these that wait for an operator."""
    return frozenset(name for name, case in cases.items() if isinstance(case, Case) and case.held)
