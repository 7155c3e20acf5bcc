"""How offices work: which of their statuses they report, and when, city time. No Kafka."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from contracts.calendar import WorkingTime
from contracts.catalogue import PRIORITIES, Catalogue, Kind, Metric, Service, SlaTerm, StatusRow
from contracts.lifecycle import NOT_OURS, State
from deploy.local.demo.manners import Manner

AT_DESKS = frozenset({Kind.LICENCE, Kind.INFORMATION})
"""Kinds decided at desks, in office hours; crews work every day."""
_EASY = frozenset({Kind.INFORMATION})
_ELSEWHERE = frozenset({State.REFERRED_OUT, State.REJECTED, State.DUPLICATE})
_NOT_ALWAYS = {
    State.AWAITING_EXTERNAL: 0.25,
    State.COORDINATING: 0.3,
    State.NEEDS_INFORMATION: 0.35,
    State.IN_PROGRESS: 0.65,
}
"""How often a step of a state is reported at all, where not always."""
_SENT_AWAY = 0.05
_USUAL_END = 0.85
_CREWS_BEGIN, _CREWS_END = 6, 21


class Step(NamedTuple):
    """A status an office comes to, and when: city time."""

    at: datetime
    row: StatusRow


class Office:
    """One agency at work on the requests it has."""

    def __init__(self, catalogue: Catalogue, agency: str, manner: Manner) -> None:
        self._catalogue = catalogue
        self._manner = manner
        self._rows = catalogue.mapping[agency].rows
        self._hours = catalogue.working_time[catalogue.calendars[0].id]

    def work_on(self, service: Service, received: datetime, dice: Random) -> list[Step]:
        """The statuses of one request, in order, spread from its receipt to its end."""
        rows = list(self._chosen(service, dice))
        due = self._due(service, received)
        length = (due - received) * _share_of_the_promise(dice, self._manner.slow)
        shares = sorted(dice.random() for _ in rows[1:])
        steps: list[Step] = []
        for share, row in zip([*(0.9 * s for s in shares), 1.0], rows, strict=True):
            at = self._at_work(service, received + length * share, dice)
            if steps:
                at = max(at, steps[-1].at + timedelta(minutes=dice.randint(3, 40)))
            steps.append(Step(at.replace(microsecond=0), row))
        return steps

    def _chosen(self, service: Service, dice: Random) -> Iterator[StatusRow]:
        """The office's own table from top to bottom, a step left out here and there."""
        ends = [row for row in self._rows if row.state is State.RESOLVED]
        away = [row for row in self._rows if row.state in _ELSEWHERE]
        entered = 1 - self._manner.skips
        for place, row in enumerate(self._rows):
            end = row.state is State.RESOLVED or row.state in _ELSEWHERE
            middle = not end and row.reason != NOT_OURS
            skipped = service.kind in _EASY and place > 0
            if middle and not skipped and dice.random() < entered * _NOT_ALWAYS.get(row.state, 1):
                yield row
        yield (
            dice.choice(away) if away and dice.random() < _SENT_AWAY else _end(service, ends, dice)
        )

    def _due(self, service: Service, received: datetime) -> datetime:
        term = _resolution(self._catalogue, service)
        value = term.targets[PRIORITIES[service.impact, service.urgency]]
        time = self._catalogue.working_time[term.calendar]
        return time.due(received, value, term.unit, term.day_count).due

    def _at_work(self, service: Service, at: datetime, dice: Random) -> datetime:
        if service.kind in AT_DESKS:
            return at_desk(self._hours, at, dice)
        return with_crew(at, dice)


def at_desk(hours: WorkingTime, at: datetime, dice: Random) -> datetime:
    """When somebody at a desk next gets to it."""
    return hours.add_working_seconds(at, dice.randint(60, 3000))


def with_crew(at: datetime, dice: Random) -> datetime:
    """When a crew next gets to it: by day, any day."""
    if _CREWS_BEGIN <= at.hour < _CREWS_END:
        return at
    days = 1 if at.hour >= _CREWS_END else 0
    morning = at.replace(hour=_CREWS_BEGIN, minute=0, second=0, microsecond=0)
    return morning + timedelta(days=days, seconds=dice.randint(0, 7200))


def _share_of_the_promise(dice: Random, slow: float) -> float:
    """How much of the promised time is used: mostly little of it, sometimes more than all."""
    if dice.random() < slow:
        return dice.uniform(1.1, 1.6)
    return 0.04 + 0.8 * dice.random() ** 2


def _resolution(catalogue: Catalogue, service: Service) -> SlaTerm:
    terms = catalogue.terms_of(service.code)
    return next((term for term in terms if term.metric is Metric.RESOLUTION), terms[-1])


def _end(service: Service, ends: list[StatusRow], dice: Random) -> StatusRow:
    """How it ends: most often with the first outcome the service names."""
    fitting = [row for code in service.outcomes for row in ends if row.gives_outcome == code]
    usual, *others = fitting or ends
    return usual if not others or dice.random() < _USUAL_END else dice.choice(others)
