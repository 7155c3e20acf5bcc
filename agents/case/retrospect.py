"""A pause nobody knew of while it lasted: a question that is told after newer reports.

It began when it was asked, where the request could have gone to that state then and the policy
lets the clock stand still there. It was over with the next word on the request's state, with the
reporter's answer, or with its cap. The clock is reckoned anew from its beginning with that pause
among the others. What is due at another time, or late no more, says so; what ended in time stays.
"""

from datetime import datetime
from typing import NamedTuple

from agents.case.clocks import pausing
from agents.case.correcting import TOLD_LATE, correct
from agents.case.escalation import once_due
from agents.case.making import changed
from agents.case.recomputing import compute
from agents.case.telling import Telling
from agents.case.ticking import knows_its_pauses, put, tell, time_of
from contracts.cases import Clock, ClockState
from contracts.lifecycle import Actor, State, path
from contracts.reckoning import Extended, Stood, Turn, moves
from contracts.requests import Mapped
from contracts.sla import ClockMet

CONCERNED = frozenset(
    {ClockState.RUNNING, ClockState.PAUSED, ClockState.BREACHED, ClockState.STOPPED}
)
"""States in which a pause may still change when a clock is due, or that it was late."""


class Wait(NamedTuple):
    """What was asked, for which reason, and from when to when somebody else had the turn."""

    state: State
    reason: str | None
    since: datetime
    until: datetime


def stand_still(telling: Telling, asked: Mapped, at: datetime) -> None:
    """Let every clock of this cycle stand still where it would have, had it been told in time."""
    wait = _wait(telling.case.turns, asked, at)
    if wait is None:
        return
    for clock in telling.case.clocks:
        if clock.cycle == telling.case.cycle and clock.state in CONCERNED:
            stood = _stood(telling, clock, wait)
            if stood is not None:
                _correct(telling, clock, stood)


def _wait(turns: tuple[Turn, ...], asked: Mapped, at: datetime) -> Wait | None:
    """From when to when a request would have waited; None where it could not have begun to."""
    before = [one for one in turns if one.state is not None and one.at <= at]
    then = max(reversed(before), key=_when, default=None)
    answers = asked.state is State.NEEDS_INFORMATION
    after = (one.at for one in turns if one.at > at and (answers or one.state is not None))
    until = min(after, default=None)
    if then is None or then.state is None or until is None:
        return None
    moves_there = path(then.state, asked.state, Actor.AGENCY)
    return Wait(asked.state, asked.reason, at, until) if moves_there else None


def _when(turn: Turn) -> datetime:
    return turn.at


def _stood(telling: Telling, clock: Clock, wait: Wait) -> Stood | None:
    """The part of a wait a clock did not run for, and had not stood still in already.

    One that was overdue by then never pauses; of one whose pauses an earlier release did not keep
    one by one nothing more is known.
    """
    row = pausing(telling.term(clock), wait.state, wait.reason)
    if row is None or not knows_its_pauses(clock):
        return None
    since = max(wait.since, clock.started_at)
    for one in sorted(clock.pauses):
        since = max(since, one.until) if one.since <= since else since
    cap = row.cap_working_days
    ends = [wait.until, *(one.since for one in clock.pauses if one.since > since)]
    ends += [at for at in (clock.paused_at, clock.ended_at) if at is not None]
    ends += [] if cap is None else [telling.working_days(since, cap)]
    until = min(ends)
    return Stood(since, until, wait.state) if since < until and since <= clock.due else None


def _correct(telling: Telling, clock: Clock, stood: Stood) -> None:
    """Reckon a clock anew with one pause more, and say what is another by it."""
    anew = compute(telling, _with(clock, stood), clock.ruled).clock
    ran_from = max(clock.ran_from or clock.started_at, stood.until)
    if clock.state is ClockState.STOPPED:
        if clock.ended_at is not None and anew.due >= clock.ended_at:
            _was_met(telling, clock, changed(anew, ran_from=ran_from), clock.ended_at)
        return
    late = clock.state is ClockState.BREACHED
    state = clock.state
    if late and anew.due >= telling.moment.received_at:
        state = ClockState.RUNNING
    elif late:
        anew = changed(anew, warnings=(), ahead=once_due(telling, anew))
    now = put(telling, clock, **vars(changed(anew, state=state, ran_from=ran_from)))
    if (now.due, now.state) != (clock.due, clock.state):
        correct(telling, clock, now, telling.moment.received_at, TOLD_LATE)


def _was_met(telling: Telling, clock: Clock, anew: Clock, ended_at: datetime) -> None:
    """What was done after its due date was done before it, now that this is another."""
    now = put(telling, clock, **vars(changed(anew, state=ClockState.RUNNING)))
    correct(telling, clock, now, telling.moment.received_at, TOLD_LATE)
    now = put(telling, now, state=ClockState.MET)
    term = telling.term(now)
    elapsed = time_of(telling, term, now).elapsed(term.unit, now.started_at, ended_at)
    used = max(0, elapsed - now.paused_seconds)
    tell(telling, ClockMet, now, ended_at, used_seconds=used, outcome=telling.case.outcome)


def _with(clock: Clock, stood: Stood) -> Clock:
    """A clock with one pause more, in its place among what moved it."""
    before, waits = [*moves(clock.pauses, clock.extended)], clock.waits
    place = next((n for n, one in enumerate(before) if _began(one) > stood.since), len(before))
    if waits is not None:
        ahead = waits.stood + waits.extended
        if stood.until <= waits.since:  # what was over by then moves nothing that waits
            place, waits = min(place, ahead), waits._replace(stood=waits.stood + 1)
        elif stood.since >= waits.since:
            place = max(place, ahead)
    before.insert(place, stood)
    pauses = tuple(one for one in before if isinstance(one, Stood))
    extended, number = [], 0
    for one in before:
        if isinstance(one, Stood):
            number += 1
        else:
            extended.append(one._replace(stood=number))
    return changed(clock, pauses=pauses, extended=tuple(extended), waits=waits)


def _began(one: Stood | Extended) -> datetime:
    return one.since if isinstance(one, Stood) else one.at
