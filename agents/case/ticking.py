"""One clock of a case replaced by the next, and what it did told; decides nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from agents.case.making import changed
from agents.case.telling import Telling
from contracts.calendar import TermUnit, WorkingTime
from contracts.cases import Clock, ClockState
from contracts.catalogue import SlaTerm
from contracts.reckoning import Extended, Stood
from contracts.sla import ClockEvent
from contracts.topics import SLA

GOING = frozenset({ClockState.RUNNING, ClockState.BREACHED})
"""States in which a clock has deadlines and climbs; else it owes nothing by itself."""


def time_of(telling: Telling, term: SlaTerm, clock: Clock | None = None) -> WorkingTime:
    """The calendar a term runs by; for a clock, as it stood when that was computed last."""
    return telling.working_time(term, clock)


def moved(time: WorkingTime, unit: TermUnit, at: datetime, by: Stood | Extended) -> datetime:
    """Where a pause or more time moves an instant; not what lay before it."""
    if isinstance(by, Extended):
        return time.days_later(at, by.days, unit) if by.at <= at else at
    return time.shift(at, by.since, by.until, unit) if by.since <= at else at


def shifted(clock: Clock, move: Callable[[datetime], datetime]) -> dict[str, Any]:
    """All that a clock owes and has not told, each moved alike."""
    return {
        "due": move(clock.due),
        "warnings": tuple((share, move(at)) for share, at in clock.warnings),
        "ahead": tuple(one._replace(at=move(one.at)) for one in clock.ahead),
    }


def knows_its_pauses(clock: Clock) -> bool:
    """Whether they were kept one by one; an earlier release kept no more than their sum."""
    return bool(clock.pauses) or not clock.paused_seconds


def stood(clock: Clock, more: Stood) -> tuple[Stood, ...]:
    """Its pauses with one more; none where they are not all known."""
    return (*clock.pauses, more) if knows_its_pauses(clock) else ()


def put(telling: Telling, clock: Clock, **fields: Any) -> Clock:
    """The clock with some parts replaced, in its place in the case."""
    now = changed(clock, **fields)
    clocks = tuple(now if one is clock else one for one in telling.case.clocks)
    telling.change(clocks=clocks)
    return now


def tell(
    telling: Telling, kind: type[ClockEvent], clock: Clock, at: datetime, **fields: Any
) -> None:
    """Say what a clock did at an instant of city time."""
    telling.tell(
        SLA,
        kind,
        at,
        metric=clock.metric,
        term=telling.term(clock).kind,
        policy=clock.policy,
        priority=telling.request.priority,
        agency=telling.case.agency,
        due=clock.due,
        provisional=clock.provisional,
        **fields,
    )
