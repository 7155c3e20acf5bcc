"""What an agency says of a service request, in its own words, on agency.{code}.events.v1."""

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from contracts.catalogue import Impact, Urgency
from contracts.envelope import instant
from contracts.events import AgencyCode, Event, Instant, RequestId, Value

Reference = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^\S+$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Native = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Kept = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^\S+$")]
"""Where something is kept that does not travel in events: an address or a number."""
Number = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]


def _with_offset(value: object) -> object:
    """RFC 3339 only: pydantic alone would take a count of seconds for a date."""
    if not isinstance(value, str):
        return value
    read = instant(value)
    if read is None:
        raise PydanticCustomError("offset_missing", "must be RFC 3339 with an offset")
    return read


Claimed = Annotated[Instant, BeforeValidator(_with_offset)]
"""An RFC 3339 date and time with its offset."""

Degrees = Annotated[float, Field(ge=-180, le=180)]


class Location(Value):
    """Where it is: by coordinates, by kelurahan code, or by name with its kecamatan.

    WGS 84. Whether the point lies in the city, and whether the two were swapped, is the bus's
    to say.
    """

    latitude: Degrees | None = None
    longitude: Degrees | None = None
    kelurahan: Name | None = None
    """Kemendagri code such as 36.73.01.1008, or the name; a name needs its kecamatan."""
    kecamatan: Name | None = None
    """Kemendagri code such as 36.73.01, or the name."""
    address: str | None = Field(default=None, max_length=500)


class AgencyEvent(Event):
    """What all of an agency's events share."""

    occurred_at: Claimed | None = None
    """When it happened by the agency's clock, with an offset; the receipt's time where absent."""
    sequence: int | None = Field(default=None, ge=0, lt=2**63)
    """The agency's own counter: orders reports of the same instant."""
    ext: dict[str, Any] = Field(default_factory=dict)
    """The place for extras; carried nowhere, read by nobody."""

    def names(self) -> tuple[str, str]:
        """By which field it names its request, and what it says there: the record's key."""
        raise NotImplementedError

    def identifiers(self) -> tuple[tuple[str, str], ...]:
        """What travels on unmasked, by field: none of it may be a person's number."""
        return (self.names(),)

    def answers(self) -> str | None:
        """The message of its inbox that it answers."""
        return None


class RequestSubmitted(AgencyEvent):
    """A citizen asked for a service through this agency."""

    TYPE: ClassVar[str] = "simpul.request.submitted.v1"

    reference: Reference
    service: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    """The agency's own code for the service, or the catalogue's."""
    channel: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,29}$")] = "agency"
    description: Words | None = None
    location: Location | None = None
    fields: dict[str, Any] = Field(default_factory=dict)
    impact: Impact | None = None
    urgency: Urgency | None = None
    reporter_ref: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")] | None = None

    def names(self) -> tuple[str, str]:
        return "reference", self.reference

    def identifiers(self) -> tuple[tuple[str, str], ...]:
        ref = self.reporter_ref or ""
        return (self.names(), ("channel", self.channel), ("reporter_ref", ref))


class Update(AgencyEvent):
    """News of a request the agency submitted (`reference`) or was assigned (`request_id`)."""

    reference: Reference | None = None
    request_id: RequestId | None = None
    in_reply_to: RequestId | None = None
    """The message in the agency's inbox that this answers, by that record's ce_id."""

    @model_validator(mode="after")
    def _names_one_request(self) -> "Update":
        if (self.reference is None) == (self.request_id is None):
            raise PydanticCustomError("one_request", "give either reference or request_id")
        return self

    def names(self) -> tuple[str, str]:
        if self.request_id is not None:
            return "request_id", self.request_id
        return "reference", self.reference or ""

    def answers(self) -> str | None:
        return self.in_reply_to


class StatusReported(Update):
    """The agency's own status of a request changed, or was confirmed."""

    TYPE: ClassVar[str] = "simpul.status.reported.v1"

    status: Native
    outcome: Annotated[str, StringConstraints(max_length=40)] | None = None
    note: Words | None = None
    hand_to: AgencyCode | None = None
    """Whose the request is, where its agency gives it back as not its own."""
    photo_before: Kept | None = None
    """Where the photo is kept of what was found."""
    photo_after: Kept | None = None
    """Where the photo is kept of what was done."""
    officer: Number | None = None
    """Who did it, by the agency's own number; never a name."""

    def identifiers(self) -> tuple[tuple[str, str], ...]:
        shown = ("photo_before", "photo_after", "officer")
        return (self.names(), *((name, getattr(self, name) or "") for name in shown))


class ReporterReplied(Update):
    """The reporter answered what the agency asked."""

    TYPE: ClassVar[str] = "simpul.reporter.replied.v1"

    text: Words | None = None


class RequestWithdrawn(Update):
    """The reporter took the request back."""

    TYPE: ClassVar[str] = "simpul.request.withdrawn.v1"

    reason: Words | None = None


class ClosureConfirmed(Update):
    """The reporter agreed that a resolved request is done."""

    TYPE: ClassVar[str] = "simpul.closure.confirmed.v1"


class ClosureRefused(Update):
    """The reporter says that a resolved or closed request is not done."""

    TYPE: ClassVar[str] = "simpul.closure.refused.v1"

    reason: Words | None = None


class ExtensionRequested(Update):
    """The agency needs longer than was promised, and asks before it is due."""

    TYPE: ClassVar[str] = "simpul.extension.requested.v1"

    days: int = Field(gt=0, le=365)
    """How many more: working days, or calendar days of a term that runs day and night."""
    reason: Words


class NoteAdded(Update):
    """Something to remember about a request; a note is not progress."""

    TYPE: ClassVar[str] = "simpul.note.added.v1"

    text: Words


AGENCY_EVENTS: dict[str, type[AgencyEvent]] = {
    event.TYPE: event
    for event in (
        RequestSubmitted,
        StatusReported,
        ReporterReplied,
        RequestWithdrawn,
        ClosureConfirmed,
        ClosureRefused,
        ExtensionRequested,
        NoteAdded,
    )
}
"""Every type an agency may publish."""
