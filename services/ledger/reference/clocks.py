"""The clocks of one request, each a term that runs, stands still and ends; slow and apart."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from contracts.cases import ClockState
from contracts.catalogue import Metric, Pause, Priority, Signal, SlaTerm
from contracts.lifecycle import State
from services.ledger.reference.walk import Walk

Tick = Callable[..., None]
"""Says what a clock did: the clock, the kind, the instant, and what that kind adds.

Without an instant it is that of the record behind it.
"""

_OWED = (ClockState.RUNNING, ClockState.PAUSED, ClockState.BREACHED)
_DONE = (ClockState.MET, ClockState.STOPPED)
_ANEW = (Metric.RESOLUTION,)
"""What is promised once more when a request is opened again."""


@dataclass(slots=True, eq=False)
class Clock:
    """One promise while it is kept, broken or given up."""

    term: SlaTerm
    walk: Walk
    tick: Tick
    started_at: datetime
    due: datetime
    provisional: bool
    warnings: list[tuple[float, datetime]]
    cycle: int
    state: ClockState = ClockState.RUNNING
    paused_at: datetime | None = None
    pause_ends: datetime | None = None
    paused_seconds: int = 0
    ran_from: datetime | None = None
    ended_at: datetime | None = None
    extended: int = 0
    """Days it was extended by in all."""

    @property
    def owed(self) -> bool:
        """Whether the city still owes what it measures."""
        return self.state in _OWED

    @property
    def next_deadline(self) -> datetime | None:
        """The next instant at which it has something to say by itself."""
        if self.state is ClockState.PAUSED:
            return self.pause_ends
        if self.state is not ClockState.RUNNING:
            return None
        return min([self.due, *(at for _, at in self.warnings)])

    def reach(self, until: datetime, *, inclusive: bool = False) -> None:
        """Let what fell before an instant happen: a pause's end, warnings, then the breach."""
        over = self.pause_ends
        if over is not None and (over < until or (inclusive and over == until)):
            self.resume(over, "cap")
        if self.state is not ClockState.RUNNING:
            return
        for fraction, at in list(self.warnings):
            if at < until or (inclusive and at == until):
                self.warnings.remove((fraction, at))
                self.tick(self, "warned", at, fraction=fraction)
        if self.due < until or (inclusive and self.due == until):
            self.state = ClockState.BREACHED
            self.tick(self, "breached", self.due)

    def stop(self, at: datetime) -> None:
        """What was promised was done."""
        at = self.no_earlier(at)
        self.reach(at)
        if self.state is ClockState.PAUSED:
            self.resume(at)
        self._was_in_time(at)
        late = self.state is ClockState.BREACHED
        self.state, self.ended_at = ClockState.STOPPED if late else ClockState.MET, at
        whole = self.walk.used(self.term.unit, self.started_at, at)
        used = max(0, whole - self.paused_seconds)
        self.tick(self, "stopped" if late else "met", at, used_seconds=used)

    def cancel(self, at: datetime, because: Signal) -> None:
        """The promise is over, neither kept nor broken."""
        at = self.no_earlier(at)
        self.reach(at)
        self._was_in_time(at)
        self.state, self.pause_ends = ClockState.CANCELLED, None
        self.tick(self, "cancelled", at, because=because.value)

    def pause(self, at: datetime, row: Pause, cap: datetime | None, because: str | None) -> None:
        """Stand still until the cap at most, unless the due date passed before."""
        self.reach(at)
        self._was_in_time(at)
        if self.state is ClockState.RUNNING:
            self.state, self.paused_at, self.pause_ends = ClockState.PAUSED, at, cap
            why = {"reason": row.state.value, "because": because}
            self.tick(self, "paused", at, **why, owner=row.owner, until=cap)

    def resume(self, at: datetime, because: str | None = None) -> None:
        """Go on; the due date and what is still to warn of move by the pause."""
        since, unit, before = self.paused_at or at, self.term.unit, self.due
        at = max(at, since)
        self.due = self.walk.shift(before, since, at, unit)
        self.warnings = [(f, self.walk.shift(w, since, at, unit)) for f, w in self.warnings]
        self.paused_seconds += self.walk.used(unit, since, at)
        self.state, self.paused_at, self.pause_ends = ClockState.RUNNING, None, None
        self.ran_from = at
        self.tick(self, "resumed", at, paused_at=since, previous_due=before, because=because)

    def take_back(self, at: datetime, because: str) -> None:
        """What ended it holds no more: it runs again, and the time between does not count.

        One that was late stays late.
        """
        since, unit, before = self.ended_at or at, self.term.unit, self.due
        at, ended = max(at, since), self.state
        self.warnings = [(f, self.walk.shift(w, since, at, unit)) for f, w in self.warnings]
        self.paused_seconds += self.walk.used(unit, since, at)
        self.state, self.ended_at, self.ran_from = ClockState.BREACHED, None, at
        if ended is ClockState.MET:
            self.state, self.due = ClockState.RUNNING, self.walk.shift(before, since, at, unit)
        said = {"state": self.state.value, "previous_state": ended.value, "because": because}
        self.tick(self, "recomputed", at, previous_due=before, **said)

    def extend(self, days: int, role: str, at: datetime) -> None:
        """It is due so many days later, and so is what is still to warn of."""
        self.reach(at)
        before, unit = self.due, self.term.unit
        self.due = self.walk.days_later(before, days, unit)
        self.warnings = [(f, self.walk.days_later(w, days, unit)) for f, w in self.warnings]
        self.extended += days
        self.tick(self, "extended", at, previous_due=before, days=days, role=role)

    def _was_in_time(self, at: datetime) -> None:
        """What happened by the due date was not late, though that was said before it was known."""
        before = self.state
        if before in (ClockState.BREACHED, ClockState.STOPPED) and at <= self.due:
            self.state, self.ended_at = ClockState.RUNNING, None
            said = {"state": "running", "previous_state": before.value, "because": "told-late"}
            self.tick(self, "recomputed", None, previous_due=self.due, **said)

    def stands_still(self, state: State, reason: str | None) -> Pause | None:
        """How its term lets it pause in a state, for this reason where it names some."""
        for row in self.term.pause_on:
            if row.state is state and (not row.reasons or reason in row.reasons):
                return row
        return None

    def no_earlier(self, at: datetime) -> datetime:
        """A claim of the past changes nothing before it began, went on, or began to stand still."""
        return max(at, self.paused_at or self.ran_from or self.started_at)


@dataclass(slots=True)
class Clocks:
    """All clocks of a request, in the order they were started."""

    terms: tuple[SlaTerm, ...]
    priority: Priority
    walk: Callable[[str], Walk]
    """A calendar by its name."""
    tick: Tick
    city_days: Callable[[datetime, int], datetime]
    """So many of the city's working days after an instant."""
    cycle: int = 1
    all: list[Clock] = field(default_factory=list)

    def signal(self, kind: Signal, at: datetime) -> None:
        """End what a signal ends, then start what it starts and does not run or has not run.

        An office's own promise ends with the office, and begins anew with the next.
        """
        for clock in [one for one in self._now() if one.owed]:
            own = clock.term.kind == "ola" and kind is Signal.HANDED_OVER
            if kind in clock.term.stop_on:
                clock.stop(at)
            elif own or kind in clock.term.cancel_on:
                clock.cancel(at, kind)
        for term in self.terms:
            anew = kind is Signal.REOPENED and term.metric in _ANEW
            if (anew or kind in term.start_on) and not any(map(self._keeps(term), self.all)):
                self._start(term, at)

    def take_back(self, kind: Signal, at: datetime, because: str) -> None:
        """What a signal ended goes on."""
        for clock in self._now():
            if clock.state in _DONE and kind in clock.term.stop_on:
                clock.take_back(at, because)

    def _now(self) -> list[Clock]:
        """The clocks of this cycle."""
        return [clock for clock in self.all if clock.cycle == self.cycle]

    def _keeps(self, term: SlaTerm) -> Callable[[Clock], bool]:
        """Whether a clock is this term's, so that no other need begin."""

        def keeps(clock: Clock) -> bool:
            same = (clock.term.metric, clock.term.policy) == (term.metric, term.policy)
            here = clock.cycle == self.cycle or term.metric not in _ANEW
            return same and here and (clock.owed or term.kind != "ola")

        return keeps

    def enter(self, state: State, at: datetime, reason: str | None) -> None:
        """What stood still in the state before goes on; what does in this one, stands still."""
        for clock in self._now():
            if clock.owed:
                self._settle(clock, clock.stands_still(state, reason), at, reason)

    def _settle(self, clock: Clock, row: Pause | None, at: datetime, reason: str | None) -> None:
        at = clock.no_earlier(at)
        if clock.state is ClockState.PAUSED:
            clock.reach(at)
        if clock.state is ClockState.PAUSED:
            clock.resume(at)
        if row is not None:
            days = row.cap_working_days
            clock.pause(at, row, None if days is None else self.city_days(at, days), reason)

    def told_late(self, kind: Signal, at: datetime) -> None:
        """An older word ends what is still owed, and what was done in time was done in time."""
        for clock in self._now():
            since = clock.no_earlier(at)
            in_time = clock.state is ClockState.STOPPED and since <= clock.due
            if kind in clock.term.stop_on and (clock.owed or in_time):
                clock.stop(since)

    def deadlines(self) -> Iterator[datetime]:
        """The next instant of every clock that has one."""
        found = (clock.next_deadline for clock in self.all)
        return (at for at in found if at is not None)

    def _start(self, term: SlaTerm, at: datetime) -> None:
        walk = self.walk(term.calendar)
        due, provisional = walk.due(at, term.targets[self.priority], term.unit, term.day_count)
        warnings = [(f, walk.share(at, due, f, term.unit)) for f in term.warn_at]
        clock = Clock(term, walk, self.tick, at, due, provisional, warnings, self.cycle)
        self.all.append(clock)
        self.tick(clock, "started", at)
