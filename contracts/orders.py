"""What the city's operators order of a request, with who and why; facts like any other."""

from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator

from contracts.events import AgencyCode, Event, Instant, RequestId, Sentences, Value

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
    WINDOW_PASSED = "window-passed"
    UNKNOWN_TERM = "unknown-term"
    NOTHING_CHANGES = "nothing-changes"
    NOT_ASKED = "not-asked"
    ALREADY_DECIDED = "already-decided"
    WRONG_ROLE = "wrong-role"
    EXTENSION_TOO_LATE = "extension-too-late"
    EXTENSION_TOO_LONG = "extension-too-long"


OBSTACLES: dict[Obstacle, Sentences] = {
    Obstacle.UNKNOWN_REQUEST: Sentences(
        id="Permohonan ini tidak pernah diterima.", en="No such request was ever received."
    ),
    Obstacle.HELD: Sentences(
        id="Permohonan ditahan sampai gangguan diperiksa; catatan tetap dapat ditambahkan.",
        en="The request is held until a failure has been looked into; a note can still be added.",
    ),
    Obstacle.NO_LEGAL_MOVE: Sentences(
        id="Dari status {state} perintah ini tidak sah; yang sah: {legal}.",
        en="From the state {state} this order is not legal; legal are: {legal}.",
    ),
    Obstacle.UNKNOWN_AGENCY: Sentences(
        id="OPD {detail} tidak ada dalam katalog; yang ada: {legal}.",
        en="The catalogue names no agency {detail}; it names: {legal}.",
    ),
    Obstacle.ALREADY_THERE: Sentences(
        id="Permohonan ini sudah pada {detail}.", en="The request is with {detail} already."
    ),
    Obstacle.INTO_ITSELF: Sentences(
        id="Permohonan tidak dapat digabungkan ke dirinya sendiri.",
        en="A request cannot be merged into itself.",
    ),
    Obstacle.WINDOW_PASSED: Sentences(
        id="Masa buka kembali berakhir pada {detail}; ajukan permohonan baru.",
        en="It could be opened again until {detail}; submit a new request.",
    ),
    Obstacle.UNKNOWN_TERM: Sentences(
        id="Versi katalog itu tidak memuat {detail}; tenggat tetap seperti semula.",
        en="That catalogue version has no {detail}; the terms stay as they are.",
    ),
    Obstacle.NOTHING_CHANGES: Sentences(
        id="Tidak ada tenggat terbuka permohonan ini yang berubah karena {detail}.",
        en="No open clock of this request changes by {detail}.",
    ),
    Obstacle.NOT_ASKED: Sentences(
        id="Tidak ada permintaan perpanjangan yang menunggu; OPD harus memintanya lebih dulu.",
        en="No extension waits to be decided on; the agency must ask for it first.",
    ),
    Obstacle.ALREADY_DECIDED: Sentences(
        id="Permintaan perpanjangan sudah diputuskan pada {detail}; OPD harus memintanya lagi.",
        en="The extension was decided on already, {detail}; the agency must ask for it again.",
    ),
    Obstacle.WRONG_ROLE: Sentences(
        id="Perpanjangan ini diputuskan oleh {detail}.",
        en="It takes {detail} to decide on this extension.",
    ),
    Obstacle.EXTENSION_TOO_LATE: Sentences(
        id="Perpanjangan harus disetujui sebelum jatuh tempo, {detail}.",
        en="An extension had to be approved before it was due, {detail}.",
    ),
    Obstacle.EXTENSION_TOO_LONG: Sentences(
        id="Perpanjangan paling lama {detail}.", en="An extension lasts at most {detail}."
    ),
}
"""What an operator is told; the gaps are the state's label, what is legal, and what came."""


class Ordered(Value):
    """An order as the case remembers it: who, why, when, and what stood in its way."""

    order_id: str
    verb: str
    by: str
    why: str
    at: Instant
    obstacle: Obstacle | None = None
    """Absent where it was carried out."""
