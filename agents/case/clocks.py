"""What signals and states do to a request's clocks; which clock, never how it runs."""

from datetime import datetime

from agents.case import taking_up
from agents.case.running import cancel, go_on, pause, resume, start, stop
from agents.case.telling import Telling
from contracts.cases import Clock, ClockState
from contracts.catalogue import Metric, Signal, SlaTerm
from contracts.lifecycle import State

OWED = frozenset({ClockState.RUNNING, ClockState.PAUSED, ClockState.BREACHED})
"""States in which the city still owes what the clock measures."""

DONE = frozenset({ClockState.MET, ClockState.STOPPED})
"""States in which what the clock measures was done, in time or late."""

RESTARTED = frozenset({Metric.RESOLUTION})
"""What is promised anew when a request is opened again; the rest was answered the first time."""


def signal(telling: Telling, kind: Signal, at: datetime) -> None:
    """End the owed clocks a signal stops or cancels, then start those that begin with it."""
    for clock in _of_this_cycle(telling):
        if clock.state not in OWED:
            continue
        term = telling.term(clock)
        if kind in term.stop_on:
            stop(telling, clock, _not_before(clock, at))
        elif kind in term.cancel_on or (kind is Signal.HANDED_OVER and term.kind == "ola"):
            cancel(telling, clock, _not_before(clock, at), kind)
    taking_up.heard(telling, kind, at)
    for term in telling.terms():
        if _begins(term, kind) and not _is_known(telling, term):
            start(telling, term, at)


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
        and (clock.state in OWED or term.kind != "ola")
        for clock in telling.case.clocks
    )


def _not_before(clock: Clock, at: datetime) -> datetime:
    """A claim of the past ends a clock no earlier than it began, or than its pause did."""
    return max(at, clock.paused_at or clock.started_at)


def enter(telling: Telling, state: State, at: datetime, reason: str | None) -> None:
    """Pause what stands still in a state for this reason, resume what does not."""
    for clock in _of_this_cycle(telling):
        if clock.state is ClockState.RUNNING and _stands_still(telling, clock, state, reason):
            pause(telling, clock, max(at, clock.started_at), state)
        elif clock.state is ClockState.PAUSED and not _stands_still(telling, clock, state, reason):
            resume(telling, clock, at)


def _stands_still(telling: Telling, clock: Clock, state: State, reason: str | None) -> bool:
    """Whether its policy lets a clock pause in a state, for this reason where it names some."""
    return any(
        pause.state is state and (not pause.reasons or reason in pause.reasons)
        for pause in telling.term(clock).pause_on
    )


def take_back(telling: Telling, kind: Signal, at: datetime, because: str) -> None:
    """Withdraw what a signal ended: those clocks go on, with the time they had used.

    The time between does not count. One that had breached stays breached, and says so only once.
    """
    for clock in _of_this_cycle(telling):
        if clock.state in DONE and kind in telling.term(clock).stop_on:
            go_on(telling, clock, at, because)
