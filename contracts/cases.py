"""A case: all the bus knows of one request; its latest record on bus.cases.v1 is the case."""

from enum import StrEnum
from typing import ClassVar, NamedTuple

from pydantic import Field

from contracts.called import Ahead, Answered, Unsent, Waits
from contracts.catalogue import Metric, Priority
from contracts.envelope import type_of
from contracts.events import AgencyCode, Event, Instant, RequestId, ServiceCode, Value
from contracts.kinship import Follower, Link, Merging, Parked, Part, Stay
from contracts.lifecycle import State
from contracts.orders import Ordered
from contracts.reckoning import AskedFor, Extended, Ruled, Stood, Turn
from contracts.records import Headers
from contracts.requests import Place
from contracts.routing import Routed, Unrouted
from contracts.status import Cause


class Class(StrEnum):
    """What became of an agency's record: exactly one of these."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    LATE = "late"
    REFUSED = "refused"
    REJECTED = "rejected"
    WAITING = "waiting"
    HELD = "held"


class Judged(NamedTuple):
    """One agency record the case judged."""

    fact_id: str
    event_key: str
    digest: str
    outcome: Class
    native: str | None = None
    """The agency's own status, where it reported one."""


class Waiting(NamedTuple):
    """A fact that came before its request: its type, body, and when the agency's record arrived."""

    type: str
    body: str
    logged_ms: int
    """Real milliseconds since 1970 UTC."""


class ClockState(StrEnum):
    """Where a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    """Past its due date and still owed."""
    STOPPED = "stopped"
    """Done, after its due date."""
    CANCELLED = "cancelled"


class Clock(Value):
    """One promise about one request: started, due, and what became of it. City time.

    Its term is the policy's row for this metric in the catalogue the request was accepted under,
    or in the later one an operator had it computed by (`ruled`).
    """

    metric: Metric
    policy: str
    state: ClockState
    started_at: Instant
    due: Instant
    provisional: bool
    warnings: tuple[tuple[float, Instant], ...] = ()
    """Warnings still owed: (fraction, instant), soonest first."""
    paused_at: Instant | None = None
    paused_in: State | None = None
    """The state it stands still in."""
    pause_ends: Instant | None = None
    """When the pause ends by itself; absent where it has no cap, or none is under way."""
    paused_seconds: int = 0
    """Time spent paused, in the term's own unit of seconds."""
    pauses: tuple[Stood, ...] = ()
    """Where that time lies; of what an earlier release counted, only the sum is known."""
    ran_from: Instant | None = None
    """When it last went on, after a pause or an end: no claim of the past reaches before that."""
    ended_at: Instant | None = None
    round: int = 1
    """Which time it runs, of a promise that recurs."""
    extended: tuple[Extended, ...] = ()
    """What more time it was given."""
    cycle: int = 1
    """The request's cycle it belongs to: an earlier one's is never touched again."""
    ahead: tuple[Ahead, ...] = ()
    """Levels of its chain it will reach, soonest first; from its due date on once that passed."""
    raised: tuple[str, ...] = ()
    """Levels it reached, each once."""
    unsent: tuple[Unsent, ...] = ()
    """Messages of levels it reached that have not gone out."""
    waits: Waits | None = None
    """Absent once somebody has taken the request up."""
    ruled: int = 0
    """How many of the case's `ruled` it was computed by, the first ones."""


class Mark(Value):
    """How new the last applied report of an agency was: late is whatever is older."""

    occurred_at: Instant
    sequence: int | None = None


class Request(Value):
    """What was asked, once it is known."""

    submitter: AgencyCode
    reference: str
    ticket: str
    service: ServiceCode
    channel: str
    priority: Priority
    place: Place | None = None
    description: str | None = None
    fields: dict[str, object] = Field(default_factory=dict)
    route: Routed | Unrouted
    confidential: bool = False
    backfilled: bool = False
    """Whether it came in a window the city opened for the past: nobody is called upon for it."""
    received_at: Instant
    catalogue: str
    """The version it was accepted under: its terms, calendar and closure rule."""
    reporter_ref: str | None = None
    """Of the vault: whom the city writes to; absent where it is confidential."""


class Case(Event):
    """One request's whole story so far; `request` is absent while only early facts are known."""

    TYPE: ClassVar[str] = "simpul.case.v1"

    request_id: RequestId
    seq: int = 0
    """How many records were folded into it."""
    request: Request | None = None
    state: State | None = None
    cycle: int = 1
    """Which time round it is: opening a request again begins the next."""
    cycle_began: Instant | None = None
    """When it was opened again; what was reported before belongs to an earlier cycle."""
    agency: AgencyCode | None = None
    """Who has it now."""
    co_agencies: tuple[AgencyCode, ...] = ()
    taken_up: bool = False
    """Whether a person at the agency that has it has answered, in this cycle."""
    hops: int = 0
    """How often it was handed from one agency to another."""
    arbitration: bool = False
    """Whether agencies could not agree whose it is: an operator must say."""
    native: str | None = None
    outcome: str | None = None
    came_from: State | None = None
    """Where an answer returns to, while in needs_information."""
    unmapped: int = 0
    """Native statuses its agencies' tables did not know."""
    marks: dict[str, Mark] = Field(default_factory=dict)
    turns: tuple[Turn, ...] = ()
    """What was said of its state in this cycle, as it came: with the next one a wait is over."""
    clocks: tuple[Clock, ...] = ()
    ruled: tuple[Ruled, ...] = ()
    """What of its terms an operator had computed anew; all else is of the accepted version."""
    consent_due: Instant | None = None
    """When silence counts as consent to a resolved request."""
    extension: AskedFor | None = None
    """What its agency asked for and nobody has decided."""
    ended_at: Instant | None = None
    """When it reached the end state it stands in."""
    archive_due: Instant | None = None
    """When it is put away, unless it is opened again before."""
    links: tuple[Link, ...] = ()
    linked: tuple[Link, ...] = ()
    """Requests that belong to this one: they were merged into it, or linked to it."""
    parts: tuple[Part, ...] = ()
    """What it was split into: its state is theirs together."""
    followers: tuple[Follower, ...] = ()
    merging: Merging | None = None
    heard: dict[str, int] = Field(default_factory=dict)
    """The last seq it heard of each other case."""
    parked: tuple[Parked, ...] = ()
    stays: tuple[Stay, ...] = ()
    """Who had it in this cycle, in order; none where an earlier release began it."""
    orders: tuple[Ordered, ...] = ()
    held: bool = False
    retries: tuple[str, ...] = ()
    """Operators' retries that were folded."""
    relapsed: str | None = None
    """The release during which a record failed again: what is left of it stays held."""
    judged: tuple[Judged, ...] = ()
    without_effect: tuple[str, ...] = ()
    """Facts that were applied and of which nobody was told: they changed nothing."""
    answered: tuple[Answered, ...] = ()
    """Which of its messages agencies answered, each once."""
    waiting: tuple[Waiting, ...] = ()
    counters: dict[str, int] = Field(default_factory=dict)
    """Last seq per topic."""


class Stub(Event):
    """What is left of a request that was put away: enough to know its reference again."""

    TYPE: ClassVar[str] = "simpul.case.stub.v1"

    at: int
    """When it was put away: city time, seconds since 1970 UTC."""
    key: str
    """The event that submitted it, as `judged` has it."""
    digest: str
    """The first 16 digits of that event's digest."""


class RequestArchived(Event):
    """A request was put away: its whole story, as its case last had it."""

    TYPE: ClassVar[str] = "simpul.request.archived.v1"

    request_id: RequestId
    seq: int
    archived_at: Instant
    cause: Cause
    case: Case


def case_in(headers: Headers, value: bytes | None) -> Case | None:
    """The case a record of bus.cases.v1 holds; None where it was put away or forgotten."""
    if value is None or type_of(headers) == Stub.TYPE:
        return None
    return Case.read(value)
