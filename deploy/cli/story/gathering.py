"""One request's facts, moves and clocks read back from the topics, in order; words elsewhere."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import orjson

from contracts.cases import Case, RequestArchived, case_in
from contracts.catalogue import Catalogue
from contracts.envelope import type_of
from contracts.events import Event
from contracts.ids import read_ticket
from contracts.kin import KIN_FACTS, KinFact
from contracts.orders import ORDERS, Order
from contracts.records import Record
from contracts.releases import CityClock, Releases
from contracts.requests import FACTS, Fact
from contracts.retries import RequestReleased
from contracts.sla import CLOCK_EVENTS, WindowMoved
from contracts.status import CaseEvent, StatusChanged
from contracts.topics import ARCHIVE, CASES, REQUESTS, SLA, STATUS, agency_of, inbox_topic
from deploy.cli.answers import Exit, Stopped
from services.catalogue.releases import read_releases
from services.kafka.ports import TopicReader

_KINDS: dict[str, type[Event]] = {
    StatusChanged.TYPE: StatusChanged,
    **FACTS,
    **ORDERS,
    **KIN_FACTS,
    RequestReleased.TYPE: RequestReleased,
    **CLOCK_EVENTS,
    WindowMoved.TYPE: WindowMoved,
}
_ID_LENGTH = 36
_BY_REFERENCE = "/"
"""Between an agency's code and its own reference; no id or ticket holds it."""


class Line(NamedTuple):
    """A fact, order or event of the request, and when the bus recorded it (city time)."""

    event: Fact | Order | KinFact | CaseEvent
    record: Record
    recorded_at: datetime


Found = tuple[Case, Record]
"""A case, and a record in the partition where all of its records stand."""


@dataclass(slots=True)
class Gathered:
    """All that is known of one request."""

    case: Case
    catalogue: Catalogue
    lines: list[Line] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    """What an agency was told of an event of its own: event id to sentence, Indonesian."""
    messages: dict[str, str] = field(default_factory=dict)
    """What agencies were sent, by the id of the message: its type."""


def wanted(text: str) -> str:
    """What somebody typed as a request id, a ticket or AGENCY/REFERENCE in its proper form.

    Raises:
        Stopped: it is none of them; a mistyped ticket is named as such.
    """
    typed = text.strip()
    if _BY_REFERENCE in typed:
        return typed
    if len(typed) == _ID_LENGTH:
        return typed.lower()
    found = read_ticket(typed)
    if found is None:
        raise Stopped(
            f"{typed} is no ticket: its check character is wrong, so a character was mistyped"
            " or left out.",
            Exit.USAGE,
        )
    return found


async def gather(reader: TopicReader, named: str) -> Gathered:
    """Everything about the request of that name; Stopped where there is none."""
    releases = await read_releases(reader)
    found = await _case(reader, named) or await _archived(reader, named)
    if found is None:
        raise Stopped(f"No request {named} is on the bus.")
    case, kept = found
    gathered = Gathered(case, _catalogue(releases, case))
    clock = releases.clock or CityClock.identity("none")
    async for record in _of_one(reader, (REQUESTS, STATUS, SLA), kept):
        event = _read(record)
        if isinstance(event, Fact | Order | KinFact | CaseEvent):
            gathered.lines.append(Line(event, record, _recorded(event, record, clock)))
    gathered.lines = _in_order(gathered.lines)
    facts = [line.event for line in gathered.lines if isinstance(line.event, Fact)]
    inboxes = sorted({inbox_topic(fact.origin.agency) for fact in facts})
    async for record in _of_one(reader, inboxes, kept):
        answer = orjson.loads(record.value or b"{}")
        gathered.messages[dict(record.headers)["ce_id"].decode()] = type_of(record.headers)
        if answer.get("event_id") and answer.get("sentences"):
            gathered.answers[answer["event_id"]] = answer["sentences"]["id"]
    return gathered


async def _case(reader: TopicReader, named: str) -> Found | None:
    """The case, and the latest record of it; the whole topic is looked through."""
    found, text = None, named.encode()
    async for records in reader.read([CASES]):
        for record in records:
            known = text if found is None else found.key
            if record.key == known or _holds(record, named):
                found = record
    case = case_in(found.headers, found.value) if found is not None else None
    return (case, found) if found is not None and case is not None else None


def _holds(record: Record, named: str) -> bool:
    """Whether a record is of the case of a ticket, or of an agency's own reference."""
    reference = named.partition(_BY_REFERENCE)[2]
    if (reference or named).encode() not in (record.value or b""):
        return False
    case = case_in(record.headers, record.value)
    return case is not None and named in _names(case)


def _names(case: Case) -> set[str]:
    """What a case may be asked for by."""
    request = case.request
    if request is None:
        return {case.request_id}
    by_reference = f"{request.submitter}{_BY_REFERENCE}{request.reference}"
    return {case.request_id, request.ticket, by_reference}


async def _archived(reader: TopicReader, named: str) -> Found | None:
    """The case as it was when it was put away; the latest where its reference was used anew."""
    found: Found | None = None
    spoken = (named.partition(_BY_REFERENCE)[2] or named).encode()
    async for records in reader.read([ARCHIVE]):
        for record in records:
            if spoken in (record.value or b""):
                case = RequestArchived.read(record.value or b"").case
                if named in _names(case):
                    found = case, record
    return found


async def _of_one(
    reader: TopicReader, topics: Iterable[str], case: Record
) -> AsyncIterator[Record]:
    """A request's records on topics keyed as its case is: one partition of each is read."""
    ends = await reader.ends(list(topics))
    names = list(dict.fromkeys(topic for topic, _ in ends))
    elsewhere = {place: end for place, end in ends.items() if place[1] != case.partition}
    async for records in reader.read(names, elsewhere):
        for record in records:
            if record.key == case.key:
                yield record


def _read(record: Record) -> Event | None:
    kind = type_of(record.headers)
    return _KINDS[kind].read(record.value or b"") if kind in _KINDS else None


def _recorded(event: Event, record: Record, clock: CityClock) -> datetime:
    return event.recorded_at if isinstance(event, CaseEvent) else clock.city(record.timestamp)


def identity(event: Fact | Order | KinFact) -> str:
    """What a copy of it has too; a record that was read again is told again."""
    if isinstance(event, Order):
        return event.order_id
    if isinstance(event, KinFact):
        return event.fact_id
    return event.fact_id if event.retry is None else f"{event.fact_id} {event.retry.retry_id}"


def _in_order(lines: list[Line]) -> list[Line]:
    """As the case folded them: what a fact caused follows it; copies of a fact once."""
    position: dict[str, int] = {}
    judged: dict[str, int] = {}
    for line in lines:
        if isinstance(line.event, Fact | Order | KinFact):
            position.setdefault(identity(line.event), line.record.offset)
        if isinstance(line.event, Fact):
            judged[line.event.fact_id] = position[identity(line.event)]

    def place(line: Line) -> tuple[datetime, int, int, str, int]:
        event = line.event
        if isinstance(event, Fact | Order | KinFact):
            return line.recorded_at, position[identity(event)], 0, "", 0
        cause = event.cause
        folded = cause.offset if agency_of(cause.topic) is None else judged.get(cause.fact_id, 0)
        return (
            line.recorded_at,
            folded,
            1,
            "" if event.TYPE == StatusChanged.TYPE else "z",
            event.seq,
        )

    once = [
        line
        for line in lines
        if isinstance(line.event, CaseEvent) or position[identity(line.event)] == line.record.offset
    ]
    return sorted(once, key=place)


def _catalogue(releases: Releases, case: Case) -> Catalogue:
    found = releases.version(case.request.catalogue) if case.request is not None else None
    known = found or next(iter(reversed(releases.all())), None)
    if known is None:
        raise Stopped("No catalogue is published; the story cannot be told without its names.")
    return known
