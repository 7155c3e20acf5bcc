"""A record in, a canonical fact or a reason out: of record, catalogue, clock and key alone."""

from collections.abc import Callable
from typing import Any, NamedTuple

from agents.intake import decode, fields, place, speaker, translate
from agents.intake.claims import accept
from agents.intake.enrich import Found, enrich
from agents.intake.redact import redact
from contracts import envelope as envelopes
from contracts.catalogue import Agency, Catalogue
from contracts.envelope import Envelope, Refusal
from contracts.events import Sentences
from contracts.ids import digest, record_id
from contracts.intake import (
    AgencyEvent,
    ClosureConfirmed,
    ClosureRefused,
    ExtensionRequested,
    NoteAdded,
    ReporterReplied,
    RequestSubmitted,
    RequestWithdrawn,
    StatusReported,
)
from contracts.reasons import Reason, quote
from contracts.records import Headers, Record
from contracts.releases import CityClock
from contracts.requests import (
    AnswerReceived,
    ConfirmationReceived,
    ExtensionAsked,
    Fact,
    NoteReceived,
    ObjectionReceived,
    Origin,
    Retry,
    StatusUpdated,
    WithdrawalReceived,
)
from contracts.topics import agency_of


class Again(NamedTuple):
    """Why a record is read again: an operator's retry, and the record that ordered it."""

    retry: Retry
    ordered: Record


class Under(NamedTuple):
    """What a record is read under: the catalogue in force, the city's clock, the ticket key.

    `release` is the header that says which release reads it.
    """

    catalogue: Catalogue
    clock: CityClock
    ticket_key: bytes
    again: Again | None = None
    release: Headers = ()

    @property
    def retry(self) -> Retry | None:
        """The retry a record is read again for; None the first time."""
        return None if self.again is None else self.again.retry


def take(record: Record, under: Under) -> Fact | Refusal:
    """The one canonical fact a record stands for, or why it is put aside."""
    found = envelopes.decode(record)
    if isinstance(found, Refusal):
        return found
    agency = _agency(record, under.catalogue)
    if isinstance(agency, Refusal):
        return agency
    event = _event(record, found, under.catalogue.city.code, agency.code)
    if isinstance(event, Refusal):
        return event
    facts = _shared(record, found, event, agency, under)
    return _MAKERS[type(event)](event, facts, under)


def _agency(record: Record, catalogue: Catalogue) -> Agency | Refusal:
    code = agency_of(record.topic) or record.topic
    found = catalogue.agency.get(code)
    if found is not None:
        return found
    words = Sentences(
        id=f"{quote(code)}, versi {catalogue.version}",
        en=f"{quote(code)}, version {catalogue.version}",
    )
    return Refusal(Reason.UNKNOWN_AGENCY, words)


def _event(record: Record, found: Envelope, city: str, agency: str) -> AgencyEvent | Refusal:
    """The event in a record, said by who may say it, of the request its key names."""
    forged = speaker.check_source(found, city, agency)
    if forged is not None:
        return forged
    kind = decode.class_of(found)
    if isinstance(kind, Refusal):
        return kind
    event = decode.read(kind, found.data)
    if isinstance(event, Refusal):
        return event
    return speaker.check_identifiers(found, event) or speaker.check_key(record.key, event) or event


def _shared(
    record: Record, found: Envelope, event: AgencyEvent, agency: Agency, under: Under
) -> dict[str, Any]:
    """What all facts carry."""
    received = under.clock.city(record.timestamp)
    occurred, claim = accept(event.occurred_at, received, agency)
    origin = Origin(
        agency=agency.code,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        logged_ms=record.timestamp,
        received_at=received,
        occurred_at=occurred,
        claim=claim,
        sequence=event.sequence,
        source=found.source,
        event_id=found.id,
        digest=digest(found.data),
        in_reply_to=event.answers(),
    )
    return {
        "fact_id": fact_id(record, under.clock),
        "request_id": speaker.request_of(event, under.catalogue.city.code, agency.code),
        "catalogue": under.catalogue.version,
        "origin": origin,
        "retry": under.retry,
    }


def fact_id(record: Record, clock: CityClock, ordinal: int = 0) -> str:
    """The id of what is made from a record."""
    return record_id(clock.epoch, record.topic, record.partition, record.offset, ordinal)


def _answer(event: ReporterReplied, facts: dict[str, Any], _under: Under) -> Fact:
    return AnswerReceived(**facts, text=_masked(event.text))


def _withdrawal(event: RequestWithdrawn, facts: dict[str, Any], _under: Under) -> Fact:
    return WithdrawalReceived(**facts, reason=_masked(event.reason))


def _confirmation(_event: ClosureConfirmed, facts: dict[str, Any], _under: Under) -> Fact:
    return ConfirmationReceived(**facts)


def _objection(event: ClosureRefused, facts: dict[str, Any], _under: Under) -> Fact:
    return ObjectionReceived(**facts, reason=_masked(event.reason))


def _extension(event: ExtensionRequested, facts: dict[str, Any], _under: Under) -> Fact:
    return ExtensionAsked(**facts, days=event.days, reason=redact(event.reason).text)


def _note(event: NoteAdded, facts: dict[str, Any], _under: Under) -> Fact:
    return NoteReceived(**facts, text=redact(event.text).text)


def _submission(event: RequestSubmitted, facts: dict[str, Any], under: Under) -> Fact | Refusal:
    """Service, fields and place must hold before anything is promised."""
    catalogue = under.catalogue
    origin: Origin = facts["origin"]
    service = translate.service(catalogue, origin.agency, event.service, origin.received_at.date())
    if isinstance(service, Refusal):
        return service
    checked = fields.check(service, event.fields)
    if isinstance(checked, Refusal):
        return checked
    found = place.find(event.location, service, catalogue.areas)
    if isinstance(found, Refusal):
        return found
    return enrich(event, Found(service, checked, found), facts, catalogue, under.ticket_key)


def _status(event: StatusReported, facts: dict[str, Any], under: Under) -> Fact:
    agency, outcome = facts["origin"].agency, _masked(event.outcome)
    return StatusUpdated(
        **facts,
        native=redact(event.status).text,
        outcome=outcome,
        mapped=translate.status(under.catalogue, agency, event.status, outcome),
        note=_masked(event.note),
        hand_to=event.hand_to,
        photo_before=event.photo_before,
        photo_after=event.photo_after,
        officer=event.officer,
    )


def _masked(text: str | None) -> str | None:
    return redact(text).text if text is not None else None


_MAKERS: dict[type[AgencyEvent], Callable[[Any, dict[str, Any], Under], Fact | Refusal]] = {
    RequestSubmitted: _submission,
    StatusReported: _status,
    ReporterReplied: _answer,
    RequestWithdrawn: _withdrawal,
    ClosureConfirmed: _confirmation,
    ClosureRefused: _objection,
    ExtensionRequested: _extension,
    NoteAdded: _note,
}
"""What makes the fact of each event; by type, since a model's isinstance() is slow to say no."""
