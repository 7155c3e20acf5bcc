"""The arithmetic of working time: due dates, shares, pauses. Never a clock of its own."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from contracts.calendar import daily
from contracts.calendar.daily import CalendarDay
from contracts.calendar.days import FIRST, day
from contracts.calendar.due import DayCount, DueDate, Skipped, TermUnit
from contracts.calendar.office import ROUND_THE_CLOCK, WorkingCalendar
from contracts.calendar.timeline import SECOND, Timeline

MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
NONSTOP = frozenset({TermUnit.ELAPSED_HOURS, TermUnit.CALENDAR_DAYS})
"""Units that run through nights and holidays."""
WORKED = {TermUnit.WORKING_HOURS: HOUR, TermUnit.WORKING_MINUTES: MINUTE}
"""How long a unit of working time is."""
KEPT = 1_000
"""Explanations kept; when there are more, each is worked out anew as it is asked for."""
_DEFAULT = DayCount()
_VALID = DueDate.__pydantic_validator__.validate_python


class _Term(NamedTuple):
    """What every receipt of one day with one term in working days shares."""

    fields: dict[str, Any]
    worked: int


class WorkingTime:
    """One calendar, compiled once; each answer costs a few look-ups.

    Every instant is aware; what is given back stands in the calendar's zone. The day table grows
    as days are asked for, and the last explanations are kept: neither changes an answer.
    """

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar
        self._line = Timeline(calendar)
        self._table = self._line.table
        self._skipped: dict[tuple[int, int], tuple[Skipped, ...]] = {}
        self._terms: dict[tuple[int, int, int], _Term] = {}

    @cached_property
    def _every_day(self) -> "WorkingTime":
        """The same zone with every hour worked: what calendar days are counted by."""
        nonstop = {"id": self.calendar.id, "version": self.calendar.version}
        zone = {"time_zone": self.calendar.time_zone}
        return WorkingTime(ROUND_THE_CLOCK.model_copy(update=nonstop | zone))

    @property
    def kept(self) -> int:
        """How many explanations it keeps to answer sooner."""
        return len(self._skipped) + len(self._terms)

    def due(
        self, start: datetime, value: int, unit: TermUnit, day_count: DayCount = _DEFAULT
    ) -> DueDate:
        """When a term of `value` units that starts with receipt at `start` ends.

        Working days end with the working time of the last one, calendar days with its midnight;
        working hours and minutes run inside working time only; elapsed hours run through nights
        and holidays.
        """
        if value < 1:
            message = f"a term lasts at least 1 unit, not {value}"
            raise ValueError(message)
        if unit == TermUnit.WORKING_DAYS:
            return self._due_in_days(start, value, day_count)
        if unit == TermUnit.CALENDAR_DAYS:
            return self._every_day.due(start, value, TermUnit.WORKING_DAYS, day_count)
        if unit == TermUnit.ELAPSED_HOURS:
            return self._due_by_the_clock(start, value)
        return self._due_in_working_time(start, value * WORKED[unit], day_count)

    def _due_in_days(self, start: datetime, value: int, day_count: DayCount) -> DueDate:
        place = self._line.locate(start)
        first = self._line.counted(place, day_count.cut_off) + (not day_count.counts_receipt_day)
        key = (place[0], first, value)
        term = self._terms.get(key) or self._remember(key)
        worked = term.worked - self._line.worked(place)
        return self._due_date(term.fields, start, worked)

    def _remember(self, key: tuple[int, int, int]) -> _Term:
        received, first, value = key
        last = self._table.working_day(first + value - 1)
        counts_from = day(self._table.working_day(first))
        fields = self._explained(received, last, self._line.closing(last), counts_from)
        if len(self._terms) >= KEPT:
            self._terms.clear()
        return self._terms.setdefault(key, _Term(fields, self._table.worked[last + 1]))

    def _due_in_working_time(self, start: datetime, work: int, day_count: DayCount) -> DueDate:
        place = row, _ = self._line.locate(start)
        worked = begun = self._line.worked(place)
        if self._line.is_over(place, day_count.cut_off):
            begun = self._table.worked[row + 1]
        target = begun + work
        due = self._line.at(target)
        counts_from = day(bisect_right(self._table.worked, begun) - 1)
        last, _ = self._line.locate(due)
        fields = self._explained(row, last, due, counts_from)
        return self._due_date(fields, start, target - worked)

    def _due_by_the_clock(self, start: datetime, value: int) -> DueDate:
        begun = self._line.local(start)
        fields = {
            "due": begun + timedelta(hours=value),
            "counts_from": begun.date(),
            "calendar_id": self.calendar.id,
            "calendar_version": self.calendar.version,
        }
        return self._due_date(fields, begun, value * HOUR)

    def _explained(self, first: int, last: int, due: datetime, counts_from: date) -> dict[str, Any]:
        skipped = self._skipped.get((first, last))
        if skipped is None:
            if len(self._skipped) >= KEPT:
                self._skipped.clear()
            skipped = self._skipped[first, last] = tuple(self._table.skipped(first, last))
        return {
            "due": due,
            "counts_from": counts_from,
            "skipped": skipped,
            "provisional": self._table.may_change(first, last),
            "calendar_id": self.calendar.id,
            "calendar_version": self.calendar.version,
        }

    def moved(self, found: DueDate, due: datetime, unit: TermUnit) -> DueDate:
        """The same term where pauses moved its end: what lies between start and end then."""
        if unit == TermUnit.CALENDAR_DAYS:
            return self._every_day.moved(found, due, TermUnit.WORKING_DAYS)
        due, seconds = self._line.local(due), self.elapsed(unit, found.start, due)
        if unit == TermUnit.ELAPSED_HOURS:
            return found.model_copy(update={"due": due, "working_seconds": seconds})
        (first, _), (last, _) = self._line.locate(found.start), self._line.locate(due)
        fields = self._explained(first, max(first, last), due, found.counts_from)
        return self._due_date(fields, found.start, seconds * SECOND)

    def counting(self, unit: TermUnit) -> "WorkingTime":
        """The calendar a unit's days are counted by: every day is one to calendar days."""
        return self._every_day if unit == TermUnit.CALENDAR_DAYS else self

    def days(self, first: date, last: date) -> Iterator[CalendarDay]:
        """Each day from the first to the last, both included."""
        return daily.days(self._table, first, last)

    def _due_date(self, fields: dict[str, Any], start: datetime, worked: int) -> DueDate:
        rest = {"start": self._line.local(start), "working_seconds": worked // SECOND}
        found: DueDate = _VALID(fields | rest)
        return found

    def working_seconds(self, since: datetime, until: datetime) -> int:
        """Whole seconds of working time from one instant to another; negative if it runs back."""
        return _whole_seconds(self._worked(until) - self._worked(since))

    def add_working_seconds(self, start: datetime, seconds: int) -> datetime:
        """The first instant by which so many seconds of working time have passed since `start`."""
        if seconds < 0:
            message = f"working time is added forwards, not {seconds} s"
            raise ValueError(message)
        if not seconds:
            return self._line.local(start)
        return self._line.at(self._worked(start) + seconds * SECOND)

    def elapsed(self, unit: TermUnit, since: datetime, until: datetime) -> int:
        """Whole seconds of the unit's own time: working seconds, or elapsed ones."""
        if unit not in NONSTOP:
            return self.working_seconds(since, until)
        length = self._line.local(until) - self._line.local(since)
        return _whole_seconds(length // timedelta.resolution)

    def at_fraction(
        self, start: datetime, due: datetime, fraction: float, unit: TermUnit
    ) -> datetime:
        """The instant at which that share of the unit's own time from start to due has passed.

        A share above 1 lies as much later than due, as an escalation at 150 % does.
        """
        if fraction == 1:
            return self._line.local(due)
        if unit in NONSTOP:
            begun = self._line.local(start)
            return begun + (self._line.local(due) - begun) * fraction
        worked = self._worked(start)
        share = round((self._worked(due) - worked) * fraction)
        if share > 0:
            return self._line.at(worked + share)
        return self._line.local(due if fraction > 1 else start)

    def shift(
        self, due: datetime, paused_at: datetime, resumed_at: datetime, unit: TermUnit
    ) -> datetime:
        """Where a pause moves a due date, or a warning before it; never to before the pause's end.

        Working days: by one working day for each end of a working day that lies after `paused_at`
        and not after `resumed_at`; calendar days: by one day for each such midnight. Working hours
        and minutes: the working time that was left at the pause runs on from its end. Elapsed
        hours: by the length of the pause.
        """
        due, paused_at, resumed_at = map(self._line.local, (due, paused_at, resumed_at))
        if resumed_at < paused_at:
            message = f"a pause cannot end ({resumed_at}) before it begins ({paused_at})"
            raise ValueError(message)
        moved = self._moved(due, paused_at, resumed_at, unit)
        return max(moved, resumed_at) if due >= paused_at else moved

    def _moved(
        self, due: datetime, paused_at: datetime, resumed_at: datetime, unit: TermUnit
    ) -> datetime:
        if unit == TermUnit.ELAPSED_HOURS:
            return due + (resumed_at - paused_at)
        if unit == TermUnit.CALENDAR_DAYS:
            return due + timedelta(days=(resumed_at.date() - paused_at.date()).days)
        if unit in WORKED:
            lost = self._worked(resumed_at) - self._worked(paused_at)
            return self._line.at(self._worked(due) + lost) if lost else due
        line = self._line
        days = line.counted(line.locate(resumed_at)) - line.counted(line.locate(paused_at))
        return line.days_later(due, days) if days else due

    def days_later(self, instant: datetime, days: int, unit: TermUnit) -> datetime:
        """So many days after an instant: working days, or each day of a unit that runs nonstop."""
        if unit in NONSTOP:
            return self._line.local(instant) + timedelta(days=days)
        return self._line.days_later(instant, days)

    def next_open(self, instant: datetime) -> datetime:
        """The first instant from here on at which the office works: the same within its hours."""
        return self._line.at(self._worked(instant) + 1) - timedelta.resolution

    def is_working_day(self, day: date) -> bool:
        """Whether the office works at all on that day."""
        row = day.toordinal() - FIRST
        self._table.reach(row)
        return self._table.off[row] is None

    def _worked(self, instant: datetime) -> int:
        return self._line.worked(self._line.locate(instant))


def _whole_seconds(microseconds: int) -> int:
    return microseconds // SECOND if microseconds >= 0 else -(-microseconds // SECOND)
