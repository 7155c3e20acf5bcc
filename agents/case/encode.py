"""What a step said, as messages: ids, keys, headers, originals beside what was set aside."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import NamedTuple

from agents.case.record import written
from agents.case.standing import OWES, Standing, header_of, read_header
from agents.case.telling import Aside, Said, Telling
from agents.case.wakes import Wake
from contracts.cases import Case, Stub
from contracts.ids import case_event_id
from contracts.lifecycle import State
from contracts.metrics import NOBODY
from contracts.quarantine import Original, Quarantined, key_of, original_of
from contracts.reasons import say
from contracts.records import Headers, Message, Record
from contracts.requests import Origin
from contracts.topics import CASES, QUARANTINE

DUE = "simpul_due"
"""Header of a case record: its earliest deadline, city microseconds since 1970 UTC."""
WAITS = "simpul_waits"
"""Header of a case record: when its first early fact gives up, real milliseconds since 1970 UTC."""
STANDS = "simpul_stands"
"""Header of the record of a case that is open: who has it, and its state; for earlier releases."""

_SPEC = ("ce_specversion", b"1.0")
_JSON = ("content-type", b"application/json")


class Put(NamedTuple):
    """A record set aside, its message to be made once the original is fetched."""

    aside: Aside
    recorded_at: datetime


class Told(NamedTuple):
    """A step's result: the case as it became, what is kept of it, and what is said of it."""

    case: Case
    left: Case | Stub | None
    said: list[Message | Put]
    recorded_at: datetime
    writes: bool


class Writer:
    """Under which name and by which release the cases of one partition are written, and where."""

    def __init__(self, source: str, partition: int, release: Headers = ()) -> None:
        self._source = ("ce_source", source.encode())
        self._partition = partition
        self._release = release
        self._written_as = (_JSON, *release)
        self._latest: tuple[datetime, tuple[str, bytes]] | None = None

    def told(self, telling: Telling) -> Told:
        """Everything a step said, in order."""
        at = telling.moment.recorded_at
        encoded = telling.case.request_id.encode()
        said = [
            self._event(one, encoded, at) if isinstance(one, Said) else Put(one, at)
            for one in telling.said
        ]
        return Told(telling.case, telling.left, said, at, telling.writes)

    def _event(self, said: Said, encoded: bytes, at: datetime) -> Message:
        event = said.event
        headers = self._headers(event.TYPE, said.event_id, at)
        if said.to is not None:  # another request's: wherever that one is folded
            return Message(said.topic, said.to.encode(), event.to_bytes(), headers)
        return Message(said.topic, encoded, event.to_bytes(), headers, self._partition)

    def state(self, told: Told, wake: Wake, stands: Standing | None) -> Message:
        """A case as its topic keeps it: whole, as a stub, or removed."""
        case, left = told.case, told.left
        key = case.request_id.encode()
        if left is None:
            return Message(CASES, key, None, self._release, self._partition)
        event_id = case_event_id(case.request_id, CASES, case.seq)
        headers = self._headers(left.TYPE, event_id, told.recorded_at)
        if wake.due is not None:
            headers = (*headers, (DUE, str(wake.due).encode()))
        if wake.waits is not None:
            headers = (*headers, (WAITS, str(wake.waits).encode()))
        headers += _stands(case.agency, case.state) + header_of(stands)
        body = left.to_bytes() if isinstance(left, Stub) else written(left)
        return Message(CASES, key, body, headers, self._partition)

    def aside(self, put: Put, original: Record | None) -> Message:
        """A record set aside, with its original where its topic still keeps that."""
        aside = put.aside
        origin, refusal = aside.origin, aside.refusal
        if original is not None and original.timestamp != origin.logged_ms:
            original = None  # after a restore another log's record stands at its coordinates
        event = Quarantined(
            quarantine_id=aside.event_id,
            hop="case",
            seq=aside.seq,
            agency=origin.agency,
            request_id=aside.request_id,
            event_id=origin.event_id,
            reason=refusal.reason,
            field=refusal.field,
            sentences=say(refusal.reason, refusal.detail),
            received_at=origin.received_at,
            retry=None if aside.retry is None else aside.retry.retry_id,
            original=original_of(original) if original is not None else _gone(origin),
        )
        headers = self._headers(event.TYPE, aside.event_id, put.recorded_at)
        key = key_of(original) if original is not None else aside.request_id.encode()
        return Message(QUARANTINE, key, event.to_bytes(), headers)

    def _headers(self, kind: str, event_id: str, at: datetime) -> Headers:
        return (
            _SPEC,
            ("ce_id", event_id.encode()),
            self._source,
            _type(kind),
            self._time(at),
            *self._written_as,
        )

    def _time(self, at: datetime) -> tuple[str, bytes]:
        """A chunk's records share few instants."""
        if self._latest is None or self._latest[0] is not at:
            self._latest = at, ("ce_time", at.isoformat().encode())
        return self._latest[1]


@cache
def _type(kind: str) -> tuple[str, bytes]:
    return ("ce_type", kind.encode())


@cache
def _stands(agency: str | None, state: State | None) -> Headers:
    if state is None or not state.is_open:
        return ()
    return ((STANDS, f"{agency or NOBODY} {state}".encode()),)


class Marks(NamedTuple):
    """What the headers of a case record say of the case, so that recovery parses nothing."""

    wake: Wake
    standing: Standing | None
    """How it stands; None where it is neither open nor held."""
    told: bool = True
    """Whether they say how it stands: an earlier release's do not."""


def marks_in(headers: Headers) -> Marks:
    """What a case record is marked with."""
    found = dict(headers)
    due, waits, owes = found.get(DUE), found.get(WAITS), found.get(OWES)
    wake = Wake(int(due) if due is not None else None, int(waits) if waits is not None else None)
    told = owes is not None or STANDS not in found
    return Marks(wake, read_header(owes) if owes is not None else None, told)


def _gone(origin: Origin) -> Original:
    """Coordinates of a record its topic no longer keeps."""
    return Original(
        topic=origin.topic,
        partition=origin.partition,
        offset=origin.offset,
        logged_ms=origin.logged_ms,
        value_digest=origin.digest,
        headers_digest="",
    )


def puts(tolds: list[Told]) -> Iterator[Put]:
    """All that was set aside, in order."""
    return (one for told in tolds for one in told.said if isinstance(one, Put))
