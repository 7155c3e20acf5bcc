"""What the city's operators order of a request, with who and why; facts like any other."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from contracts.events import AgencyCode, Event, Instant, RequestId, Value
from contracts.kinship import Kinship

Who = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"\S")]
Why = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"\S")]


class Order(Event):
    """One order about one request; it counts from the instant its record was logged."""

    order_id: str
    """Given by whoever orders: the same again is a copy and changes nothing."""
    request_id: RequestId
    by: Who
    """The operator, by the name the city knows them under."""
    why: Why

    @classmethod
    def verb(cls) -> str:
        """What operators call it: the command's own word."""
        return cls.TYPE.split(".")[2]


class VerifyOrdered(Order):
    """The request is complete; where a rule knows its agency it goes there."""

    TYPE: ClassVar[str] = "simpul.order.verify.v1"


class RouteOrdered(Order):
    """This agency has it from now on, whoever had it before."""

    TYPE: ClassVar[str] = "simpul.order.route.v1"

    agency: AgencyCode
    co_agencies: tuple[AgencyCode, ...] = ()


class RejectOrdered(Order):
    """The request cannot be taken; `why` is what the reporter is told."""

    TYPE: ClassVar[str] = "simpul.order.reject.v1"


class MergeOrdered(Order):
    """The same was asked before: the request ends as a duplicate of another."""

    TYPE: ClassVar[str] = "simpul.order.merge.v1"

    into: RequestId
    into_ticket: str
    asks: bool = False
    """Whether the other is asked first, and may refuse; earlier releases never asked."""


class SplitOrdered(Order):
    """Several agencies have work to do: each gets a part, and the request is what they make it.

    Who has the request gets a part too, and goes on leading the whole.
    """

    TYPE: ClassVar[str] = "simpul.order.split.v1"

    agencies: Annotated[tuple[AgencyCode, ...], Field(min_length=1)]


class LinkOrdered(Order):
    """The request goes on from another, or stands in its place; it moves neither."""

    TYPE: ClassVar[str] = "simpul.order.link.v1"

    kind: Literal[Kinship.FOLLOW_ON, Kinship.REPLACES]
    to: RequestId
    to_ticket: str


class ReopenOrdered(Order):
    """It is not done: a resolved request goes back to work, an ended one begins a new cycle."""

    TYPE: ClassVar[str] = "simpul.order.reopen.v1"


class ApproveOrdered(Order):
    """The office that verifies has seen that it is done."""

    TYPE: ClassVar[str] = "simpul.order.approve.v1"


class ExtendOrdered(Order):
    """The agency asked for more time and gets it; the citizen is told."""

    TYPE: ClassVar[str] = "simpul.order.extend.v1"

    days: Annotated[int, Field(gt=0, le=365)] | None = None
    """How many; as many as were asked for where absent."""
    role: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    """As what the operator decides: the term says whose word it takes."""


class DeclineOrdered(Order):
    """The agency asked for more time and does not get it; `why` is what it is told."""

    TYPE: ClassVar[str] = "simpul.order.decline.v1"

    role: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    """As what the operator decides: the same as may approve."""


class NoteOrdered(Order):
    """Something to remember; `why` is the note. It moves nothing."""

    TYPE: ClassVar[str] = "simpul.order.note.v1"


class RecomputeOrdered(Order):
    """Open clocks are computed anew by a version in force: those of a policy, or by a calendar.

    It is ordered of every request it concerns, each under an id made of the version, the policy
    or calendar, and the request: ordered again it changes nothing.
    """

    TYPE: ClassVar[str] = "simpul.order.recompute.v1"

    catalogue: str
    """The version whose terms and calendars hold from now on."""
    policy: str | None = None
    """All clocks of this policy: its terms, and the calendars they name."""
    calendar: str | None = None
    """All clocks that run by this calendar; their terms stay."""

    @model_validator(mode="after")
    def _name_one(self) -> Self:
        if (self.policy is None) == (self.calendar is None):
            message = "name a policy or a calendar, and not both"
            raise ValueError(message)
        return self


ORDERS: dict[str, type[Order]] = {
    order.TYPE: order
    for order in (
        VerifyOrdered,
        RouteOrdered,
        RejectOrdered,
        MergeOrdered,
        SplitOrdered,
        LinkOrdered,
        ReopenOrdered,
        ApproveOrdered,
        ExtendOrdered,
        DeclineOrdered,
        NoteOrdered,
        RecomputeOrdered,
    )
}
"""Every order, by type."""


class Obstacle(StrEnum):
    """Why an order changed nothing."""

    UNKNOWN_REQUEST = "unknown-request"
    HELD = "held"
    NO_LEGAL_MOVE = "no-legal-move"
    UNKNOWN_AGENCY = "unknown-agency"
    ALREADY_THERE = "already-there"
    INTO_ITSELF = "into-itself"
    INTO_ITS_KIN = "into-its-kin"
    INTO_ENDED = "into-ended"
    INTO_MERGING = "into-merging"
    MERGE_WAITS = "merge-waits"
    NO_CO_AGENCY = "no-co-agency"
    HAS_A_PART = "has-a-part"
    TOO_FEW = "too-few"
    IS_A_PART = "is-a-part"
    HAS_PARTS = "has-parts"
    ALREADY_LINKED = "already-linked"
    WINDOW_PASSED = "window-passed"
    UNKNOWN_TERM = "unknown-term"
    NOTHING_CHANGES = "nothing-changes"
    NOT_ASKED = "not-asked"
    ALREADY_DECIDED = "already-decided"
    WRONG_ROLE = "wrong-role"
    EXTENSION_TOO_LATE = "extension-too-late"
    EXTENSION_TOO_LONG = "extension-too-long"


class Ordered(Value):
    """An order as the case remembers it: who, why, when, and what stood in its way."""

    order_id: str
    verb: str
    by: str
    why: str
    at: Instant
    obstacle: Obstacle | None = None
    """Absent where it was carried out."""
