"""Canonical facts: what an agency's event means, and the clock. Never personal data."""

from enum import StrEnum
from typing import Any, ClassVar

from pydantic import Field

from contracts.catalogue import Kind, Priority, SlaTerm
from contracts.events import AgencyCode, Event, Instant, RequestId, ServiceCode, Value
from contracts.lifecycle import State
from contracts.routing import Routed, Unrouted


class Claim(StrEnum):
    """What became of the time an agency claimed."""

    NONE = "none"
    TAKEN = "taken"
    FUTURE = "future"
    TOO_OLD = "too_old"
    BACKFILL = "backfill"


class Origin(Value):
    """The agency's record a fact was made from, and its times."""

    agency: AgencyCode
    topic: str
    partition: int
    offset: int
    logged_ms: int
    """LogAppendTime of the agency's record, real milliseconds since 1970 UTC."""
    received_at: Instant
    """The same instant in city time: clocks start here."""
    occurred_at: Instant
    """The accepted claim, in city time: clocks stop, pause and resume here."""
    claim: Claim
    sequence: int | None = None
    source: str
    event_id: str
    digest: str
    """BLAKE2b-128 of the body as it came."""
    in_reply_to: str | None = None
    """The message in the agency's inbox that it answers, by that record's ce_id."""


class Retry(Value):
    """An operator's decision that a record in quarantine is read again."""

    retry_id: str
    release: str | None = None
    """The release it belongs to, where its request was held; it is folded although held."""


class Fact(Event):
    """One canonical fact about one request."""

    fact_id: str
    """The hash of its origin's coordinates: the same record always makes the same fact."""
    request_id: RequestId
    catalogue: str
    """The catalogue version it was made under."""
    origin: Origin
    retry: Retry | None = None
    """Absent where the record was read for the first time. Else it is judged anew."""


class Place(Value):
    """Where, as the bus found it."""

    kelurahan: str | None = None
    kecamatan: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class RequestReceived(Fact):
    """A submission, validated, routed and enriched: the promise stands in its terms."""

    TYPE: ClassVar[str] = "simpul.fact.received.v1"

    reference: str
    ticket: str
    service: ServiceCode
    kind: Kind
    channel: str
    description: str | None = None
    fields: dict[str, Any] = Field(default_factory=dict)
    place: Place | None = None
    priority: Priority
    reporter_ref: str | None = None
    route: Routed | Unrouted
    terms: tuple[SlaTerm, ...]
    confidential: bool = False
    masked: int = 0
    """How many personal numbers were masked in free text."""


class Mapped(Value):
    """What a native status means by the agency's table."""

    state: State
    outcome: str | None = None
    human: bool
    reason: str | None = None


class StatusUpdated(Fact):
    """An agency's native status, and what it means where its table knows."""

    TYPE: ClassVar[str] = "simpul.fact.status.v1"

    native: str
    outcome: str | None = None
    mapped: Mapped | None = None
    note: str | None = None
    hand_to: str | None = None
    """Whose the agency thinks the request is, where it gives it back as not its own."""
    photo_before: str | None = None
    photo_after: str | None = None
    officer: str | None = None
    """What the agency shows of the work: where its photos are kept, who did it."""


class AnswerReceived(Fact):
    """The reporter answered."""

    TYPE: ClassVar[str] = "simpul.fact.answer.v1"

    text: str | None = None


class WithdrawalReceived(Fact):
    """The reporter took the request back."""

    TYPE: ClassVar[str] = "simpul.fact.withdrawal.v1"

    reason: str | None = None


class ConfirmationReceived(Fact):
    """The reporter agreed that it is done."""

    TYPE: ClassVar[str] = "simpul.fact.confirmation.v1"


class ObjectionReceived(Fact):
    """The reporter says that it is not done."""

    TYPE: ClassVar[str] = "simpul.fact.objection.v1"

    reason: str | None = None


class ExtensionAsked(Fact):
    """The agency asks for more time, and says why."""

    TYPE: ClassVar[str] = "simpul.fact.extension.v1"

    days: int
    reason: str


class NoteReceived(Fact):
    """A note; it moves nothing."""

    TYPE: ClassVar[str] = "simpul.fact.note.v1"

    text: str


class RequestHeld(Fact):
    """Intake met a surprise with a record of this request: what follows it must wait."""

    TYPE: ClassVar[str] = "simpul.fact.held.v1"

    surprise: str
    """Class name of the exception; never its text, which may quote the payload."""


class ClockAdvanced(Event):
    """Time passed for one partition: deadlines up to here fire when this is folded."""

    TYPE: ClassVar[str] = "simpul.clock.advanced.v1"

    partition: int
    until_ms: int
    """Real milliseconds since 1970 UTC."""
    until: Instant
    """The same instant in city time."""


FACTS: dict[str, type[Fact]] = {
    fact.TYPE: fact
    for fact in (
        RequestReceived,
        StatusUpdated,
        AnswerReceived,
        WithdrawalReceived,
        ConfirmationReceived,
        ObjectionReceived,
        ExtensionAsked,
        NoteReceived,
        RequestHeld,
    )
}
"""Every fact about a request, by type."""
