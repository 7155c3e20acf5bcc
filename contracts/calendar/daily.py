"""A calendar day by day, as it explains itself: worked from when to when, or off and why."""

from collections.abc import Iterator
from datetime import date, time

from contracts.calendar.days import FIRST, DayTable, day
from contracts.calendar.due import Skipped
from contracts.calendar.office import DAY, Day, Opening
from contracts.events import Value

_SECOND = 1_000_000


class CalendarDay(Value):
    """One day; `off` says why nothing is worked, and by which decree."""

    date: Day
    openings: tuple[Opening, ...] = ()
    """From when to when the office works; an end of 00:00 is the midnight that ends the day."""
    off: Skipped | None = None
    provisional: bool = False
    """Whether a decree may still change it."""


def days(table: DayTable, first: date, last: date) -> Iterator[CalendarDay]:
    """Each day from the first to the last, both included."""
    begin, end = first.toordinal() - FIRST, last.toordinal() - FIRST
    table.reach(begin)
    table.reach(end)
    for row in range(begin, end + 1):
        yield CalendarDay(
            date=day(row),
            openings=tuple((_clock(start), _clock(end)) for start, end in table.openings[row]),
            off=next(table.skipped(row, row), None),
            provisional=table.may_change(row, row),
        )


def _clock(microseconds: int) -> time:
    minutes, seconds = divmod(microseconds % DAY // _SECOND, 60)
    return time(*divmod(minutes, 60), seconds)
