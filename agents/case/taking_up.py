"""Whether anybody has taken a request up; what nobody has taken up climbs sooner."""

from datetime import datetime

from agents.case.escalation import handed_over
from agents.case.running import fire
from agents.case.telling import Telling
from agents.case.ticking import put
from contracts.called import Called
from contracts.cases import Clock
from contracts.catalogue import Signal


def heard(telling: Telling, kind: Signal, at: datetime) -> None:
    """A person's answer takes a request up; handed to another agency it waits again."""
    if kind is Signal.RESPONDED:
        _taken_up(telling, at)
    elif kind is Signal.HANDED_OVER:
        _waits_again(telling, at)


def _taken_up(telling: Telling, at: datetime) -> None:
    """What fell due before is owed first."""
    for clock in _waiting(telling):
        now = fire(telling, clock, at)
        ahead = tuple(one for one in now.ahead if one.because is not Called.UNASSIGNED)
        put(telling, now, ahead=ahead)
    for clock in telling.case.clocks:
        if clock.cycle == telling.case.cycle and clock.waits is not None:
            put(telling, clock, waits=None)
    telling.change(taken_up=True)


def _waiting(telling: Telling) -> list[Clock]:
    return [
        clock
        for clock in telling.case.clocks
        if clock.cycle == telling.case.cycle
        and any(one.because is Called.UNASSIGNED for one in clock.ahead)
    ]


def _waits_again(telling: Telling, at: datetime) -> None:
    telling.change(taken_up=False)
    for clock in telling.case.clocks:
        if clock.cycle == telling.case.cycle and clock.ended_at is None:
            put(telling, clock, **vars(handed_over(telling, clock, at)))
