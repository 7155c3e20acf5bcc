"""What the bus tells an agency in its inbox: the fate of its events, and the work it is given."""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from contracts.called import Called, PassedOver
from contracts.catalogue import MayReport, Metric, Priority, Text
from contracts.events import AgencyCode, Event, Instant, RequestId, Sentences, ServiceCode
from contracts.lifecycle import State
from contracts.reasons import Reason
from contracts.requests import Place
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


class AboutRequest(InboxEvent):
    """Which request, by every name the agency may know it by."""

    ticket: str
    service: ServiceCode
    native_service: str | None = None
    """What the agency itself calls the service; absent where it is another's."""
    reference: str | None = None
    """The agency's own number of it, where it brought the request; else it speaks by request_id."""


class Work(AboutRequest):
    """What an agency needs to act on a request. To answer, name this record's ce_id in_reply_to."""

    priority: Priority
    place: Place | None = None
    due: Instant | None = None
    why: Sentences | None = None
    """Why it is due then."""
    may_report: tuple[MayReport, ...] = ()
    """The agency's own statuses that may come next."""


class Assign(Work):
    """This request is yours: speak of it by this request_id."""

    TYPE: ClassVar[str] = "simpul.inbox.assign.v1"

    submitter: AgencyCode
    kelurahan: str | None = None
    description: str | None = None
    fields: dict[str, object] = Field(default_factory=dict)
    rule: str
    """The rule that sent it; `operator`, `not_ours` or `reopened` where none did."""
    cycle: int = 1
    """Above 1 where the request was opened again."""


class Withdraw(AboutRequest):
    """This request is not yours any more: do nothing further for it."""

    TYPE: ClassVar[str] = "simpul.inbox.withdraw.v1"

    agency: AgencyCode | None = None
    """Who has it now; absent where nobody does: it waits for an operator, or has ended."""
    because: str
    """The rule that gave it to another; `duplicate_of` where it is done under another request."""
    into: RequestId | None = None
    into_ticket: str | None = None
    """The request it was merged into: what was done or learnt belongs there."""
    sentences: Sentences


class Asked(StrEnum):
    """What the bus may ask of an agency."""

    INFORMATION = "information"
    """Of who brought the request: the agency at work waits for the reporter."""
    GO_ON = "go_on"
    """Of who is at work: the reporter has answered."""
    REWORK = "rework"
    """Of who was at work: the reporter or an operator says that it is not done."""


class Ask(Work):
    """Something of this request waits for you: what is asked, and the event that answers it."""

    TYPE: ClassVar[str] = "simpul.inbox.ask.v1"

    asks: Asked
    answer_with: str
    """The type of event that answers."""
    sentences: Sentences


class Prompt(Work):
    """What reminders and escalations share: the clock they are about; `due` is that clock's."""

    metric: Metric
    policy: str
    sentences: Sentences


class Remind(Prompt):
    """So much of a promised time has passed, and what was promised is still owed."""

    TYPE: ClassVar[str] = "simpul.inbox.remind.v1"

    fraction: float
    reminded_at: Instant


class Escalate(Prompt):
    """A level of the escalation chain was reached: who is called upon now. No answer stops it."""

    TYPE: ClassVar[str] = "simpul.inbox.escalate.v1"

    level: str
    """`1` and up, or `X` for what the law allows at most."""
    because: Called
    role: str
    title: Text
    """Of the officer who is called upon."""
    skipped: tuple[PassedOver, ...] = ()
    legal: bool = False
    reached_at: Instant
    """When the level was reached; city time."""
    sent_at: Instant
    """The same where the office was at work or the request is P1, else when it works next."""
