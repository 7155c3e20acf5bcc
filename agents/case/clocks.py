"""What signals and states do to a request's clocks; which clock, never how it runs."""

from datetime import datetime

from agents.case import taking_up
from agents.case.correcting import go_on
from agents.case.running import cancel, pause, renew, start, stop, unpause
from agents.case.telling import Telling
from contracts.cases import Clock, ClockState
from contracts.catalogue import Metric, Pause, Signal, SlaTerm
from contracts.lifecycle import State

OWED = frozenset({ClockState.RUNNING, ClockState.PAUSED, ClockState.BREACHED})
"""States in which the city still owes what the clock measures."""

DONE = frozenset({ClockState.MET, ClockState.STOPPED})
"""States in which what the clock measures was done, in time or late."""

RESTARTED = frozenset({Metric.RESOLUTION, Metric.UPDATE_INTERVAL, Metric.REOPEN_RESPONSE})
"""What is promised anew when a request is opened again; the rest was answered the first time."""

AS_OFTEN = frozenset({Metric.REPORTER_ANSWER})
"""What begins each time its signal comes, though it ended before."""


def signal(telling: Telling, kind: Signal, at: datetime) -> None:
    """End the owed clocks a signal stops or cancels, then start those that begin with it."""
    telling.signals.append((kind, at))
    for clock in _of_this_cycle(telling):
        if clock.state not in OWED:
            continue
        term = telling.term(clock)
        if kind in term.stop_on:
            stop(telling, clock, _not_before(clock, at), kind)
        elif kind in term.renew_on:
            renew(telling, clock, _not_before(clock, at))
        elif kind in term.cancel_on or (kind is Signal.HANDED_OVER and term.kind == "ola"):
            cancel(telling, clock, _not_before(clock, at), kind)
    taking_up.heard(telling, kind, at)
    for term in telling.terms():
        if _begins(term, kind) and not _is_known(telling, term):
            start(telling, term, at)


def told_late(telling: Telling, kind: Signal, at: datetime) -> None:
    """A signal that is heard after newer ones ends what is still owed, and takes back a breach."""
    telling.signals.append((kind, at))
    for clock in _of_this_cycle(telling):
        since = _not_before(clock, at)
        in_time = clock.state is ClockState.STOPPED and since <= clock.due
        if kind in telling.term(clock).stop_on and (clock.state in OWED or in_time):
            stop(telling, clock, since, kind)
    taking_up.heard(telling, kind, at)


def _of_this_cycle(telling: Telling) -> list[Clock]:
    return [clock for clock in telling.case.clocks if clock.cycle == telling.case.cycle]


def _begins(term: SlaTerm, kind: Signal) -> bool:
    """Opening a request again starts what is promised anew, wherever it started at first."""
    return kind in term.start_on or (kind is Signal.REOPENED and term.metric in RESTARTED)


def _is_known(telling: Telling, term: SlaTerm) -> bool:
    """Whether its clock runs or ran; an office's own runs once for each office that has it."""
    return any(
        clock.metric is term.metric
        and clock.policy == term.policy
        and (clock.cycle == telling.case.cycle or term.metric not in RESTARTED)
        and (clock.state in OWED or (term.kind != "ola" and term.metric not in AS_OFTEN))
        for clock in telling.case.clocks
    )


def _not_before(clock: Clock, at: datetime) -> datetime:
    """A claim of the past reaches no further back than where a clock last began, or its pause."""
    return max(at, clock.paused_at or clock.ran_from or clock.started_at)


def enter(telling: Telling, state: State, at: datetime, reason: str | None) -> None:
    """Resume what stood still until now; pause what stands still in a state for this reason."""
    for clock in _of_this_cycle(telling):
        if clock.state not in OWED:
            continue
        since = _not_before(clock, at)
        moving = unpause(telling, clock, since) if clock.state is ClockState.PAUSED else clock
        parts = telling.case.parts  # a whole never stands still because of one of them
        row = None if parts else pausing(telling.term(clock), state, reason)
        if row is not None:
            pause(telling, moving, since, row, reason)


def not_for_this(telling: Telling, state: State) -> tuple[str, ...]:
    """For which reasons what runs on in a state could stand still; none where it never may."""
    running = [one for one in _of_this_cycle(telling) if one.state is ClockState.RUNNING]
    rows = (row for one in running for row in telling.term(one).pause_on if row.state is state)
    return tuple(dict.fromkeys(reason for row in rows for reason in row.reasons))


def pausing(term: SlaTerm, state: State, reason: str | None) -> Pause | None:
    """The row by which a term's clock pauses in a state, for this reason where it names some."""
    rows = (row for row in term.pause_on if row.state is state)
    return next((row for row in rows if not row.reasons or reason in row.reasons), None)


def take_back(telling: Telling, kind: Signal, at: datetime, because: str) -> None:
    """Withdraw what a signal ended: those clocks go on, with the time they had used.

    The time between does not count. One that had breached stays breached, and says so only once.
    """
    for clock in _of_this_cycle(telling):
        if clock.state in DONE and kind in telling.term(clock).stop_on:
            go_on(telling, clock, at, because)
