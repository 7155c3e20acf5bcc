"""One clock: started, fired, paused, met, breached; says each thing once; city time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from agents.case.climbing import climb, send, wait_for_work
from agents.case.correcting import in_time
from agents.case.escalation import before_due, once_due
from agents.case.making import changed, made
from agents.case.prompting import remind
from agents.case.telling import Telling
from agents.case.ticking import GOING, put, shifted, stood, tell, time_of
from contracts.calendar import DueDate
from contracts.called import Waits
from contracts.cases import Clock, ClockState
from contracts.catalogue import Pause, Signal, SlaTerm
from contracts.reckoning import Stood
from contracts.sla import (
    ClockBreached,
    ClockCancelled,
    ClockMet,
    ClockPaused,
    ClockRenewed,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    ClockWarned,
)


def start(telling: Telling, term: SlaTerm, at: datetime) -> None:
    """A promise begins to run, and says when it is due and why then."""
    found, course = _course(telling, term, at)
    clock = made(
        Clock,
        metric=term.metric,
        policy=term.policy,
        state=ClockState.RUNNING,
        started_at=at,
        cycle=telling.case.cycle,
        ruled=len(telling.case.ruled),
        **course,
    )
    clock = changed(clock, ahead=before_due(telling, clock, found.due))
    telling.change(clocks=(*telling.case.clocks, clock))
    tell(
        telling,
        ClockStarted,
        clock,
        at,
        value=term.targets[telling.request.priority],
        unit=term.unit,
        legal_basis=term.legal_basis,
        explanation=found,
    )


def _course(
    telling: Telling, term: SlaTerm, at: datetime, clock: Clock | None = None
) -> tuple[DueDate, dict[str, Any]]:
    """When a term that begins at an instant is due and warned of, and whether anybody waits."""
    time = time_of(telling, term, clock)
    found = time.due(at, term.targets[telling.request.priority], term.unit, term.day_count)
    shares = ((share, time.at_fraction(at, found.due, share, term.unit)) for share in term.warn_at)
    waits = None if telling.case.taken_up else Waits(at, 0)
    course = {"due": found.due, "provisional": found.provisional, "warnings": tuple(shares)}
    return found, course | {"waits": waits}


CAP = "cap"
"""Why a clock goes on whose pause has lasted as long as it may."""


def deadlines(clock: Clock) -> Iterator[datetime]:
    """The instants at which something is owed of a clock."""
    if clock.state is ClockState.RUNNING:
        yield from (at for _, at in clock.warnings)
        yield clock.due
    elif clock.state is ClockState.PAUSED and clock.pause_ends is not None:
        yield clock.pause_ends
    if clock.state in GOING:
        yield from (one.at for one in clock.ahead)
        yield from (one.at for one in clock.unsent)


def fire(telling: Telling, clock: Clock, until: datetime, *, reminds: bool = True) -> Clock:
    """Emit what of a clock fell strictly before an instant, each at its own time, in order."""
    while (due := min(deadlines(clock), default=until)) < until:
        clock = _fall_due(telling, clock, due, reminds=reminds)
    return clock


def _fall_due(telling: Telling, clock: Clock, due: datetime, *, reminds: bool) -> Clock:
    """A pause's end; warnings, then the breach, then who is called upon, then what waited."""
    if clock.state is ClockState.PAUSED:
        return resume(telling, clock, due, CAP)
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


def stop(telling: Telling, clock: Clock, at: datetime, kind: Signal) -> None:
    """What was promised is done: in time or late, after what was owed until then."""
    clock = in_time(telling, unpause(telling, clock, at), at)
    late = clock.state is ClockState.BREACHED
    term = telling.term(clock)
    elapsed = time_of(telling, term, clock).elapsed(term.unit, clock.started_at, at)
    used = max(0, elapsed - clock.paused_seconds)
    ended = ClockState.STOPPED if late else ClockState.MET
    clock = put(telling, clock, state=ended, ended_at=at, unsent=())
    why = {"because": kind.value, "outcome": telling.case.outcome}
    tell(telling, ClockStopped if late else ClockMet, clock, at, used_seconds=used, **why)


def renew(telling: Telling, clock: Clock, at: datetime) -> None:
    """A promise that recurs begins anew, whether it was kept or late the last time."""
    before = in_time(telling, unpause(telling, clock, at), at)
    found, course = _course(telling, telling.term(clock), at, clock)
    now = changed(
        before,
        state=ClockState.RUNNING,
        started_at=at,
        paused_seconds=0,
        pauses=(),
        extended=(),
        ran_from=None,
        round=before.round + 1,
        raised=(),
        unsent=(),
        **course,
    )
    now = put(telling, before, **vars(now) | {"ahead": before_due(telling, now, found.due)})
    late = before.state is ClockState.BREACHED
    told = {"previous_due": before.due, "late": late, "round": now.round}
    tell(telling, ClockRenewed, now, at, **told)


def cancel(telling: Telling, clock: Clock, at: datetime, kind: Signal) -> None:
    """The promise ends without being kept or broken."""
    clock = in_time(telling, fire(telling, clock, at), at)
    stood = {"paused_at": None, "paused_in": None, "pause_ends": None}
    ended = {"ended_at": at, "warnings": (), "ahead": (), "unsent": (), **stood}
    clock = put(telling, clock, state=ClockState.CANCELLED, **ended)
    tell(telling, ClockCancelled, clock, at, because=kind.value)


def pause(telling: Telling, clock: Clock, at: datetime, row: Pause, because: str | None) -> None:
    """The clock stands still, at most as long as its policy allows, unless it was overdue then."""
    clock = in_time(telling, fire(telling, clock, at), at)
    if clock.state is not ClockState.RUNNING:
        return
    cap = row.cap_working_days
    ends = None if cap is None else telling.working_days(at, cap)
    stands = {"paused_at": at, "paused_in": row.state, "pause_ends": ends}
    clock = put(telling, clock, state=ClockState.PAUSED, **stands)
    tell(
        telling,
        ClockPaused,
        clock,
        at,
        reason=row.state.value,
        because=telling.unless_confidential(because),
        owner=row.owner,
        until=ends,
    )


def resume(telling: Telling, clock: Clock, at: datetime, because: str | None = None) -> Clock:
    """The clock goes on; all that it owes moves by the time it stood still."""
    since = clock.paused_at or at
    at = max(at, since)
    term = telling.term(clock)
    time, unit = time_of(telling, term, clock), term.unit
    resumed = put(
        telling,
        clock,
        state=ClockState.RUNNING,
        paused_at=None,
        pause_ends=None,
        paused_seconds=clock.paused_seconds + time.elapsed(unit, since, at),
        pauses=stood(clock, Stood(since, at, clock.paused_in or ClockState.PAUSED)),
        paused_in=None,
        ran_from=at,
        **shifted(clock, lambda one: time.shift(one, since, at, unit)),
        unsent=wait_for_work(telling, clock, at),
    )
    told = {"paused_at": since, "previous_due": clock.due, "because": because}
    tell(telling, ClockResumed, resumed, at, **told)
    return resumed


def unpause(telling: Telling, clock: Clock, at: datetime) -> Clock:
    """A clock that does not stand still from an instant on, after what was owed until then."""
    clock = fire(telling, clock, at)
    return resume(telling, clock, at) if clock.state is ClockState.PAUSED else clock
