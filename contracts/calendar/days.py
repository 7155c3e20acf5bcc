"""A calendar compiled to a row a day, with running totals; knows days, never instants or zones."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import NamedTuple

from contracts.calendar.due import OutsideCalendar, Skipped
from contracts.calendar.office import DayOff, OfficeHours, WorkingCalendar, bounds

EPOCH = date(1970, 1, 1).toordinal()
# A Monday before any request the bus can carry; a fixed first day keeps totals comparable
# while the table grows at its end.
FIRST = date(2010, 1, 4).toordinal()
# Far enough for a fast clock left running; an instant beyond is a mistake that would cost memory.
LAST = date(2199, 12, 31).toordinal()
GROWTH = 364
SATURDAY = 5

_ENDS = f"calendars run from {date.fromordinal(FIRST)} to {date.fromordinal(LAST)}"

Pattern = tuple[tuple[int, int], ...]


class Reason(NamedTuple):
    """Why a day is off, as `Skipped` tells it."""

    kind: DayOff
    name: str
    name_en: str
    decree: str | None = None
    provisional: bool = False


class _Row(NamedTuple):
    """What the calendar says of one day; `unsure`: that may still change."""

    openings: Pattern
    off: Reason | None
    unsure: bool


WEEKEND = Reason(DayOff.WEEKEND, "akhir pekan", "weekend")
CLOSED = Reason(DayOff.CLOSED, "di luar hari kerja", "no office hours")


class _Rules:
    """What the calendar says of a single day."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.usual = _patterns(calendar.hours)
        self.special = {
            day.date.toordinal(): Reason(
                DayOff(day.kind), day.name, day.name_en, day.decree, day.provisional
            )
            for day in calendar.special_days
        }
        self.seasons = [
            (span.first.toordinal(), span.last.toordinal(), span.provisional, patterns)
            for season in calendar.seasons
            for patterns in (_patterns(season.hours),)
            for span in season.spans
        ]
        self.known_from = calendar.known_from.toordinal() if calendar.known_from else 0
        known_until = calendar.known_until or date.max
        self.known_until = known_until.toordinal()

    def of(self, ordinal: int) -> _Row:
        weekday = (ordinal - 1) % 7
        unsure = not self.known_from <= ordinal <= self.known_until
        if special := self.special.get(ordinal):
            return _Row((), special, unsure or special.provisional)
        pattern = self.usual[weekday]
        for first, last, provisional, patterns in self.seasons:
            if first <= ordinal <= last:
                pattern, unsure = patterns[weekday], unsure or provisional
        closed = WEEKEND if weekday >= SATURDAY else CLOSED
        return _Row(pattern, None if pattern else closed, unsure)


def _patterns(hours: OfficeHours) -> tuple[Pattern, ...]:
    return tuple(tuple(bounds(opening) for opening in openings) for openings in hours.week)


class DayTable:
    """Rows by days since FIRST; `worked`, `rank` and `unsure` hold the total *before* a day.

    `worked`: microseconds. `rank`: working days, so that of a working day it is the day's place
    in `working_days`. `unsure`: days that may still change.
    """

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._rules = _Rules(calendar)
        self.openings: list[Pattern] = []
        self.off: list[Reason | None] = []
        self.worked = [0]
        self.rank = [0]
        self.unsure = [0]
        self.working_days: list[int] = []
        self._told: dict[tuple[int, int], Skipped] = {}
        self.reach(max(self._rules.special, default=FIRST) - FIRST + GROWTH)

    def reach(self, row: int) -> None:
        """Grow until `row` is in the table."""
        if not 0 <= row <= LAST - FIRST:
            raise OutsideCalendar(_ENDS)
        while len(self.off) <= row:
            self.grow()

    def grow(self) -> None:
        """Append the next fifty-two weeks."""
        start = FIRST + len(self.off)
        if start > LAST:
            raise OutsideCalendar(_ENDS)
        for ordinal in range(start, start + GROWTH):
            self._append(self._rules.of(ordinal))

    def _append(self, row: _Row) -> None:
        if row.openings:
            self.working_days.append(len(self.off))
        self.openings.append(row.openings)
        self.off.append(row.off)
        self.worked.append(self.worked[-1] + sum(end - start for start, end in row.openings))
        self.rank.append(len(self.working_days))
        self.unsure.append(self.unsure[-1] + row.unsure)

    def working_day(self, place: int) -> int:
        """The row of the working day with that place, counted from 0."""
        while place >= len(self.working_days):
            self.grow()
        return self.working_days[place]

    def may_change(self, first: int, last: int) -> bool:
        """Whether any day from row to row, both included, is not settled."""
        return self.unsure[last + 1] > self.unsure[first]

    def skipped(self, first: int, last: int) -> Iterator[Skipped]:
        """The days off from row to row, neighbours with one reason together."""
        for reason, group in groupby(range(first, last + 1), key=self.off.__getitem__):
            if reason is not None:
                rows = list(group)
                yield self._tell(rows[0], rows[-1], reason)

    def _tell(self, first: int, last: int, reason: Reason) -> Skipped:
        """The same days off are one value, however many terms pass over them."""
        told = self._told.get((first, last))
        if told is None:
            told = Skipped(date=day(first), until=day(last), **reason._asdict())
            self._told[first, last] = told
        return told


def day(row: int) -> date:
    """The date of a row."""
    return date.fromordinal(FIRST + row)
