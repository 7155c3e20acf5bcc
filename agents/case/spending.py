"""Whose turn it was and for how long, and what that comes to in working time when it ends."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from agents.case.briefing import resolution
from agents.case.making import made
from agents.case.telling import Telling
from contracts.calendar import TermUnit, WorkingTime
from contracts.cases import ClockState
from contracts.kinship import Stay
from contracts.lifecycle import State
from contracts.reckoning import Stood
from contracts.spent import Spent, StoodStill, Worked

TRIAGE: Final = "triage"
"""Who has what no agency has."""


class _Turn(NamedTuple):
    agency: str | None
    since: datetime
    until: datetime


def take_turn(telling: Telling, previous: State | None, at: datetime) -> None:
    """Remember who has the request from an instant on; of a split one its parts say that."""
    case, stays = telling.case, telling.case.stays
    if previous is None or not previous.is_open:
        telling.change(stays=(Stay(case.agency, at),))
    elif stays and stays[-1].until is None:
        over = case.parts or (case.state is not None and not case.state.is_open)
        moves = stays[-1].agency != case.agency
        if over or moves:
            ended = stays[-1]._replace(until=max(at, stays[-1].since))
            more = () if over else (Stay(case.agency, max(at, ended.since)),)
            telling.change(stays=(*stays[:-1], ended, *more))


def spent(telling: Telling, at: datetime) -> Spent | None:
    """What the cycle that ends at an instant came to; None where it is not known from its start."""
    stays, catalogue = telling.case.stays, telling.catalogue
    if not stays:
        return None
    time = catalogue.working_time[catalogue.calendars[0].id]
    turns = [one for one in _turns(telling, at) if one.until > one.since]
    seconds: Counter[str] = Counter()
    for one in turns:
        seconds[one.agency or TRIAGE] += _seconds(time, one.since, one.until)
    return made(
        Spent,
        working_minutes=_seconds(time, stays[0].since, max(at, stays[0].since)) // 60,
        hops=tuple(_worked(time, one) for one in turns),
        agencies={name: found // 60 for name, found in seconds.items()},
        pauses=tuple(
            made(StoodStill, why=one.why, **_times(time, one)) for one in _pauses(telling, at)
        ),
    )


def _turns(telling: Telling, at: datetime) -> Iterator[_Turn]:
    case = telling.case
    for stay in case.stays:
        yield _Turn(stay.agency, stay.since, stay.until or at)
    for part in case.parts:
        since = max(part.given_at, case.cycle_began or part.given_at)
        busy = part.state.is_open and part.state is not State.RESOLVED
        yield _Turn(part.agency, since, at if busy else part.at)


def _pauses(telling: Telling, at: datetime) -> Iterator[Stood]:
    """The promised resolution's, the one under way too."""
    clock = resolution(telling)
    if clock is None:
        return
    yield from clock.pauses
    if clock.state is ClockState.PAUSED and clock.paused_at is not None:
        yield Stood(clock.paused_at, max(at, clock.paused_at), clock.paused_in or clock.state)


def _worked(time: WorkingTime, turn: _Turn) -> Worked:
    return made(Worked, agency=turn.agency, **_times(time, turn))


def _times(time: WorkingTime, span: _Turn | Stood) -> dict[str, object]:
    minutes = _seconds(time, span.since, span.until) // 60
    return {"since": span.since, "until": span.until, "working_minutes": minutes}


def _seconds(time: WorkingTime, since: datetime, until: datetime) -> int:
    return time.elapsed(TermUnit.WORKING_MINUTES, since, until)
