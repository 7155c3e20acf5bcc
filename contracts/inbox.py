"""What the bus tells an agency in its inbox: the fate of its events, and the work it is given."""

from typing import ClassVar

from pydantic import Field

from contracts.catalogue import Priority
from contracts.events import AgencyCode, Event, Instant, RequestId, Sentences, ServiceCode
from contracts.lifecycle import State
from contracts.reasons import Reason
from contracts.unapplied import Unapplied


class InboxEvent(Event):
    """What all inbox events share."""

    seq: int | None = None
    """The request's counter on this topic; absent where intake wrote (it knows only the record)."""
    request_id: RequestId | None = None
    event_id: str | None = None
    """The agency's own event this answers."""


class Accepted(InboxEvent):
    """Your request is on the bus: its ticket, who has it, when an answer is due and why then."""

    TYPE: ClassVar[str] = "simpul.inbox.accepted.v1"

    reference: str
    ticket: str
    service: ServiceCode
    agency: AgencyCode | None = None
    priority: Priority
    due: Instant | None = None
    sentences: Sentences


class Rejected(InboxEvent):
    """Your event was put aside: what was wrong, and where."""

    TYPE: ClassVar[str] = "simpul.inbox.rejected.v1"

    reason: Reason
    field: str | None = None
    sentences: Sentences
    topic: str
    partition: int
    offset: int


class NotApplied(InboxEvent):
    """Your report is kept, but it, or the pause it asks for, has no effect: `reason` says why."""

    TYPE: ClassVar[str] = "simpul.inbox.not-applied.v1"

    outcome: str
    """`late` or `refused`; `applied` where the state changed and only the clock runs on."""
    reason: Unapplied | None = None
    missing: tuple[str, ...] = ()
    """Fields of your event that were missing or too short."""
    native: str | None = None
    state: State
    legal: tuple[State, ...] = ()
    """What would be legal now."""
    sentences: Sentences


class Assign(InboxEvent):
    """This request is yours: speak of it by this request_id."""

    TYPE: ClassVar[str] = "simpul.inbox.assign.v1"

    ticket: str
    service: ServiceCode
    submitter: AgencyCode
    priority: Priority
    kelurahan: str | None = None
    description: str | None = None
    fields: dict[str, object] = Field(default_factory=dict)
    due: Instant | None = None
    rule: str
    """The rule that sent it; `operator`, `not_ours` or `reopened` where none did."""
    cycle: int = 1
    """Above 1 where the request was opened again."""


class Withdraw(InboxEvent):
    """This request is not yours any more: do nothing further for it."""

    TYPE: ClassVar[str] = "simpul.inbox.withdraw.v1"

    ticket: str
    service: ServiceCode
    agency: AgencyCode | None = None
    """Who has it now."""
    because: str
    sentences: Sentences
