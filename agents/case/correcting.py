"""What was said of a clock, taken back: a breach that was none, an end that was not accepted."""

from datetime import datetime

from agents.case.telling import Telling
from agents.case.ticking import put, shifted, stood, tell, time_of
from contracts.called import Called
from contracts.cases import Clock, ClockState
from contracts.reckoning import Stood
from contracts.sla import ClockRecomputed

TOLD_LATE = "told-late"
"""Why a breach is withdrawn: what was promised had been done, and was told late."""


def correct(telling: Telling, before: Clock, now: Clock, at: datetime, because: str) -> None:
    """Say that a clock is another than had been said, and why."""
    tell(
        telling,
        ClockRecomputed,
        now,
        at,
        state=now.state.value,
        previous_state=before.state.value,
        previous_due=before.due,
        because=because,
    )


def in_time(telling: Telling, clock: Clock, at: datetime) -> Clock:
    """Withdraw a breach that had gone out, where what ends or pauses the clock came before it.

    What was ahead of it as a late one is worked out again, should it be late after all.
    """
    late = clock.state in {ClockState.BREACHED, ClockState.STOPPED}
    if not late or at > clock.due:
        return clock
    ahead = tuple(one for one in clock.ahead if one.because is Called.UNASSIGNED)
    now = put(telling, clock, state=ClockState.RUNNING, ended_at=None, ahead=ahead)
    correct(telling, clock, now, telling.moment.received_at, TOLD_LATE)
    return now


def go_on(telling: Telling, clock: Clock, at: datetime, because: str) -> None:
    """A clock that had ended runs again with the time it had used; the time between is free."""
    since = clock.ended_at or at
    at = max(at, since)
    met = clock.state is ClockState.MET
    term = telling.term(clock)
    time, unit = time_of(telling, term, clock), term.unit
    later = shifted(clock, lambda one: time.shift(one, since, at, unit))
    now = put(
        telling,
        clock,
        state=ClockState.RUNNING if met else ClockState.BREACHED,
        **later if met else later | {"due": clock.due},
        paused_seconds=clock.paused_seconds + time.elapsed(unit, since, at),
        pauses=stood(clock, Stood(since, at, because)),
        ran_from=at,
        ended_at=None,
    )
    correct(telling, clock, now, at, because)
