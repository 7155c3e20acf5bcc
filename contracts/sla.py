"""What the bus says about a request's clocks: started, warned, breached, met, each once."""

from enum import StrEnum
from typing import ClassVar

from contracts.calendar import DueDate, TermUnit
from contracts.called import Called, PassedOver
from contracts.catalogue import Metric, Priority
from contracts.events import AgencyCode, Instant, Sentences
from contracts.status import CaseEvent


class ClockEvent(CaseEvent):
    """What all events of a clock share; times are city time."""

    metric: Metric
    term: str
    """Law, promise, ola or contract."""
    policy: str
    priority: Priority
    agency: AgencyCode | None = None
    due: Instant
    provisional: bool = False


class ClockStarted(ClockEvent):
    """A promise runs, with the whole explanation of its due date."""

    TYPE: ClassVar[str] = "simpul.sla.started.v1"

    value: int
    unit: TermUnit
    legal_basis: str
    explanation: DueDate


class ClockWarned(ClockEvent):
    """This share of the promised time has passed; occurred_at is that instant."""

    TYPE: ClassVar[str] = "simpul.sla.warned.v1"

    fraction: float


class ClockPaused(ClockEvent):
    """The clock stands still while somebody outside the city has the turn."""

    TYPE: ClassVar[str] = "simpul.sla.paused.v1"

    reason: str
    """The state it stands still in."""
    because: str | None = None
    """The agency's reason, where it gave one."""
    owner: str = "reporter"
    """Whose turn it is: `reporter` or `third_party`."""
    until: Instant | None = None
    """When the pause ends by itself, if nothing ends it before."""


class ClockResumed(ClockEvent):
    """The clock goes on; `due` is the new date."""

    TYPE: ClassVar[str] = "simpul.sla.resumed.v1"

    paused_at: Instant
    previous_due: Instant
    because: str | None = None
    """`cap` where the pause was over by itself; absent where somebody took the turn."""


class ClockBreached(ClockEvent):
    """The due instant passed unmet; occurred_at is that instant."""

    TYPE: ClassVar[str] = "simpul.sla.breached.v1"


class ClockEscalated(ClockEvent):
    """A level of the term's chain was reached; occurred_at is that instant, each level once.

    It says who is called upon now, and does nothing to the clock: neither does an answer to it.
    """

    TYPE: ClassVar[str] = "simpul.sla.escalated.v1"

    level: str
    """`1` and up, or `X` for what the law allows at most."""
    chain: str
    because: Called
    role: str
    skipped: tuple[PassedOver, ...] = ()
    """Who was passed over, from the level's own officer up."""
    legal: bool = False
    """Whether the law itself was broken."""
    also: tuple[str, ...] = ()
    """Who else is to be told: citizen, board, arbitration, ombudsman."""
    sends_at: Instant
    """When its message goes out: at once for P1, else when the office works next."""


class ClockMet(ClockEvent):
    """What was promised was done in time."""

    TYPE: ClassVar[str] = "simpul.sla.met.v1"

    used_seconds: int
    """Time used in the term's own unit: working seconds, or elapsed ones where it runs nonstop."""
    because: str | None = None
    """What ended it: `responded`, `resolved`, `rejected`, `referred_out`, `duplicate` ..."""
    outcome: str | None = None
    """The request's outcome then, where it had one."""


class ClockStopped(ClockEvent):
    """What was promised was done, after its due date."""

    TYPE: ClassVar[str] = "simpul.sla.stopped.v1"

    used_seconds: int
    because: str | None = None
    outcome: str | None = None


class ClockRenewed(ClockEvent):
    """There was news: a promise that recurs begins anew; `due` is its next date."""

    TYPE: ClassVar[str] = "simpul.sla.renewed.v1"

    previous_due: Instant
    late: bool
    """Whether the news came after it was due."""
    round: int
    """Which time it runs now."""


class ClockCancelled(ClockEvent):
    """The promise ended without being kept or broken."""

    TYPE: ClassVar[str] = "simpul.sla.cancelled.v1"

    because: str


class ClockExtended(ClockEvent):
    """The agency asked for more time and got it; `due` is the new date, told to the citizen."""

    TYPE: ClassVar[str] = "simpul.sla.extended.v1"

    previous_due: Instant
    days: int
    role: str
    """Who approved it."""
    sentences: Sentences


class ClockRecomputed(ClockEvent):
    """What had been said of a clock is withdrawn; `state` and `due` hold from now on."""

    TYPE: ClassVar[str] = "simpul.sla.recomputed.v1"

    state: str
    """`running`, `paused` or `breached`."""
    previous_state: str
    previous_due: Instant
    because: str
    """`sent-back`: what ended it was refused. `told-late`: it was in time and told late.
    `policy-changed`, `calendar-changed`: an operator had it computed by a later version."""
    catalogue: str | None = None
    """That version; absent, as all that follows, where only a result was withdrawn."""
    breached_at: Instant | None = None
    """When it was breached by its terms until now: that stays recorded, and is no longer owed."""
    value: int | None = None
    unit: TermUnit | None = None
    legal_basis: str | None = None
    explanation: DueDate | None = None
    """Why it is due then, pauses left out of account, as when it was started."""


class Window(StrEnum):
    """What is open for so many of the city's working days."""

    SILENT_CONSENT = "silent_consent"
    """A resolved request closes by itself when it is over."""
    REOPEN = "reopen"
    """An ended request may be opened again until then."""


class WindowMoved(CaseEvent):
    """The city's calendar was ordered to be read anew: a window ends at another time."""

    TYPE: ClassVar[str] = "simpul.sla.window-moved.v1"

    window: Window
    previous_until: Instant
    until: Instant
    catalogue: str
    """The version whose calendar it is counted by now."""


CLOCK_EVENTS: dict[str, type[ClockEvent]] = {
    event.TYPE: event
    for event in (
        ClockStarted,
        ClockWarned,
        ClockPaused,
        ClockResumed,
        ClockBreached,
        ClockMet,
        ClockStopped,
        ClockCancelled,
        ClockRenewed,
        ClockExtended,
        ClockRecomputed,
        ClockEscalated,
    )
}
"""Every clock event, by type."""
