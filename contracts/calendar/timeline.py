"""Instants laid along a calendar's working time and back again; the zone is known only here."""

from bisect import bisect_left
from datetime import datetime, timedelta

from contracts.calendar.days import EPOCH, FIRST, DayTable
from contracts.calendar.due import NaiveInstant
from contracts.calendar.office import ZONES, ClockTime, WorkingCalendar, microseconds

SECOND = 1_000_000
_SHIFT = FIRST - EPOCH


Place = tuple[int, int]
"""An instant as a row of the day table and microseconds of that day."""


class Timeline:
    """Where instants lie in working time, in microseconds since the first row of the table."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._zone = ZONES[calendar.time_zone]
        self._epoch = datetime(1970, 1, 1, tzinfo=self._zone)
        self.table = DayTable(calendar)

    def local(self, instant: datetime) -> datetime:
        """The same instant in the calendar's zone, so that equal instants have equal bytes."""
        if instant.tzinfo is None:
            raise _naive(instant)
        return instant if instant.tzinfo is self._zone else instant.astimezone(self._zone)

    def locate(self, instant: datetime) -> Place:
        """The day and time of day of an instant."""
        try:
            since = instant - self._epoch
        except TypeError:
            raise _naive(instant) from None
        row = since.days - _SHIFT
        if not 0 <= row < len(self.table.off):
            self.table.reach(row)
        return row, since.seconds * SECOND + since.microseconds

    def worked(self, place: Place) -> int:
        """The working time that has passed before a place."""
        row, us = place
        total = self.table.worked[row]
        for start, end in self.table.openings[row]:
            if us <= start:
                break
            # min() takes twice the time, and every event asks
            total += (us if us < end else end) - start  # noqa: FURB136
        return total

    def at(self, worked: int) -> datetime:
        """The first instant by which so much has been worked: the end of a day, not the next."""
        while worked > self.table.worked[-1]:
            self.table.grow()
        row = bisect_left(self.table.worked, worked) - 1
        left = worked - self.table.worked[row]
        for start, end in self.table.openings[row]:
            if left <= end - start:
                break
            left -= end - start
        return self._instant(row, start + left)

    def closing(self, row: int) -> datetime:
        """The end of working time of a working day."""
        return self._instant(row, self.table.openings[row][-1][1])

    def is_over(self, place: Place, cut_off: ClockTime | None = None) -> bool:
        """Whether the working day of a place takes nothing more in: cut-off passed, or closed."""
        row, us = place
        openings = self.table.openings[row]
        if not openings:
            return False
        late = cut_off is not None and us > microseconds(cut_off)
        return late or us >= openings[-1][1]

    def counted(self, place: Place, cut_off: ClockTime | None = None) -> int:
        """The working day a place counts as, by its rank: its own, or the next."""
        return self.table.rank[place[0]] + self.is_over(place, cut_off)

    def days_later(self, instant: datetime, days: int) -> datetime:
        """The end of a working day so many working days on; an instant within one, within that."""
        row, us = self.locate(instant)
        rank = self.table.rank[row + 1 if us else row] - 1
        later = self.closing(self.table.working_day(rank + days))
        if self.table.working_days[rank] != row or us >= self.table.openings[row][-1][1]:
            return later
        return min(later, self._instant(self.table.working_days[rank + days], us))

    def _instant(self, row: int, us: int) -> datetime:
        return self._epoch + timedelta(row + _SHIFT, 0, us)


def _naive(instant: datetime) -> NaiveInstant:
    return NaiveInstant(f"{instant.isoformat()} carries no offset from UTC")
