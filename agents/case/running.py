"""One clock: started, fired, paused, met, breached; says each thing once; city time."""

from collections.abc import Iterator
from datetime import datetime

from agents.case.climbing import climb, send, wait_for_work
from agents.case.escalation import before_due, once_due
from agents.case.making import changed, made
from agents.case.prompting import remind
from agents.case.telling import Telling
from agents.case.ticking import put, tell, time_of
from contracts.called import Waits
from contracts.cases import Clock, ClockState, Stood
from contracts.catalogue import Signal, SlaTerm
from contracts.lifecycle import State
from contracts.sla import (
    ClockBreached,
    ClockCancelled,
    ClockMet,
    ClockPaused,
    ClockRecomputed,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    ClockWarned,
)

_GOING = frozenset({ClockState.RUNNING, ClockState.BREACHED})
"""States in which a clock has deadlines: what stands still or has ended owes nothing by itself."""


def start(telling: Telling, term: SlaTerm, at: datetime) -> None:
    """A promise begins to run, and says when it is due and why then."""
    time = time_of(telling, term)
    value = term.targets[telling.request.priority]
    found = time.due(at, value, term.unit, term.day_count)
    clock = made(
        Clock,
        metric=term.metric,
        policy=term.policy,
        state=ClockState.RUNNING,
        started_at=at,
        due=found.due,
        provisional=found.provisional,
        warnings=tuple(
            (share, time.at_fraction(at, found.due, share, term.unit)) for share in term.warn_at
        ),
        cycle=telling.case.cycle,
        ruled=len(telling.case.ruled),
        waits=None if telling.case.taken_up else Waits(at, 0),
    )
    clock = changed(clock, ahead=before_due(telling, clock, found.due))
    telling.change(clocks=(*telling.case.clocks, clock))
    tell(
        telling,
        ClockStarted,
        clock,
        at,
        value=value,
        unit=term.unit,
        legal_basis=term.legal_basis,
        explanation=found,
    )


def deadlines(clock: Clock) -> Iterator[datetime]:
    """The instants at which something is owed of a clock."""
    if clock.state is ClockState.RUNNING:
        yield from (at for _, at in clock.warnings)
        yield clock.due
    if clock.state in _GOING:
        yield from (one.at for one in clock.ahead)
        yield from (one.at for one in clock.unsent)


def fire(telling: Telling, clock: Clock, until: datetime, *, reminds: bool = True) -> Clock:
    """Emit what of a clock fell strictly before an instant, each at its own time, in order."""
    while (due := min(deadlines(clock), default=until)) < until:
        clock = _fall_due(telling, clock, due, reminds=reminds)
    return clock


def _fall_due(telling: Telling, clock: Clock, due: datetime, *, reminds: bool) -> Clock:
    """Warnings first, then the breach, then who is called upon, then messages that waited."""
    while clock.warnings and clock.warnings[0][1] <= due and clock.state is ClockState.RUNNING:
        (share, at), *left = clock.warnings
        clock = put(telling, clock, warnings=tuple(left))
        tell(telling, ClockWarned, clock, at, fraction=share)
        if reminds:
            remind(telling, clock, share, at)
    if clock.due <= due and clock.state is ClockState.RUNNING:
        ahead = once_due(telling, clock)
        clock = put(telling, clock, state=ClockState.BREACHED, ahead=ahead)
        tell(telling, ClockBreached, clock, clock.due)
    while clock.ahead and clock.ahead[0].at <= due:
        clock = climb(telling, clock)
    return send(telling, clock, due)


def stop(telling: Telling, clock: Clock, at: datetime) -> None:
    """What was promised is done: in time or late, after what was owed until then."""
    clock = fire(telling, clock, at)
    if clock.state is ClockState.PAUSED:
        clock = resume(telling, clock, at)
    late = clock.state is ClockState.BREACHED
    term = telling.term(clock)
    elapsed = time_of(telling, term, clock).elapsed(term.unit, clock.started_at, at)
    used = max(0, elapsed - clock.paused_seconds)
    ended = ClockState.STOPPED if late else ClockState.MET
    clock = put(telling, clock, state=ended, ended_at=at, unsent=())
    tell(telling, ClockStopped if late else ClockMet, clock, at, used_seconds=used)


def cancel(telling: Telling, clock: Clock, at: datetime, kind: Signal) -> None:
    """The promise ends without being kept or broken."""
    clock = fire(telling, clock, at)
    still = {"paused_at": None, "paused_in": None}
    owed = {"warnings": (), "ahead": (), "unsent": ()}
    clock = put(telling, clock, state=ClockState.CANCELLED, ended_at=at, **still, **owed)
    tell(telling, ClockCancelled, clock, at, because=kind.value)


def pause(telling: Telling, clock: Clock, at: datetime, state: State) -> None:
    """The clock stands still, unless it was overdue by then."""
    clock = fire(telling, clock, at)
    if clock.state is ClockState.RUNNING:
        clock = put(telling, clock, state=ClockState.PAUSED, paused_at=at, paused_in=state)
        tell(telling, ClockPaused, clock, at, reason=state.value)


def resume(telling: Telling, clock: Clock, at: datetime) -> Clock:
    """The clock goes on; all that it owes moves by the time it stood still."""
    since = clock.paused_at or at
    at = max(at, since)
    term = telling.term(clock)
    time, unit = time_of(telling, term, clock), term.unit
    due = time.shift(clock.due, since, at, unit)
    warnings = tuple(
        (share, time.shift(instant, since, at, unit)) for share, instant in clock.warnings
    )
    resumed = put(
        telling,
        clock,
        state=ClockState.RUNNING,
        paused_at=None,
        paused_seconds=clock.paused_seconds + time.elapsed(unit, since, at),
        pauses=_stood(clock, Stood(since, at, clock.paused_in or ClockState.PAUSED)),
        paused_in=None,
        due=due,
        warnings=warnings,
        ahead=tuple(one._replace(at=time.shift(one.at, since, at, unit)) for one in clock.ahead),
        unsent=wait_for_work(telling, clock, at),
    )
    tell(telling, ClockResumed, resumed, at, paused_at=since, previous_due=clock.due)
    return resumed


def go_on(telling: Telling, clock: Clock, at: datetime, because: str) -> None:
    """A clock that had ended runs again with the time it had used; the time between is free."""
    since = clock.ended_at or at
    at = max(at, since)
    met = clock.state is ClockState.MET
    term = telling.term(clock)
    time, unit = time_of(telling, term, clock), term.unit
    warnings = tuple((share, time.shift(one, since, at, unit)) for share, one in clock.warnings)
    now = put(
        telling,
        clock,
        state=ClockState.RUNNING if met else ClockState.BREACHED,
        due=time.shift(clock.due, since, at, unit) if met else clock.due,
        warnings=warnings,
        ahead=tuple(one._replace(at=time.shift(one.at, since, at, unit)) for one in clock.ahead),
        paused_seconds=clock.paused_seconds + time.elapsed(unit, since, at),
        pauses=_stood(clock, Stood(since, at, because)),
        ended_at=None,
    )
    tell(
        telling,
        ClockRecomputed,
        now,
        at,
        state=now.state.value,
        previous_state=clock.state.value,
        previous_due=clock.due,
        because=because,
    )


def _stood(clock: Clock, more: Stood) -> tuple[Stood, ...]:
    """Its pauses with one more; none where an earlier release kept no more than their sum."""
    return () if clock.paused_seconds and not clock.pauses else (*clock.pauses, more)
