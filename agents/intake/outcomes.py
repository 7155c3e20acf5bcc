"""What is written for a record: its fact, or the record put aside and its agency told."""

from agents.intake import speaker
from agents.intake.take import Under, fact_id, take
from contracts.envelope import Refusal, encode, headers_of
from contracts.events import Sentences
from contracts.ids import digest
from contracts.inbox import Rejected
from contracts.quarantine import Quarantined, key_of, original_of
from contracts.reasons import Reason, say
from contracts.records import Headers, Message, Record
from contracts.requests import Claim, Fact, Origin, RequestHeld
from contracts.topics import QUARANTINE, REQUESTS, agency_of, inbox_topic

QUARANTINED, REJECTED = 1, 2
"""Ordinals in the ids of what one record may lead to; its fact is 0."""


def messages(record: Record, under: Under) -> list[Message]:
    """Exactly one outcome of a record, the same bytes whenever it is done again."""
    found = take(record, under)
    return put_aside(record, found, under) if isinstance(found, Refusal) else [_fact(found, under)]


def _fact(fact: Fact, under: Under) -> Message:
    return encode(
        fact,
        topic=REQUESTS,
        key=fact.request_id,
        event_id=fact.fact_id,
        source=_source(under),
        at=fact.origin.received_at,
        release=under.release,
    )


def put_aside(record: Record, refusal: Refusal, under: Under) -> list[Message]:
    """A record that cannot be taken: whole into quarantine, and the reason to its agency."""
    agency, city = agency_of(record.topic), under.catalogue.city.code
    request = speaker.readable_request(record, city, agency) if agency is not None else None
    event_id = speaker.readable_header(record.headers, "ce_id")
    return _Aside(record, refusal, under, request, event_id).messages()


def unread(record: Record, error: str, under: Under) -> list[Message]:
    """A record our code failed on even while putting it aside: nothing of it is looked at."""
    return _Aside(record, _surprise(error), under, None, None).messages()


def _surprise(error: str) -> Refusal:
    return Refusal(Reason.SURPRISE, Sentences.alike(error))


def surprised(record: Record, error: str, under: Under) -> list[Message]:
    """A record our own code failed on: put aside, and its request held where it can be told.

    `error` is the exception's class name; its text may quote the record.
    """
    written = put_aside(record, _surprise(error), under)
    held = _held(record, error, under)
    return written if held is None else [*written, _fact(held, under)]


def _held(record: Record, error: str, under: Under) -> RequestHeld | None:
    agency, city = agency_of(record.topic), under.catalogue.city.code
    request = speaker.readable_request(record, city, agency) if agency is not None else None
    if agency is None or request is None:
        return None
    received = under.clock.city(record.timestamp)
    origin = Origin(
        agency=agency,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        logged_ms=record.timestamp,
        received_at=received,
        occurred_at=received,
        claim=Claim.NONE,
        source=speaker.readable_header(record.headers, "ce_source") or "",
        event_id=speaker.readable_header(record.headers, "ce_id") or "",
        digest=digest(record.value),
    )
    return RequestHeld(
        fact_id=fact_id(record, under.clock),
        request_id=request,
        catalogue=under.catalogue.version,
        origin=origin,
        surprise=error,
        retry=under.retry,
    )


class _Aside:
    """One record put aside, told twice: to operators whole, to its agency in a sentence."""

    def __init__(
        self,
        record: Record,
        refusal: Refusal,
        under: Under,
        request_id: str | None,
        event_id: str | None,
    ) -> None:
        self.record = record
        self.refusal = refusal
        self.under = under
        self.agency = agency_of(record.topic)
        self.named_by = record if under.again is None else under.again.ordered
        self.received = under.clock.city(record.timestamp)
        self.sentences = say(refusal.reason, refusal.detail)
        self.event_id = event_id
        self.request_id = request_id

    def messages(self) -> list[Message]:
        return [self._quarantined()] + (
            [] if self.agency is None else [self._rejected(self.agency)]
        )

    def _quarantined(self) -> Message:
        event_id = fact_id(self.named_by, self.under.clock, QUARANTINED)
        event = Quarantined(
            quarantine_id=event_id,
            hop="intake",
            agency=self.agency or "",
            request_id=self.request_id,
            event_id=self.event_id,
            reason=self.refusal.reason,
            field=self.refusal.field,
            sentences=self.sentences,
            received_at=self.received,
            retry=None if self.under.retry is None else self.under.retry.retry_id,
            original=original_of(self.record),
        )
        headers = self._headers(event.TYPE, event_id)
        return Message(QUARANTINE, key_of(self.record), event.to_bytes(), headers)

    def _rejected(self, agency: str) -> Message:
        event_id = fact_id(self.named_by, self.under.clock, REJECTED)
        event = Rejected(
            request_id=self.request_id,
            event_id=self.event_id,
            reason=self.refusal.reason,
            field=self.refusal.field,
            sentences=self.sentences,
            topic=self.record.topic,
            partition=self.record.partition,
            offset=self.record.offset,
        )
        headers = self._headers(event.TYPE, event_id)
        key = self.request_id.encode() if self.request_id is not None else key_of(self.record)
        return Message(inbox_topic(agency), key, event.to_bytes(), headers)

    def _headers(self, kind: str, event_id: str) -> Headers:
        under = self.under
        return headers_of(kind, event_id, _source(under), self.received, under.release)


def _source(under: Under) -> str:
    return f"/{under.catalogue.city.code}/simpul/intake"
