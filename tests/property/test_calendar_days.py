"""Every day of three years and every term up to sixty working days, against three other counts."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from datetime import date, datetime, time

import holidays
import pytest
from lokal.holidays import get_holidays

from contracts.calendar import DayCount, TermUnit, WorkingTime
from services.catalogue.pack import read_pack
from tests.builders.calendars import CITY, WIB
from tests.property.slow_walk import WALKED, days_between, walk_closings

MOST = 60
EVERY_DAY = days_between(date(2025, 1, 1), date(2027, 12, 31))
SATURDAY = 5
TIMES = {c.agency: WorkingTime(c) for c in read_pack(CITY).calendars if c.id != "24x7"}


def dues(whose: str | None, start: datetime, rule: DayCount) -> list[datetime]:
    due = TIMES[whose].due
    return [due(start, n, TermUnit.WORKING_DAYS, rule).due for n in range(1, MOST + 1)]


@pytest.mark.parametrize("clock", [time(10), time(23)])
@pytest.mark.parametrize("counts", [False, True])
@pytest.mark.parametrize("whose", WALKED)
def test_every_term_up_to_sixty_days_ends_where_a_slow_walk_ends(
    whose: str | None, clock: time, *, counts: bool
) -> None:
    for day in EVERY_DAY:
        start = datetime.combine(day, clock, WIB)
        walked = walk_closings(start, MOST, counts=counts, whose=whose)
        assert dues(whose, start, DayCount(counts_receipt_day=counts)) == walked


def test_every_calendar_of_the_pack_is_walked() -> None:
    assert TIMES.keys() == WALKED.keys()


def of_holidays(year: int) -> Iterable[date]:
    return holidays.country_holidays("ID", years=year, categories=("public", "government"))


def of_lokal(year: int) -> Iterable[date]:
    return (date.fromisoformat(day.date) for day in get_holidays(year).holidays)


@pytest.mark.parametrize(
    ("known", "years"), [(of_holidays, (2025, 2026, 2027)), (of_lokal, (2026, 2027))]
)
def test_every_term_up_to_sixty_days_ends_where_others_lists_say(
    known: Callable[[int], Iterable[date]], years: tuple[int, ...]
) -> None:
    """What ends beyond the last year of a list is not its to say."""
    off = {day for year in years for day in known(year)}
    span = days_between(date(years[0], 1, 1), date(years[-1], 12, 31))
    working = [day for day in span if day.weekday() < SATURDAY and day not in off]
    for day in span:
        received = bisect_left(working, day)
        theirs = working[received + 1 :][:MOST]
        ours = dues(None, datetime.combine(day, time(7), WIB), DayCount())
        assert [due.date() for due in ours[: len(theirs)]] == theirs
