"""Clocks as bus.sla.v1 tells them, and the lines each event adds; pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from agents.case.moved_by import SENT_BACK
from contracts.calendar import NONSTOP, TermUnit, WorkingTime
from contracts.cases import ClockState
from contracts.metrics import (
    BREACHED,
    ELAPSED,
    ESCALATIONS,
    EXEMPT,
    EXTENDED,
    MET,
    NOBODY,
    RAN,
    RESULTS,
    SPENT,
    STOOD,
    USED,
    WITHDRAWN,
    WORKING,
    Metric,
)
from contracts.sla import (
    ClockBreached,
    ClockCancelled,
    ClockEscalated,
    ClockExtended,
    ClockMet,
    ClockRecomputed,
    ClockRenewed,
    ClockResumed,
    ClockStarted,
    ClockStopped,
)
from deploy.report.lines import Line

Event = dict[str, Any]
Key = tuple[str, str, str, int]
"""Request, clock, policy and cycle."""
Clocks = Callable[[str, int], WorkingTime | None]
"""A calendar by its id and version."""

_TIMED: Final = frozenset(next(label.values for label in USED.labels if label.name == "clock"))
_LATE: Final = frozenset({ClockState.BREACHED, ClockState.STOPPED})
_REST: Final = timedelta(days=30)
"""How long before the month a clock that ended is remembered, should its result be taken back."""


@dataclass(slots=True)
class Course:
    """One clock, as far as it was told."""

    service: str
    agency: str
    due: datetime
    unit: TermUnit | None = None
    calendar: tuple[str, int] | None = None
    extended: bool = False
    late: bool = False
    result_at: datetime | None = None
    """When what it has for a result was so."""
    ended_at: datetime | None = None
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    level: str | None = None
    """The level of escalation it reached last."""

    @property
    def kept(self) -> str:
        """The result of one that is done in time."""
        return EXTENDED if self.extended else MET

    @property
    def time(self) -> str:
        """The `time` label: by what time it runs."""
        return ELAPSED if self.unit is None or self.unit in NONSTOP else WORKING


class Heard(NamedTuple):
    """One event of a clock, when it happened, and since when it is known."""

    kind: str
    body: Event
    at: datetime
    known: datetime


class Promises:
    """Every clock that may still change, and what events of them add."""

    def __init__(self, group: Callable[[str], str], clocks: Clocks, forgets: datetime) -> None:
        self._group = group
        self._clocks = clocks
        self._forgets = forgets - _REST
        self.courses: dict[Key, Course] = {}

    def take(self, kind: str, body: Event, known: datetime) -> Iterator[Line]:
        """The lines one event adds."""
        change = _CHANGES.get(kind)
        if change is None:
            return
        key = key_of(body)
        course = self.courses.get(key)
        if course is None or kind == ClockStarted.TYPE:
            course = self.courses[key] = _begun(body)
        course.agency = body.get("agency") or NOBODY
        heard = Heard(kind, body, _instant(body["occurred_at"]), known)
        yield from change(self, course, heard)
        course.due = _instant(body["due"])
        if course.ended_at is not None and course.ended_at < self._forgets:
            del self.courses[key]

    def _line(self, course: Course, heard: Heard, metric: Metric, *labels: str) -> Line:
        """A line of a clock; its labels begin with the agency, the group and the clock."""
        of = course.agency, self._group(course.service), heard.body["metric"]
        office = course.agency, course.service
        return Line(heard.at, heard.known, office, (metric, (*of, *labels)))

    def met(self, course: Course, heard: Heard) -> Iterator[Line]:
        """Done in time."""
        yield self._line(course, heard, RESULTS, course.kept)
        course.result_at = heard.at
        yield from self.done(course, heard)

    def done(self, course: Course, heard: Heard) -> Iterator[Line]:
        """Done, in time or late: how long it took."""
        course.ended_at = heard.at
        used, stood = heard.body["used_seconds"], self._stood(course)
        if heard.body["metric"] in _TIMED:
            yield self._line(course, heard, USED, course.time)._replace(amount=used)
        yield self._line(course, heard, SPENT, course.time, RAN)._replace(amount=used)
        yield self._line(course, heard, SPENT, course.time, STOOD)._replace(amount=stood)

    def breached(self, course: Course, heard: Heard) -> Iterator[Line]:
        """Past its due date, at that instant."""
        course.late, course.result_at = True, heard.at
        yield self._line(course, heard, RESULTS, BREACHED)

    def cancelled(self, course: Course, heard: Heard) -> Iterator[Line]:
        """Over without being kept or broken, unless it had been broken before."""
        course.ended_at = heard.at
        if not course.late:
            yield self._line(course, heard, RESULTS, EXEMPT)

    def renewed(self, course: Course, heard: Heard) -> Iterator[Line]:
        """One round of a promise that recurs is over; the next begins."""
        if not heard.body["late"]:
            yield self._line(course, heard, RESULTS, MET)
        course.late, course.result_at, course.pauses = False, None, []

    def recomputed(self, course: Course, heard: Heard) -> Iterator[Line]:
        """A result is taken back: it counts no longer in the month it was counted in."""
        body, before = heard.body, heard.body["previous_state"]
        dated = course.result_at or heard.at
        if before == ClockState.MET:
            yield self._line(course, heard, WITHDRAWN, course.kept)._replace(dated=dated)
        elif before in _LATE and body["state"] != ClockState.BREACHED:
            yield self._line(course, heard, WITHDRAWN, BREACHED)._replace(dated=dated)
        if body["because"] == SENT_BACK and course.ended_at is not None:
            course.pauses.append((course.ended_at, max(course.ended_at, heard.at)))
        course.late, course.ended_at = body["state"] == ClockState.BREACHED, None
        _by_terms(course, body)

    def escalated(self, course: Course, heard: Heard) -> Iterator[Line]:
        """A level of its chain was reached."""
        course.level = heard.body["level"]
        yield Line(
            heard.at,
            heard.known,
            (course.agency, course.service),
            (ESCALATIONS, (course.agency, heard.body["level"])),
        )

    def resumed(self, course: Course, heard: Heard) -> Iterator[Line]:
        """It stood still until now."""
        course.pauses.append((_instant(heard.body["paused_at"]), heard.at))
        yield from ()

    def extended(self, course: Course, _heard: Heard) -> Iterator[Line]:
        """It was given more time."""
        course.extended = True
        yield from ()

    def begun(self, course: Course, heard: Heard) -> Iterator[Line]:
        """It runs, by these terms."""
        _by_terms(course, heard.body)
        yield from ()

    def _stood(self, course: Course) -> int:
        """How long it stood still, in the term's own time; nothing where its start is not kept."""
        if course.unit is None or course.calendar is None:
            return 0
        time = self._clocks(*course.calendar)
        if time is None:
            return 0
        return sum(time.elapsed(course.unit, since, until) for since, until in course.pauses)


_CHANGES: Final[dict[str, Callable[[Promises, Course, Heard], Iterator[Line]]]] = {
    ClockStarted.TYPE: Promises.begun,
    ClockResumed.TYPE: Promises.resumed,
    ClockExtended.TYPE: Promises.extended,
    ClockBreached.TYPE: Promises.breached,
    ClockMet.TYPE: Promises.met,
    ClockStopped.TYPE: Promises.done,
    ClockCancelled.TYPE: Promises.cancelled,
    ClockRenewed.TYPE: Promises.renewed,
    ClockRecomputed.TYPE: Promises.recomputed,
    ClockEscalated.TYPE: Promises.escalated,
}
"""What each event adds; those that only say something are not here."""


def key_of(body: Event) -> Key:
    """Which clock an event is of."""
    return body["request_id"], body["metric"], body["policy"], body.get("cycle", 1)


def _begun(body: Event) -> Course:
    return Course(body["service"], body.get("agency") or NOBODY, _instant(body["due"]))


def _by_terms(course: Course, body: Event) -> None:
    """The unit and the calendar its terms name, where the event says them."""
    if body.get("unit") is not None and body.get("explanation") is not None:
        found = body["explanation"]
        course.unit = TermUnit(body["unit"])
        course.calendar = found["calendar_id"], found["calendar_version"]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
