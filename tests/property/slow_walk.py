"""Working time counted day by day from the file itself; shares no code with the fast way."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache, partial

from contracts.calendar import WorkingCalendar
from tests.builders.calendars import WIB, serang, shift

WALKED: dict[str | None, Callable[[], WorkingCalendar]] = {
    None: serang,
    **{code: partial(shift, code) for code in ("dlh", "dishub", "disdukcapil")},
}
"""The city's calendar and those of agencies that differ, by whose it is."""


@cache
def off(whose: str | None) -> frozenset[date]:
    return frozenset(special.date for special in WALKED[whose]().special_days)


@cache
def openings(day: date, whose: str | None = None) -> tuple[tuple[datetime, datetime], ...]:
    """The openings of a day, read from the file's own words."""
    calendar = WALKED[whose]()
    if day in off(whose):
        return ()
    hours = calendar.hours
    for season in calendar.seasons:
        if any(span.first <= day <= span.last for span in season.spans):
            hours = season.hours
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    of_day: tuple[tuple[time, time], ...] = getattr(hours, names[day.weekday()])
    return tuple(
        (datetime.combine(day, start, WIB), datetime.combine(day, end, WIB))
        for start, end in of_day
    )


def days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(1)


def walk_days(
    start: datetime, value: int, *, counts_receipt_day: bool, whose: str | None = None
) -> datetime:
    """Walk day by day to the end of the last day of a term."""
    left = value
    received = False
    for day in days_from(start.date()):
        if not openings(day, whose):
            continue
        closing = openings(day, whose)[-1][1]
        if not received:
            received = start < closing
            if not received or not counts_receipt_day:
                continue
        left -= 1
        if not left:
            return closing
    raise AssertionError


def walk_worked(since: datetime, until: datetime) -> timedelta:
    """Add up the overlap of every opening with a stretch of time."""
    total = timedelta(0)
    for day in days_from(since.date()):
        if day > until.date():
            return total
        for start, end in openings(day):
            total += max(timedelta(0), min(end, until) - max(start, since))
    raise AssertionError


def walk_closings(
    start: datetime, most: int, *, counts: bool, whose: str | None = None
) -> list[datetime]:
    """The ends of all terms up to `most` days in one walk."""
    first = walk_days(start, 1, counts_receipt_day=counts, whose=whose)
    closings = [first]
    for day in days_from(first.date() + timedelta(1)):
        if len(closings) == most:
            return closings
        if openings(day, whose):
            closings.append(openings(day, whose)[-1][1])
    raise AssertionError


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]
