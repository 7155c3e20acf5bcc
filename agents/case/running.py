"""One clock: started, fired, paused, met, breached; says each thing once; city time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from agents.case.making import changed, made
from agents.case.telling import Telling
from contracts.calendar import WorkingTime
from contracts.cases import Clock, ClockState, Stood
from contracts.catalogue import Signal, SlaTerm
from contracts.lifecycle import State
from contracts.sla import (
    ClockBreached,
    ClockCancelled,
    ClockEvent,
    ClockMet,
    ClockPaused,
    ClockRecomputed,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    ClockWarned,
)
from contracts.topics import SLA


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
    )
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


def fire(telling: Telling, clock: Clock, until: datetime) -> Clock:
    """Emit the warnings and the breach of a clock that fell strictly before an instant."""
    if clock.state is not ClockState.RUNNING:
        return clock
    fired = [(share, at) for share, at in clock.warnings if at < until]
    if fired:
        clock = put(telling, clock, warnings=clock.warnings[len(fired) :])
        for share, at in fired:
            tell(telling, ClockWarned, clock, at, fraction=share)
    if clock.due < until:
        clock = put(telling, clock, state=ClockState.BREACHED)
        tell(telling, ClockBreached, clock, clock.due)
    return clock


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
    clock = put(telling, clock, state=ended, ended_at=at)
    tell(telling, ClockStopped if late else ClockMet, clock, at, used_seconds=used)


def cancel(telling: Telling, clock: Clock, at: datetime, kind: Signal) -> None:
    """The promise ends without being kept or broken."""
    clock = fire(telling, clock, at)
    still = {"paused_at": None, "paused_in": None}
    clock = put(telling, clock, state=ClockState.CANCELLED, **still, ended_at=at, warnings=())
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


def time_of(telling: Telling, term: SlaTerm, clock: Clock | None = None) -> WorkingTime:
    """The calendar a term runs by; for a clock, as it stood when that was computed last."""
    return telling.working_time(term, clock)


def put(telling: Telling, clock: Clock, **fields: Any) -> Clock:
    """A clock of the case with some parts replaced."""
    now = changed(clock, **fields)
    clocks = tuple(now if one is clock else one for one in telling.case.clocks)
    telling.change(clocks=clocks)
    return now


def tell(
    telling: Telling, kind: type[ClockEvent], clock: Clock, at: datetime, **fields: Any
) -> None:
    """Say what a clock did, with what all events of clocks share."""
    telling.tell(
        SLA,
        kind,
        at,
        metric=clock.metric,
        term=telling.term(clock).kind,
        policy=clock.policy,
        priority=telling.request.priority,
        agency=telling.case.agency,
        due=clock.due,
        provisional=clock.provisional,
        **fields,
    )
