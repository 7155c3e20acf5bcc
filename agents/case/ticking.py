"""One clock of a case replaced by the next, and what it did told; decides nothing."""

from datetime import datetime
from typing import Any

from agents.case.making import changed
from agents.case.telling import Telling
from contracts.calendar import WorkingTime
from contracts.cases import Clock
from contracts.catalogue import SlaTerm
from contracts.sla import ClockEvent
from contracts.topics import SLA


def time_of(telling: Telling, term: SlaTerm, clock: Clock | None = None) -> WorkingTime:
    """The calendar a term runs by; for a clock, as it stood when that was computed last."""
    return telling.working_time(term, clock)


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
