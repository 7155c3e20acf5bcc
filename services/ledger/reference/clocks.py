"""The clocks of one request, each a term that runs, stands still and ends; slow and apart."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from contracts.cases import ClockState
from contracts.catalogue import Metric, Priority, Signal, SlaTerm
from contracts.lifecycle import State
from services.ledger.reference.walk import Walk

Tick = Callable[..., None]
"""Says what a clock did: the clock, the kind, the instant, and what that kind adds."""

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
    paused_seconds: int = 0
    ended_at: datetime | None = None
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    """From when to when its time did not count."""

    @property
    def owed(self) -> bool:
        """Whether the city still owes what it measures."""
        return self.state in _OWED

    @property
    def next_deadline(self) -> datetime | None:
        """The next instant at which it has something to say by itself."""
        if self.state is not ClockState.RUNNING:
            return None
        return min([self.due, *(at for _, at in self.warnings)])

    def reach(self, until: datetime, *, inclusive: bool = False) -> None:
        """Let what fell before an instant happen: warnings, then the breach."""
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
        at = self._no_earlier(at)
        self.reach(at)
        if self.state is ClockState.PAUSED:
            self.resume(at)
        late = self.state is ClockState.BREACHED
        self.state, self.ended_at = ClockState.STOPPED if late else ClockState.MET, at
        whole = self.walk.used(self.term.unit, self.started_at, at)
        used = max(0, whole - self.paused_seconds)
        self.tick(self, "stopped" if late else "met", at, used_seconds=used)

    def cancel(self, at: datetime, because: Signal) -> None:
        """The promise is over, neither kept nor broken."""
        at = self._no_earlier(at)
        self.reach(at)
        self.state = ClockState.CANCELLED
        self.tick(self, "cancelled", at, because=because.value)

    def pause(self, at: datetime, state: State) -> None:
        """Stand still, unless the due date passed before."""
        at = max(at, self.started_at)
        self.reach(at)
        if self.state is ClockState.RUNNING:
            self.state, self.paused_at = ClockState.PAUSED, at
            self.tick(self, "paused", at, reason=state.value)

    def resume(self, at: datetime) -> None:
        """Go on; the due date and what is still to warn of move by the pause."""
        since, unit, before = self.paused_at or at, self.term.unit, self.due
        at = max(at, since)
        self.due = self.walk.shift(before, since, at, unit)
        self.warnings = [(f, self.walk.shift(w, since, at, unit)) for f, w in self.warnings]
        self.paused_seconds += self.walk.used(unit, since, at)
        self.pauses.append((since, at))
        self.state, self.paused_at = ClockState.RUNNING, None
        self.tick(self, "resumed", at, paused_at=since, previous_due=before)

    def take_back(self, at: datetime, because: str) -> None:
        """What ended it holds no more: it runs again, and the time between does not count.

        One that was late stays late.
        """
        since, unit, before = self.ended_at or at, self.term.unit, self.due
        at, ended = max(at, since), self.state
        self.warnings = [(f, self.walk.shift(w, since, at, unit)) for f, w in self.warnings]
        self.paused_seconds += self.walk.used(unit, since, at)
        self.pauses.append((since, at))
        self.state, self.ended_at = ClockState.BREACHED, None
        if ended is ClockState.MET:
            self.state, self.due = ClockState.RUNNING, self.walk.shift(before, since, at, unit)
        said = {"state": self.state.value, "previous_state": ended.value, "because": because}
        self.tick(self, "recomputed", at, previous_due=before, **said)

    def stands_still(self, state: State, reason: str | None) -> bool:
        """Whether its term lets it pause in a state, for this reason where it names some."""
        rows = [row for row in self.term.pause_on if row.state is state]
        return any(not row.reasons or reason in row.reasons for row in rows)

    def _no_earlier(self, at: datetime) -> datetime:
        """A claim of the past ends nothing before it began, or before its pause did."""
        return max(at, self.paused_at or self.started_at)


class Later(NamedTuple):
    """Calendars of a later version, for a policy's clocks or for those by a calendar."""

    policy: str | None
    calendar: str | None
    walks: dict[str, Walk]


@dataclass(slots=True)
class Clocks:
    """All clocks of a request, in the order they were started."""

    terms: tuple[SlaTerm, ...]
    priority: Priority
    walk: Callable[[str], Walk]
    """A calendar by its name."""
    tick: Tick
    cycle: int = 1
    all: list[Clock] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)
    """What an operator had computed anew, the last word last."""

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
        """Pause and resume what a state, entered for a reason, pauses and does not."""
        for clock in self._now():
            still = clock.stands_still(state, reason)
            if clock.state is ClockState.RUNNING and still:
                clock.pause(at, state)
            elif clock.state is ClockState.PAUSED and not still:
                clock.resume(at)

    def deadlines(self) -> Iterator[datetime]:
        """The next instant of every clock that has one."""
        found = (clock.next_deadline for clock in self.all)
        return (at for at in found if at is not None)

    def _start(self, term: SlaTerm, at: datetime) -> None:
        walk = self._walk(term)
        due, provisional = walk.due(at, term.targets[self.priority], term.unit, term.day_count)
        warnings = [(f, walk.share(at, due, f, term.unit)) for f in term.warn_at]
        clock = Clock(term, walk, self.tick, at, due, provisional, warnings, self.cycle)
        self.all.append(clock)
        self.tick(clock, "started", at)

    def _walk(self, term: SlaTerm) -> Walk:
        """The calendar of a term that begins now: of the last word about it or its policy."""
        for one in reversed(self.later):
            if one.policy == term.policy or one.calendar == term.calendar:
                found = one.walks.get(term.calendar)
                if found is not None:
                    return found
        return self.walk(term.calendar)
