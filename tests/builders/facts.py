"""Canonical facts about one request of DLH; a test changes the part it is about."""

from typing import Any

from contracts.catalogue import Kind, Priority
from contracts.ids import digest, record_id, request_id, ticket
from contracts.lifecycle import State
from contracts.requests import (
    AnswerReceived,
    Claim,
    ConfirmationReceived,
    ExtensionAsked,
    Mapped,
    NoteReceived,
    ObjectionReceived,
    Origin,
    RequestHeld,
    RequestReceived,
    StatusUpdated,
    WithdrawalReceived,
)
from contracts.routing import Routable, Routed
from contracts.topics import events_topic
from tests.builders.calendars import at
from tests.builders.events import milliseconds

REFERENCE = "DLH-2026-000123"
REQUEST = request_id("kota-serang", "dlh", REFERENCE)
TICKET = ticket(REQUEST, "KS", b"key")
MONDAY = "2026-03-16 09:00"
"""When the request is received unless a test says otherwise."""
VERSION = "city-of-tests"


def an_origin(offset: int, when: str = MONDAY, agency: str = "dlh", **changed: Any) -> Origin:
    """The agency's record behind a fact: received and said to have happened at an instant."""
    received = at(when)
    origin: dict[str, Any] = {
        "agency": agency,
        "topic": events_topic(agency),
        "partition": 3,
        "offset": offset,
        "logged_ms": milliseconds(received),
        "received_at": received,
        "occurred_at": received,
        "claim": Claim.TAKEN,
        "source": f"/kota-serang/{agency}",
        "event_id": f"{agency}-{offset}",
        "digest": digest(f"{agency}-{offset}".encode()),
    }
    return Origin(**(origin | changed))


def shared(origin: Origin, request: str = REQUEST) -> dict[str, Any]:
    """What all facts carry."""
    return {
        "fact_id": record_id("tests", origin.topic, origin.partition, origin.offset),
        "request_id": request,
        "catalogue": VERSION,
        "origin": origin,
    }


def a_submission(origin: Origin, **changed: Any) -> RequestReceived:
    """A request for bulky waste collection, routed to DLH."""
    service = changed.get("service", "dlh.bulky-waste")
    route = Routed(
        agency="dlh",
        rule="bulky",
        facts=Routable(service=service, submitter=origin.agency, fields={"item_count": 2}),
    )
    fields: dict[str, Any] = {
        "reference": REFERENCE,
        "ticket": TICKET,
        "service": service,
        "kind": Kind.SERVICE_REQUEST,
        "channel": "agency",
        "description": "Kasur bekas di depan rumah.",
        "fields": {"item_count": 2},
        "priority": Priority.P3,
        "route": route,
        "terms": (),
    }
    return RequestReceived(**(shared(origin) | fields | changed))


def a_report(origin: Origin, state: State | None, **changed: Any) -> StatusUpdated:
    """A status an agency reported; without a state its table does not know the word."""
    meaning = {"human": True} | {
        name: changed.pop(name) for name in ("human", "outcome", "reason") if name in changed
    }
    mapped = Mapped.model_validate(meaning | {"state": state}) if state else None
    native = state.value.upper() if state else "ENTAH"
    fields: dict[str, Any] = {"native": native, "mapped": mapped}
    return StatusUpdated(**(shared(origin) | fields | changed))


def an_answer(origin: Origin, **changed: Any) -> AnswerReceived:
    """The reporter answered."""
    return AnswerReceived(**(shared(origin) | {"text": "Sudah dilengkapi."} | changed))


def a_withdrawal(origin: Origin, **changed: Any) -> WithdrawalReceived:
    """The reporter took the request back."""
    return WithdrawalReceived(**(shared(origin) | changed))


def a_confirmation(origin: Origin, **changed: Any) -> ConfirmationReceived:
    """The reporter agreed that it is done."""
    return ConfirmationReceived(**(shared(origin) | changed))


def an_objection(origin: Origin, **changed: Any) -> ObjectionReceived:
    """The reporter says that it is not done."""
    return ObjectionReceived(**(shared(origin) | changed))


def an_extension(origin: Origin, **changed: Any) -> ExtensionAsked:
    """The agency asks for three more days."""
    said = {"days": 3, "reason": "Material belum datang."}
    return ExtensionAsked(**(shared(origin) | said | changed))


def a_note(origin: Origin, **changed: Any) -> NoteReceived:
    """Something to remember."""
    return NoteReceived(**(shared(origin) | {"text": "Anjing galak di rumah sebelah."} | changed))


def a_hold(origin: Origin, **changed: Any) -> RequestHeld:
    """Intake met a surprise with a record of this request."""
    return RequestHeld(**(shared(origin) | {"surprise": "ZeroDivisionError"} | changed))
