"""What falls due in a case: warnings, breaches, silent consent, waiting. Fired by the log alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from agents.case import clocks, move
from agents.case.telling import Moment, Rules, Telling
from agents.case.waiting import give_up
from contracts.cases import Case
from contracts.lifecycle import Actor, State
from contracts.requests import ClockAdvanced

_JUST_AFTER = timedelta(microseconds=1)


def wakes_at(case: Case, rules: Rules) -> int | None:
    """The first real millisecond after the case's earliest deadline; None where nothing waits."""
    found = [one.logged_ms + rules.early_wait_ms for one in case.waiting[:1]]
    first = min(_deadlines(case), default=None)
    if first is not None and (real := rules.real_ms(first)) is not None:
        found.append(real)
    return min(found) + 1 if found else None


def expire(case: Case, advanced: ClockAdvanced, moment: Moment, rules: Rules) -> Telling:
    """Fire what fell strictly before an instant, each at its own time."""
    telling = Telling(case, moment, rules)
    telling.change(seq=case.seq + 1)
    while (due := min(_deadlines(telling.case), default=advanced.until)) < advanced.until:
        telling.moment = replace(moment, occurred_at=due, received_at=due)
        _fire(telling, due)
    telling.moment = moment
    give_up(telling, advanced.until_ms)
    return telling


def _fire(telling: Telling, due: datetime) -> None:
    for clock in telling.case.clocks:
        if due in clocks.deadlines(clock):
            clocks.fire(telling, clock.metric, due + _JUST_AFTER)
    if telling.case.consent_due == due:
        move.go(telling, State.CLOSED, Actor.TIMER, due, reason="silent-consent")


def _deadlines(case: Case) -> Iterator[datetime]:
    for clock in case.clocks:
        yield from clocks.deadlines(clock)
    if case.consent_due is not None:
        yield case.consent_due
