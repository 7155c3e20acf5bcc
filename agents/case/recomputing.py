"""Open clocks computed anew by a later version: from when they began, pauses and used time kept.

What was due before the order was given is said first, by the terms of then: the past stays as it
was. What the new terms say should have been by now is said at once, at its own time: warnings, the
breach, levels of the chain. Nobody is reminded of what has passed, nor called upon twice.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from agents.case import windows
from agents.case.climbing import wait_for_work
from agents.case.clocks import OWED
from agents.case.escalation import before_due, once_due
from agents.case.making import changed
from agents.case.running import deadlines, fire
from agents.case.telling import Telling
from agents.case.ticking import knows_its_pauses, moved, put, tell, time_of
from contracts.calendar import DueDate
from contracts.cases import Clock, ClockState
from contracts.catalogue import SlaTerm
from contracts.events import Sentences
from contracts.orders import Obstacle, RecomputeOrdered
from contracts.reckoning import Extended, Ruled, moves
from contracts.sla import ClockRecomputed

POLICY_CHANGED, CALENDAR_CHANGED = "policy-changed", "calendar-changed"


class Anew(NamedTuple):
    """A clock as its terms have it now, and why it is due then but for its pauses."""

    clock: Clock
    term: SlaTerm
    found: DueDate


def recompute(telling: Telling, order: RecomputeOrdered, at: datetime) -> None:
    """Compute every open clock and window an order concerns anew; each that changes says so."""
    for clock in _concerned(telling, order):
        fire(telling, clock, at)
    before, open_until = list(_concerned(telling, order)), windows.standing(telling)
    telling.change(ruled=(*telling.case.ruled, _ruled(order)))
    for clock in before:
        anew = compute(telling, clock)
        if _differs(telling, clock, anew.clock):
            _correct(telling, clock, anew, order, at)
        else:
            unsent = wait_for_work(telling, anew.clock, at)
            put(telling, clock, ruled=anew.clock.ruled, unsent=unsent)
    windows.recompute(telling, open_until, order, at)


def obstacle(telling: Telling, order: RecomputeOrdered) -> tuple[Obstacle, Sentences] | None:
    """What stands in the way of computing clocks anew: nothing of that name, or no difference."""
    catalogue = telling.rules.catalogue(order.catalogue)
    named = order.policy or order.calendar or ""
    said = Sentences.alike(named)
    if order.policy not in catalogue.policy and order.calendar not in catalogue.working_time:
        return Obstacle.UNKNOWN_TERM, said
    return None if changes(telling, order) else (Obstacle.NOTHING_CHANGES, said)


def changes(telling: Telling, order: RecomputeOrdered) -> bool:
    """Whether an order would change any open clock or window; the case is left as it is."""
    before, concerned = telling.case.ruled, list(_concerned(telling, order))
    open_until, at = windows.standing(telling), telling.moment.recorded_at
    telling.change(ruled=(*before, _ruled(order)))
    found = windows.anew(telling, order, at) != open_until or any(
        _differs(telling, clock, compute(telling, clock).clock) for clock in concerned
    )
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
        if not knows_its_pauses(clock):
            continue
        by = telling.term(clock).calendar
        if clock.policy == order.policy or (order.calendar is not None and by == order.calendar):
            yield clock


def compute(telling: Telling, clock: Clock, ruled: int | None = None) -> Anew:
    """A clock from its beginning by the terms that hold now, or by the first rulings only.

    A share it warned of, or a smaller one, it does not warn of again. A pause that began after the
    due date counts for nothing, as no clock pauses then; what more time it was given it keeps.
    """
    warned = {*telling.term(clock).warn_at} - {share for share, _ in clock.warnings}
    said = max(warned, default=0)
    now = changed(clock, ruled=len(telling.case.ruled) if ruled is None else ruled)
    term = telling.term(now)
    time, unit, since = time_of(telling, term, now), term.unit, clock.started_at
    found = time.due(since, term.targets[telling.request.priority], unit, term.day_count)
    owed = {
        share: time.at_fraction(since, found.due, share, unit)
        for share in term.warn_at
        if share > said
    }
    due = found.due
    for by in moves(clock.pauses, clock.extended):
        owed = {s: moved(time, unit, at, by) for s, at in owed.items()}
        kept = by._replace(at=min(by.at, due)) if isinstance(by, Extended) else by
        due = moved(time, unit, due, kept)
    still = sum(time.elapsed(unit, begin, end) for begin, end, _ in clock.pauses)
    parts = {"due": due, "provisional": found.provisional, "paused_seconds": still}
    anew = changed(now, **parts, warnings=tuple(owed.items()))
    return Anew(changed(anew, ahead=before_due(telling, anew, found.due)), term, found)


def _differs(telling: Telling, clock: Clock, anew: Clock) -> bool:
    """Whether anything it owes, or what it says of it, is another."""
    if (clock.due, clock.provisional) != (anew.due, anew.provisional):
        return True
    if clock.state is ClockState.BREACHED:
        return clock.ahead != once_due(telling, anew)
    return (clock.warnings, clock.ahead) != (anew.warnings, anew.ahead)


def _correct(
    telling: Telling, clock: Clock, anew: Anew, order: RecomputeOrdered, at: datetime
) -> None:
    """Say what holds from now on, then what should have been by now."""
    state, term = _state(clock, anew.clock, at), anew.term
    now = changed(anew.clock, state=state, unsent=wait_for_work(telling, anew.clock, at))
    if state is ClockState.BREACHED:
        now = changed(now, warnings=(), ahead=once_due(telling, now))
    if state is not ClockState.PAUSED:
        now = changed(now, paused_at=None, paused_in=None, pause_ends=None)
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
        _fire_before_pause(telling, now)
    else:
        fire(telling, now, at, reminds=False)


def _state(clock: Clock, anew: Clock, at: datetime) -> ClockState:
    """What was overdue when its pause began never paused; what was breached may be no longer."""
    if clock.state is ClockState.PAUSED and clock.paused_at is not None:
        return ClockState.PAUSED if anew.due >= clock.paused_at else ClockState.RUNNING
    late = clock.state is ClockState.BREACHED and anew.due < at
    return ClockState.BREACHED if late else ClockState.RUNNING


def _fire_before_pause(telling: Telling, clock: Clock) -> None:
    """What fell before the pause is said; the clock stands still all the same."""
    ran = changed(clock, state=ClockState.RUNNING)
    if clock.paused_at is not None and min(deadlines(ran)) < clock.paused_at:
        ran = fire(telling, put(telling, clock, **vars(ran)), clock.paused_at, reminds=False)
        put(telling, ran, state=ClockState.PAUSED)
