"""What the bus writes of a request by DLH: facts, clocks, answers; a test changes a part."""

from datetime import timedelta
from typing import Any

from contracts.cases import Case, Class, Judged, Request
from contracts.catalogue import Metric, Priority
from contracts.inbox import Rejected
from contracts.quarantine import Quarantined, original_of
from contracts.reasons import Reason, say
from contracts.records import StoredRecord
from contracts.requests import Claim, Fact, NoteReceived, Origin, RequestHeld
from contracts.routing import Routable, Unrouted
from contracts.sla import ClockBreached
from contracts.status import Cause
from contracts.topics import events_topic
from tests.builders.calendars import at
from tests.builders.events import RECEIVED, milliseconds

SENT = events_topic("dlh")
REQUEST, EARLY, HELD = (f"00000000-0000-5000-8000-00000000000{n}" for n in (1, 2, 3))
DUE = at("2026-03-16 16:00")


def an_origin(offset: int, **changed: Any) -> Origin:
    """Where a fact of DLH comes from."""
    origin: dict[str, Any] = {
        "agency": "dlh",
        "topic": SENT,
        "partition": 0,
        "offset": offset,
        "logged_ms": milliseconds(RECEIVED),
        "received_at": RECEIVED,
        "occurred_at": RECEIVED,
        "claim": Claim.NONE,
        "source": "/kota-serang/dlh",
        "event_id": f"evt-{offset}",
        "digest": "d",
    }
    return Origin(**(origin | changed))


def a_fact(offset: int, request: str = REQUEST, **changed: Any) -> Fact:
    """The fact made from one of DLH's records."""
    return NoteReceived(
        fact_id=f"fact-{offset}",
        request_id=request,
        catalogue="v1",
        origin=an_origin(offset, **changed),
        text="catatan",
    )


def a_held_fact(offset: int, request: str) -> RequestHeld:
    """What intake writes in a record's place after a surprise."""
    return RequestHeld(
        fact_id=f"fact-{offset}",
        request_id=request,
        catalogue="v1",
        origin=an_origin(offset),
        surprise="ZeroDivisionError",
    )


def case_fields(seq: int, **changed: Any) -> dict[str, Any]:
    """What events of the case share."""
    cause = Cause(
        fact_id="fact-0", topic=SENT, partition=0, offset=0, logged_ms=milliseconds(RECEIVED)
    )
    fields: dict[str, Any] = {
        "request_id": REQUEST,
        "seq": seq,
        "ticket": "KS-7F3K-9QMW-2B4X",
        "service": "waste.bulky",
        "occurred_at": RECEIVED,
        "received_at": RECEIVED,
        "recorded_at": RECEIVED,
        "cause": cause,
    }
    return fields | changed


def a_clock(**changed: Any) -> dict[str, Any]:
    """What clock events add."""
    fields: dict[str, Any] = {
        "metric": Metric.RESOLUTION,
        "term": "promise",
        "policy": "SAMPAH-2",
        "priority": Priority.P3,
        "due": DUE,
    }
    return fields | changed


def a_breach(seq: int, **changed: Any) -> ClockBreached:
    """The resolution clock breached, found out a minute later."""
    late: dict[str, Any] = {"occurred_at": DUE, "recorded_at": DUE + timedelta(minutes=1)}
    return ClockBreached(**case_fields(seq), **a_clock()).model_copy(update=late | changed)


def a_quarantined(sent: StoredRecord, reason: Reason, **changed: Any) -> Quarantined:
    """A record of DLH put aside by intake."""
    fields: dict[str, Any] = {
        "quarantine_id": f"aside-{sent.offset}",
        "hop": "intake",
        "agency": "dlh",
        "reason": reason,
        "sentences": say(reason, "x"),
        "received_at": RECEIVED,
        "original": original_of(sent),
    }
    return Quarantined(**(fields | changed))


def a_request() -> Request:
    """What DLH asked for."""
    return Request(
        submitter="dlh",
        reference="DLH-1",
        ticket="KS-7F3K-9QMW-2B4X",
        service="waste.bulky",
        channel="agency",
        priority=Priority.P3,
        route=Unrouted(considered=1, facts=Routable(service="waste.bulky", submitter="dlh")),
        received_at=RECEIVED,
        catalogue="v1",
    )


def a_case(key: str, classes: dict[int, Class], **changed: Any) -> Case:
    """A case and what it judged, by offset of DLH's records."""
    judged = tuple(Judged(f"fact-{n}", f"key-{n}", "d", outcome) for n, outcome in classes.items())
    return Case(request_id=key, seq=1, judged=judged).model_copy(update=changed)


def a_rejection(offset: int, seq: int | None, reason: Reason) -> Rejected:
    """What DLH is told of a record put aside; without seq where intake says it."""
    return Rejected(
        seq=seq,
        request_id=REQUEST if seq else None,
        reason=reason,
        sentences=say(reason, "x"),
        topic=SENT,
        partition=0,
        offset=offset,
    )
