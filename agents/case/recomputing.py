"""Open clocks computed anew by a later version: from when they began, pauses and used time kept.

What was due before the order was given is said first, by the terms of then: the past stays as it
was. What the new terms say should have been by now is said at once, at its own time.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from agents.case.clocks import OWED
from agents.case.making import changed
from agents.case.running import fire, put, tell, time_of
from agents.case.telling import Telling
from contracts.calendar import DueDate
from contracts.cases import Clock, ClockState, Ruled
from contracts.catalogue import SlaTerm
from contracts.orders import RecomputeOrdered
from contracts.sla import ClockRecomputed

POLICY_CHANGED, CALENDAR_CHANGED = "policy-changed", "calendar-changed"


class Anew(NamedTuple):
    """A clock as its terms have it now, and why it is due then but for its pauses."""

    clock: Clock
    term: SlaTerm
    found: DueDate


def recompute(telling: Telling, order: RecomputeOrdered, at: datetime) -> None:
    """Compute every open clock an order concerns anew; each that changes says so."""
    for clock in _concerned(telling, order):
        fire(telling, clock, at)
    before = list(_concerned(telling, order))
    telling.change(ruled=(*telling.case.ruled, _ruled(order)))
    for clock in before:
        anew = compute(telling, clock)
        if _differs(clock, anew.clock):
            _correct(telling, clock, anew, order, at)
        else:
            put(telling, clock, ruled=anew.clock.ruled)


def changes(telling: Telling, order: RecomputeOrdered) -> bool:
    """Whether an order would change any open clock; the case is left as it is."""
    before, concerned = telling.case.ruled, list(_concerned(telling, order))
    telling.change(ruled=(*before, _ruled(order)))
    found = any(_differs(clock, compute(telling, clock).clock) for clock in concerned)
    telling.change(ruled=before)
    return found


def _ruled(order: RecomputeOrdered) -> Ruled:
    return Ruled(catalogue=order.catalogue, policy=order.policy, calendar=order.calendar)


def _concerned(telling: Telling, order: RecomputeOrdered) -> Iterator[Clock]:
    """The clocks of this cycle that are still owed, of the policy or by the calendar.

    One that stood still before its pauses were kept one by one is left as it is.
    """
    for clock in telling.case.clocks:
        if clock.cycle != telling.case.cycle or clock.state not in OWED:
            continue
        if clock.paused_seconds and not clock.pauses:
            continue
        by = telling.term(clock).calendar
        if clock.policy == order.policy or (order.calendar is not None and by == order.calendar):
            yield clock


def compute(telling: Telling, clock: Clock) -> Anew:
    """A clock from its beginning by the terms that hold now.

    A share it warned of, or a smaller one, it does not warn of again. A pause that began after the
    due date counts for nothing, as no clock pauses then.
    """
    warned = {*telling.term(clock).warn_at} - {share for share, _ in clock.warnings}
    said = max(warned, default=0)
    now = changed(clock, ruled=len(telling.case.ruled))
    term = telling.term(now)
    time, unit, since = time_of(telling, term, now), term.unit, clock.started_at
    found = time.due(since, term.targets[telling.request.priority], unit, term.day_count)
    owed = {
        share: time.at_fraction(since, found.due, share, unit)
        for share in term.warn_at
        if share > said
    }
    due = found.due
    for begin, end, _ in clock.pauses:
        owed = {
            s: time.shift(at, begin, end, unit) if begin <= at else at for s, at in owed.items()
        }
        due = time.shift(due, begin, end, unit) if begin <= due else due
    still = sum(time.elapsed(unit, begin, end) for begin, end, _ in clock.pauses)
    parts = {"due": due, "provisional": found.provisional, "paused_seconds": still}
    return Anew(changed(now, **parts, warnings=tuple(owed.items())), term, found)


def _differs(clock: Clock, anew: Clock) -> bool:
    """Whether anything it owes, or what it says of it, is another."""
    owed = anew.due, anew.provisional, anew.warnings
    if clock.state is ClockState.BREACHED:
        return owed[:2] != (clock.due, clock.provisional)
    return owed != (clock.due, clock.provisional, clock.warnings)


def _correct(
    telling: Telling, clock: Clock, anew: Anew, order: RecomputeOrdered, at: datetime
) -> None:
    """Say what holds from now on, then what should have been by now."""
    state, term = _state(clock, anew.clock, at), anew.term
    warnings = anew.clock.warnings if state is not ClockState.BREACHED else ()
    now = changed(anew.clock, state=state, warnings=warnings)
    if state is not ClockState.PAUSED:
        now = changed(now, paused_at=None, paused_in=None)
    now = put(telling, clock, **vars(now))
    tell(
        telling,
        ClockRecomputed,
        now,
        at,
        state=state.value,
        previous_state=clock.state.value,
        previous_due=clock.due,
        because=POLICY_CHANGED if order.policy is not None else CALENDAR_CHANGED,
        catalogue=order.catalogue,
        breached_at=clock.due if clock.state is ClockState.BREACHED else None,
        value=term.targets[telling.request.priority],
        unit=term.unit,
        legal_basis=term.legal_basis,
        explanation=anew.found,
    )
    if state is ClockState.PAUSED:
        _warn_before_pause(telling, now)
    else:
        fire(telling, now, at)


def _state(clock: Clock, anew: Clock, at: datetime) -> ClockState:
    """What was overdue when its pause began never paused; what was breached may be no longer."""
    if clock.state is ClockState.PAUSED and clock.paused_at is not None:
        return ClockState.PAUSED if anew.due >= clock.paused_at else ClockState.RUNNING
    late = clock.state is ClockState.BREACHED and anew.due < at
    return ClockState.BREACHED if late else ClockState.RUNNING


def _warn_before_pause(telling: Telling, clock: Clock) -> None:
    """Warnings that fell before the pause are said; the clock stands still all the same."""
    if clock.paused_at is not None and any(at < clock.paused_at for _, at in clock.warnings):
        ran = put(telling, clock, state=ClockState.RUNNING)
        put(telling, fire(telling, ran, clock.paused_at), state=ClockState.PAUSED)
