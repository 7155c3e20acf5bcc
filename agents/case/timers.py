"""What falls due in a case: warnings, breaches, silent consent, waiting. Fired by the log alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from agents.case import move
from agents.case.archive import forgotten_at, put_away
from agents.case.kin import tell_whole
from agents.case.move import Words
from agents.case.running import deadlines, fire
from agents.case.telling import Moment, Rules, Telling
from agents.case.waiting import give_up
from agents.case.wakes import Wake, microseconds
from contracts.cases import Case, ClockState, Stub
from contracts.catalogue import Metric
from contracts.lifecycle import Actor, State
from contracts.requests import ClockAdvanced

OVERDUE: dict[Metric, tuple[State, Words]] = {
    Metric.REPORTER_ANSWER: (
        State.REJECTED,
        Words(outcome="not_completed_by_reporter", reason="not-completed-by-reporter"),
    ),
}
"""Where a request goes by itself when a clock of this kind was not met."""

_JUST_AFTER = timedelta(microseconds=1)


def wake_of(left: Case | Stub | None, early_wait_ms: int) -> Wake:
    """When a case wants the clock: at its earliest deadline, or when an early fact gives up."""
    if left is None:
        return Wake()
    if isinstance(left, Stub):
        return Wake(microseconds(forgotten_at(left)))
    return _wake(left, early_wait_ms)


def _wake(case: Case, early_wait_ms: int) -> Wake:
    """A held request has no deadlines until it is released: what is parked may have met them."""
    waits = min((one.logged_ms + early_wait_ms for one in case.waiting), default=None)
    due = None if case.held else min(_deadlines(case), default=None)
    return Wake(None if due is None else microseconds(due), waits)


def expire(case: Case, advanced: ClockAdvanced, moment: Moment, rules: Rules) -> Telling:
    """Fire what fell strictly before an instant, each at its own time."""
    telling = Telling(case, moment, rules)
    if not case.held:
        fire_before(telling, advanced.until)
    give_up(telling, advanced.until_ms)
    tell_whole(telling)
    return telling


def fire_before(telling: Telling, until: datetime) -> None:
    """Fire every deadline strictly before an instant of city time."""
    moment = telling.moment
    while (due := _earliest(telling, until)) < until:
        telling.moment = moment._replace(received_at=due)
        _fire(telling, due)
    telling.moment = moment


def _earliest(telling: Telling, until: datetime) -> datetime:
    """The earliest deadline, `until` where there is none; of what was put away nothing is owed."""
    if telling.left is not telling.case:
        return until
    return min(_deadlines(telling.case), default=until)


def _fire(telling: Telling, due: datetime) -> None:
    fired = [
        (clock, fire(telling, clock, due + _JUST_AFTER))
        for clock in telling.case.clocks
        if due in deadlines(clock)
    ]
    for before, clock in fired:
        if clock.state is ClockState.BREACHED is not before.state and clock.metric in OVERDUE:
            state, words = OVERDUE[clock.metric]
            move.go(telling, state, Actor.TIMER, due, words)
    if telling.case.consent_due == due:
        move.go(telling, State.CLOSED, Actor.TIMER, due, Words(reason="silent-consent"))
    if telling.case.archive_due == due and _rests(telling.case):
        put_away(telling, due)


def _deadlines(case: Case) -> Iterator[datetime]:
    for clock in case.clocks:
        yield from deadlines(clock)
    if case.consent_due is not None:
        yield case.consent_due
    if case.archive_due is not None and _rests(case):
        yield case.archive_due


def _rests(case: Case) -> bool:
    """Whether nothing of an ended request is under way."""
    return case.ended_at is not None and not (case.held or case.waiting or case.merging)
