"""The clocks of a request as a fold over signals: start, warn, pause, breach, meet; city time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from agents.case.making import changed, made
from agents.case.telling import Telling
from contracts.calendar import WorkingTime
from contracts.cases import Clock, ClockState
from contracts.catalogue import Metric, Signal, SlaTerm
from contracts.lifecycle import State
from contracts.sla import (
    ClockBreached,
    ClockCancelled,
    ClockEvent,
    ClockMet,
    ClockPaused,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    ClockWarned,
)
from contracts.topics import SLA

OWED = frozenset({ClockState.RUNNING, ClockState.PAUSED, ClockState.BREACHED})
"""States in which the city still owes what the clock measures."""


def signal(telling: Telling, kind: Signal, at: datetime) -> None:
    """End the owed clocks a signal stops or cancels, then start those that begin with it."""
    for clock in telling.case.clocks:
        if clock.state not in OWED:
            continue
        term = telling.term(clock)
        if kind in term.stop_on:
            _stop(telling, clock, _not_before(clock, at))
        elif kind in term.cancel_on:
            _cancel(telling, clock, _not_before(clock, at), kind)
    known = {clock.metric for clock in telling.case.clocks}
    for term in telling.terms():
        if kind in term.start_on and term.metric not in known:
            _start(telling, term, at)


def _not_before(clock: Clock, at: datetime) -> datetime:
    """A claim of the past ends a clock no earlier than it began, or than its pause did."""
    return max(at, clock.paused_at or clock.started_at)


def _start(telling: Telling, term: SlaTerm, at: datetime) -> None:
    time = _time(telling, term)
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
    )
    telling.change(clocks=(*telling.case.clocks, clock))
    _tell(
        telling,
        ClockStarted,
        clock,
        at,
        value=value,
        unit=term.unit,
        legal_basis=term.legal_basis,
        explanation=found,
    )


def enter(telling: Telling, state: State, at: datetime, reason: str | None) -> None:
    """Pause what stands still in a state for this reason, resume what does not."""
    for clock in telling.case.clocks:
        if clock.state is ClockState.RUNNING and _stands_still(telling, clock, state, reason):
            _pause(telling, clock, max(at, clock.started_at), state)
        elif clock.state is ClockState.PAUSED and not _stands_still(telling, clock, state, reason):
            _resume(telling, clock, at)


def _stands_still(telling: Telling, clock: Clock, state: State, reason: str | None) -> bool:
    """Whether its policy lets a clock pause in a state, for this reason where it names some."""
    return any(
        pause.state is state and (not pause.reasons or reason in pause.reasons)
        for pause in telling.term(clock).pause_on
    )


def deadlines(clock: Clock) -> Iterator[datetime]:
    """The instants at which something is owed of a clock."""
    if clock.state is ClockState.RUNNING:
        yield from (at for _, at in clock.warnings)
        yield clock.due


def fire(telling: Telling, metric: Metric, until: datetime) -> None:
    """Emit the warnings and the breach of a clock that fell strictly before an instant."""
    clock = _now(telling, metric)
    if clock.state is not ClockState.RUNNING:
        return
    fired = [(share, at) for share, at in clock.warnings if at < until]
    if fired:
        clock = _put(telling, clock, warnings=clock.warnings[len(fired) :])
        for share, at in fired:
            _tell(telling, ClockWarned, clock, at, fraction=share)
    if clock.due < until:
        clock = _put(telling, clock, state=ClockState.BREACHED)
        _tell(telling, ClockBreached, clock, clock.due)


def _stop(telling: Telling, clock: Clock, at: datetime) -> None:
    fire(telling, clock.metric, at)
    clock = _now(telling, clock.metric)
    if clock.state is ClockState.PAUSED:
        clock = _resume(telling, clock, at)
    late = clock.state is ClockState.BREACHED
    term = telling.term(clock)
    elapsed = _time(telling, term).elapsed(term.unit, clock.started_at, at)
    used = max(0, elapsed - clock.paused_seconds)
    ended = ClockState.STOPPED if late else ClockState.MET
    clock = _put(telling, clock, state=ended, ended_at=at, warnings=())
    _tell(telling, ClockStopped if late else ClockMet, clock, at, used_seconds=used)


def _cancel(telling: Telling, clock: Clock, at: datetime, kind: Signal) -> None:
    fire(telling, clock.metric, at)
    clock = _now(telling, clock.metric)
    clock = _put(
        telling, clock, state=ClockState.CANCELLED, paused_at=None, ended_at=at, warnings=()
    )
    _tell(telling, ClockCancelled, clock, at, because=kind.value)


def _pause(telling: Telling, clock: Clock, at: datetime, state: State) -> None:
    fire(telling, clock.metric, at)
    clock = _now(telling, clock.metric)
    if clock.state is ClockState.RUNNING:
        clock = _put(telling, clock, state=ClockState.PAUSED, paused_at=at)
        _tell(telling, ClockPaused, clock, at, reason=state.value)


def _resume(telling: Telling, clock: Clock, at: datetime) -> Clock:
    since = clock.paused_at or at
    at = max(at, since)
    term = telling.term(clock)
    time, unit = _time(telling, term), term.unit
    due = time.shift(clock.due, since, at, unit)
    warnings = tuple(
        (share, time.shift(instant, since, at, unit)) for share, instant in clock.warnings
    )
    resumed = _put(
        telling,
        clock,
        state=ClockState.RUNNING,
        paused_at=None,
        paused_seconds=clock.paused_seconds + time.elapsed(unit, since, at),
        due=due,
        warnings=warnings,
    )
    _tell(telling, ClockResumed, resumed, at, paused_at=since, previous_due=clock.due)
    return resumed


def _time(telling: Telling, term: SlaTerm) -> WorkingTime:
    return telling.catalogue.working_time[term.calendar]


def _now(telling: Telling, metric: Metric) -> Clock:
    return next(clock for clock in telling.case.clocks if clock.metric is metric)


def _put(telling: Telling, clock: Clock, **fields: Any) -> Clock:
    now = changed(clock, **fields)
    clocks = tuple(now if one is clock else one for one in telling.case.clocks)
    telling.change(clocks=clocks)
    return now


def _tell(
    telling: Telling, kind: type[ClockEvent], clock: Clock, at: datetime, **fields: Any
) -> None:
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
