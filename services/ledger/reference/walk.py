"""Working time walked day by day, opening by opening; slow, and sharing no code with the fast way.

It walks over stretches of work rather than minutes: instants carry microseconds, minutes do not.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from contracts.calendar.due import DayCount, TermUnit
from contracts.calendar.office import ZONES, WorkingCalendar

Stretch = tuple[datetime, datetime]
"""From when to when an office works without a break."""

_LENGTHS = {
    TermUnit.WORKING_HOURS: timedelta(hours=1),
    TermUnit.WORKING_MINUTES: timedelta(minutes=1),
}
"""How much work a unit is, of those that count work."""

NONSTOP = (TermUnit.ELAPSED_HOURS, TermUnit.CALENDAR_DAYS)

_DAY = timedelta(days=1)
_NOTHING = timedelta(0)
_DEFAULT = DayCount()
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Due(NamedTuple):
    """When a term ends, and whether a decree may still move that."""

    due: datetime
    provisional: bool


class Walk:
    """One calendar on foot; what a day looks like is kept, nothing else is."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self._zone = ZONES[calendar.time_zone]
        self._days: dict[date, tuple[Stretch, ...]] = {}
        self._settled: dict[date, bool] = {}
        self._off = {special.date: special for special in calendar.special_days}

    def openings(self, day: date) -> tuple[Stretch, ...]:
        """When the office works on a day; nothing on a day off."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = tuple(self._of(day))
        return found

    def _of(self, day: date) -> Iterator[Stretch]:
        if day in self._off:
            return
        hours = self._calendar.hours
        for season in self._calendar.seasons:
            if any(span.first <= day <= span.last for span in season.spans):
                hours = season.hours
        openings: tuple[tuple[time, time], ...] = getattr(hours, _NAMES[day.weekday()])
        for start, end in openings:
            ends_at = day + _DAY if end == time(0) else day
            yield (
                datetime.combine(day, start, self._zone),
                datetime.combine(ends_at, end, self._zone),
            )

    def settled(self, day: date) -> bool:
        """Whether no decree to come can change a day."""
        found = self._settled.get(day)
        if found is None:
            found = self._settled[day] = not self._may_change(day)
        return found

    def _may_change(self, day: date) -> bool:
        calendar = self._calendar
        early = calendar.known_from is not None and day < calendar.known_from
        late = calendar.known_until is not None and day > calendar.known_until
        if early or late:
            return True
        if day in self._off:
            return self._off[day].provisional
        spans = (span for season in calendar.seasons for span in season.spans)
        return any(span.provisional and span.first <= day <= span.last for span in spans)

    def due(
        self, start: datetime, value: int, unit: TermUnit, day_count: DayCount = _DEFAULT
    ) -> Due:
        """When a term received at an instant ends."""
        start = start.astimezone(self._zone)
        if unit is TermUnit.ELAPSED_HOURS:
            return Due(start + timedelta(hours=value), provisional=False)
        if unit is TermUnit.CALENDAR_DAYS:
            return Due(self._midnight(start, value, day_count), provisional=False)
        if unit in _LENGTHS:
            due = self.after(self._begin(start, day_count), value * _LENGTHS[unit])
            return Due(due, provisional=self._unsettled(start.date(), due.date()))
        last = self._last_day(start, value, day_count)
        return Due(self._closing(last), provisional=self._unsettled(start.date(), last))

    def _midnight(self, start: datetime, value: int, day_count: DayCount) -> datetime:
        """The midnight that ends the last of so many days."""
        late = day_count.cut_off is not None and start.timetz().replace(tzinfo=None) > (
            day_count.cut_off
        )
        first = start.date() + late * _DAY + (not day_count.counts_receipt_day) * _DAY
        return datetime.combine(first + value * _DAY, time(0), self._zone)

    def _unsettled(self, first: date, last: date) -> bool:
        dates = (first + timedelta(n) for n in range((last - first).days + 1))
        return not all(map(self.settled, dates))

    def _begin(self, start: datetime, day_count: DayCount) -> datetime:
        """From when hours count: what comes after the cut-off waits for the next day."""
        if not self._over(start, day_count.cut_off):
            return start
        return datetime.combine(start.date() + _DAY, time(0), self._zone)

    def _last_day(self, start: datetime, value: int, day_count: DayCount) -> date:
        """The working day a term in days ends on."""
        day = start.date()
        if not self.openings(day) or self._over(start, day_count.cut_off):
            day = self._next(day)
        if not day_count.counts_receipt_day:
            day = self._next(day)
        for _ in range(value - 1):
            day = self._next(day)
        return day

    def _over(self, at: datetime, cut_off: time | None = None) -> bool:
        """Whether the working day of an instant takes nothing more in."""
        if not self.openings(at.date()):
            return False
        late = cut_off is not None and at.timetz().replace(tzinfo=None) > cut_off
        return late or at >= self._closing(at.date())

    def _closing(self, day: date) -> datetime:
        return self.openings(day)[-1][1]

    def _next(self, day: date) -> date:
        """The working day after a day."""
        day += _DAY
        while not self.openings(day):
            day += _DAY
        return day

    def _stretches(self, since: datetime) -> Iterator[Stretch]:
        """All work from an instant on, without end."""
        day = since.date()
        while True:
            for start, end in self.openings(day):
                if end > since:
                    yield max(start, since), end
            day += _DAY

    def after(self, start: datetime, work: timedelta) -> datetime:
        """The first instant by which so much has been worked."""
        start = start.astimezone(self._zone)
        if work <= _NOTHING:
            return start
        for begin, end in self._stretches(start):
            if work <= end - begin:
                return begin + work
            work -= end - begin
        raise AssertionError

    def opens(self, at: datetime) -> datetime:
        """The first instant of work from an instant on."""
        return next(self._stretches(at.astimezone(self._zone)))[0]

    def worked(self, since: datetime, until: datetime) -> timedelta:
        """The working time from one instant to a later one."""
        total = _NOTHING
        for begin, end in self._stretches(since.astimezone(self._zone)):
            if begin >= until:
                return total
            total += min(end, until) - begin
        raise AssertionError

    def used(self, unit: TermUnit, since: datetime, until: datetime) -> int:
        """Whole seconds of a term's own time from one instant to a later one."""
        elapsed = unit in NONSTOP
        return (until - since if elapsed else self.worked(since, until)) // timedelta(seconds=1)

    def share(self, start: datetime, due: datetime, fraction: float, unit: TermUnit) -> datetime:
        """When that share of the time from start to due has passed; a fraction below 1."""
        if unit in NONSTOP:
            return start + (due - start) * fraction
        whole = self.worked(start, due) // timedelta.resolution
        return self.after(start, timedelta(microseconds=round(whole * fraction)))

    def shift(
        self, due: datetime, paused_at: datetime, resumed_at: datetime, unit: TermUnit
    ) -> datetime:
        """Where a pause moves an instant; what was still ahead never before the pause's end."""
        moved = self._moved(due, paused_at, resumed_at, unit)
        return max(moved, resumed_at) if due >= paused_at else moved

    def days_later(self, at: datetime, days: int, unit: TermUnit) -> datetime:
        """So many days on: working days, or any for a unit that runs nonstop."""
        return at + timedelta(days) if unit in NONSTOP else self._days_later(at, days)

    def _moved(
        self, due: datetime, paused_at: datetime, resumed_at: datetime, unit: TermUnit
    ) -> datetime:
        if unit is TermUnit.ELAPSED_HOURS:
            return due + (resumed_at - paused_at)
        if unit is TermUnit.CALENDAR_DAYS:
            ends = (at.astimezone(self._zone).date() for at in (paused_at, resumed_at))
            since, until = ends
            return due + (until - since)
        if unit in _LENGTHS:
            lost = self.worked(paused_at, resumed_at)
            return self.after(due, lost) if lost else due
        days = self._closings(paused_at, resumed_at)
        return self._days_later(due, days) if days else due

    def _closings(self, since: datetime, until: datetime) -> int:
        """How many working days end after one instant and not after another."""
        found, day = 0, since.astimezone(self._zone).date() - _DAY
        while (day := self._next(day)) <= until.astimezone(self._zone).date():
            found += since < self._closing(day) <= until
        return found

    def _days_later(self, at: datetime, days: int) -> datetime:
        """The same time so many working days on; the day's end, where that is past its work."""
        at = at.astimezone(self._zone)
        day = at.date()
        within = bool(self.openings(day)) and at < self._closing(day)
        if at.time() == time(0):  # the midnight that ends a day belongs to it
            day, within = day - _DAY, False
        while not self.openings(day):
            day -= _DAY
        for _ in range(days):
            day = self._next(day)
        if not within:
            return self._closing(day)
        return min(self._closing(day), datetime.combine(day, at.timetz()))
