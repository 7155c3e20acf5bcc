"""The ledger's walk over the calendars of the pack, as calendar tests ask it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache, partial

from contracts.calendar import DayCount, TermUnit, WorkingCalendar
from services.ledger.reference.walk import Stretch, Walk
from tests.builders.calendars import serang, shift

WALKED: dict[str | None, Callable[[], WorkingCalendar]] = {
    None: serang,
    **{code: partial(shift, code) for code in ("dlh", "dishub", "disdukcapil")},
}
"""The city's calendar and those of agencies that differ, by whose it is."""


@cache
def _walk(whose: str | None) -> Walk:
    return Walk(WALKED[whose]())


def openings(day: date, whose: str | None = None) -> tuple[Stretch, ...]:
    """When somebody works on a day."""
    return _walk(whose).openings(day)


def days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(1)


def walk_days(
    start: datetime, value: int, *, counts_receipt_day: bool, whose: str | None = None
) -> datetime:
    """Walk day by day to the end of the last day of a term."""
    rule = DayCount(counts_receipt_day=counts_receipt_day)
    return _walk(whose).due(start, value, TermUnit.WORKING_DAYS, rule).due


def walk_worked(since: datetime, until: datetime) -> timedelta:
    """Add up the overlap of every opening with a stretch of time."""
    return _walk(None).worked(since, until)


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
