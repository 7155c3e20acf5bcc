"""One request as it goes through states and time, and what must be said of each; judges no fact."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from contracts.calendar.due import TermUnit
from contracts.cases import ClockState
from contracts.catalogue import Catalogue, Metric, Priority, Service, Signal, SlaTerm
from contracts.lifecycle import END, REOPENED, TABLE, Actor, State
from services.ledger.reference.clock import Clock
from services.ledger.reference.clocks import Clocks
from services.ledger.reference.family import Family, PartSeen
from services.ledger.reference.ground import Ground
from services.ledger.reference.heard import Document
from services.ledger.reference.ladder import Ladder, Rung
from services.ledger.reference.said import Cause, Expected, Moved, PutAway, Ticked
from services.ledger.reference.trails import trail
from services.ledger.reference.turns import Turn, spent, take_turn

SIGNALS: dict[State, tuple[Signal, ...]] = {
    State.NEEDS_INFORMATION: (Signal.ASKED,),
    State.ROUTED: (Signal.ROUTED,),
    State.RESOLVED: (Signal.RESOLVED,),
    State.REJECTED: (Signal.REJECTED, Signal.ENDED),
    State.CLOSED: (Signal.ENDED,),
    State.REFERRED_OUT: (Signal.REFERRED_OUT, Signal.ENDED),
    State.DUPLICATE: (Signal.DUPLICATE, Signal.ENDED),
    State.WITHDRAWN: (Signal.WITHDRAWN, Signal.ENDED),
}
"""What the clocks hear when a state is entered, in order."""

REST: Final = timedelta(days=30)
"""How long an ended request lies before it is put away, city time."""

NOT_VERIFIED = (State.RECEIVED, State.NEEDS_INFORMATION)
"""Leaving these for any other state ends the verification; to withdraw does not."""


class Words(NamedTuple):
    """What goes with a move."""

    native: str | None = None
    outcome: str | None = None
    reason: str | None = None


SILENT = Words()
UNANSWERED = Words(outcome="not_completed_by_reporter", reason="not-completed-by-reporter")
"""What is said of a request whose reporter did not answer in time."""


Mark = tuple[datetime, int | None]
"""How new an agency's last applied report was: when, and its own sequence number."""


@dataclass(slots=True)
class Story:
    """A request that was submitted; `cause` is the record that moves it now."""

    ground: Ground
    catalogue: Catalogue
    asked: Document
    cause: Cause
    said: list[Expected]
    tell: Callable[..., int]
    """Tells another request something: to whom, the kind, when; the number it was told under."""
    state: State | None = None
    agency: str | None = None
    helpers: tuple[str, ...] = ()
    outcome: str | None = None
    came_from: State | None = None
    consent_due: datetime | None = None
    resolved_at: datetime | None = None
    """Since when silence counts, while it is resolved."""
    ended_at: datetime | None = None
    cycle_began: datetime | None = None
    hops: int = 0
    family: Family = field(default_factory=Family)
    turns: list[Turn] = field(default_factory=list)
    asked_days: int | None = None
    """The extension its agency waits for."""
    away_at: datetime | None = None
    """When it was put away: nothing is said of it afterwards."""
    marks: dict[str, Mark] = field(default_factory=dict)
    ruled: dict[str, tuple[SlaTerm, ...]] = field(default_factory=dict)
    """A policy's terms, where an operator had them read from a later version."""
    told_states: list[tuple[datetime, State | None]] = field(default_factory=list)
    """What was said of its state in this cycle; nothing for its reporter's answer."""
    service: Service = field(init=False)
    clocks: Clocks = field(init=False)
    ladder: Ladder = field(init=False)

    def __post_init__(self) -> None:
        self.ladder = Ladder(self.catalogue, self.asked)
        self.service, _ = self.ground.service(self.catalogue, self.asked["service"])
        self.clocks = Clocks(
            terms=(),
            priority=Priority(self.asked["priority"]),
            walk=lambda calendar: self.ground.walk(self.catalogue, calendar),
            tick=self._tick,
            city_days=self._working_days,
            ladder=self.ladder,
        )

    @property
    def submitter(self) -> str:
        """Who brought it."""
        found: str = self.asked["origin"]["agency"]
        return found

    def go(self, target: State, actor: Actor, at: datetime, words: Words = SILENT) -> bool:
        """Walk there on an actor's word, all at one instant; False where no trail leads."""
        found = None if self.state is None else trail(self.state, target, actor)
        if found is None:
            return False
        for passed in found[:-1]:
            self.enter(passed, at, implied=True)
        if found:
            self.enter(target, at, words)
        return True

    def read_terms(self) -> None:
        """Which terms begin from now on: a part's are its agency's, a whole's no office's own."""
        accepted = {policy.code: policy for policy in self.catalogue.policies}
        names: Iterable[str] = self.service.policies
        if self.family.whole is not None:
            marked = [one for one in self.catalogue.policies if one.parts]
            own = [one.code for one in marked if one.agency == self.agency]
            names = own or [one.code for one in marked if one.agency is None]
        rows = [row for code in names for row in self.ruled.get(code, accepted[code].terms)]
        whole = bool(self.family.parts)
        self.clocks.terms = tuple(row for row in rows if not (whole and row.kind == "ola"))

    def enter(
        self, state: State, at: datetime, words: Words = SILENT, *, implied: bool = False
    ) -> None:
        """Be in a state from an instant on."""
        previous, self.state = self.state, state
        self.told_states.append((at, state))
        told = self.told(words)
        self.outcome = told.outcome or self.outcome
        self.came_from = previous if state is State.NEEDS_INFORMATION else None
        self.resolved_at = at if state is State.RESOLVED else None
        silent = self.resolved_at is not None and self.family.whole is None
        self.consent_due = self.silence(at) if silent else None
        self.ended_at = at if TABLE[state].rank == END else None
        of, cycle = self.agency, self.clocks.cycle
        take_turn(self, previous, at)
        came_to = None if TABLE[state].rank < END else spent(self, at)
        said = (told.native, self.outcome, told.reason, cycle, self.family.whole, came_to)
        self.said.append(Expected(self.cause, Moved(at, previous, state, implied, of, *said)))
        if previous in NOT_VERIFIED and state not in (*NOT_VERIFIED, State.WITHDRAWN):
            self.clocks.signal(Signal.LEFT_RECEIVED, at)
        if previous is State.NEEDS_INFORMATION and TABLE[state].rank < END:
            self.clocks.signal(Signal.ANSWERED, at)
        for signal in SIGNALS.get(state, ()):
            self.clocks.signal(signal, at)
        self.clocks.enter(state, at, words.reason)
        if self.ended_at is not None:
            self.tell_parts(state, at, words.reason)

    def tell_parts(self, state: State, at: datetime, reason: str | None = None) -> None:
        """Every part hears where its whole stands."""
        for part in self.family.parts:
            self.tell_part(part, state, at, reason)

    def tell_part(
        self, part: PartSeen, state: State, at: datetime, reason: str | None = None
    ) -> None:
        """One part hears it, and is taken to go back to work where it must."""
        rests = self._rested() if TABLE[state].rank == END else None
        reason = None if self.asked.get("confidential") else reason
        more = {"state": state.value, "reason": reason, "archive_due": rests}
        part.told = self.tell(part.request, "whole-moved", at, **more)
        if state is State.IN_PROGRESS and part.state in (State.RESOLVED, *REOPENED):
            part.state, part.at = state, at

    def told(self, words: Words) -> Words:
        """Words; none of a confidential request."""
        return SILENT if self.asked.get("confidential") else words

    def next_deadline(self, *, may_rest: bool) -> datetime | None:
        """The next instant at which something happens by itself; rested, it is put away."""
        if self.away_at is not None:
            return None
        ends = (self.consent_due, self._rested() if may_rest else None)
        return min((*self.clocks.deadlines(), *(at for at in ends if at)), default=None)

    def fall_due(self, due: datetime, *, may_rest: bool) -> None:
        """What is due at an instant happens at that instant."""
        unanswered = False
        for clock in list(self.clocks.all):
            if clock.next_deadline == due:
                before = clock.state
                clock.reach(due, inclusive=True)
                late = clock.state is ClockState.BREACHED is not before
                unanswered |= late and clock.term.metric is Metric.REPORTER_ANSWER
        if unanswered:
            self.go(State.REJECTED, Actor.TIMER, due, UNANSWERED)
        if self.consent_due == due:
            self.go(State.CLOSED, Actor.TIMER, due, Words(reason="silent-consent"))
        if may_rest and self._rested() == due:
            self.away_at = due
            self.said.append(Expected(self.cause, PutAway(due)))

    def _rested(self) -> datetime | None:
        """When what has ended is put away: a while after it cannot be opened again any more.

        A part is when its whole is; nothing is while another request is asked whether it takes it.
        """
        if self.family.waits_for is not None:
            return None
        if self.family.whole is not None:
            return self.family.rests_at if self.ended_at is not None else None
        return None if self.ended_at is None else (self.open_until() or self.ended_at) + REST

    def silence(self, at: datetime) -> datetime:
        """When silence is consent."""
        return self._working_days(at, self.service.closure.silent_consent_working_days)

    def open_until(self) -> datetime | None:
        """Until when it may be opened again; None where it may not."""
        days = self.service.closure.reopen_window_working_days
        never = self.state not in REOPENED or self.family.whole is not None
        if never or self.ended_at is None or days is None:
            return None
        return self._working_days(self.ended_at, days)

    def _working_days(self, at: datetime, days: int) -> datetime:
        walk = self.clocks.citys(self.catalogue.calendars[0].id)
        return walk.due(at, days, TermUnit.WORKING_DAYS).due

    def _tick(
        self, clock: Clock, kind: str, at: datetime | None, rung: Rung | None = None, **more: Any
    ) -> None:
        """A clock did something."""
        at = at or self.cause.received_at
        if rung is not None:
            more = clock.ladder.says(clock.term, clock.office, rung, self.agency)
        if kind == "paused" and self.asked.get("confidential"):
            more["because"] = None
        if kind in ("met", "stopped"):
            more["outcome"] = self.outcome
        term, cycle = clock.term, self.clocks.cycle
        who = (term.metric, term.policy, self.agency)
        ticked = Ticked(at, kind, *who, clock.due, clock.provisional, cycle, **more)
        self.said.append(Expected(self.cause, ticked))
