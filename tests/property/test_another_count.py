"""What is due agrees with packages others use: without holidays, and with the country's own."""

from datetime import date, datetime, time, timedelta

import businesstimedelta as other
import holidays
import pytest
import pytz
from hypothesis import given, settings
from hypothesis import strategies as st
from lokal.holidays import get_holidays

from contracts.calendar import TermUnit, WorkingTime
from tests.builders.calendars import WIB, a_calendar, serang

WEEKDAYS = [0, 1, 2, 3, 4]
OPENS, NOON, ONE, CLOSES = time(7, 30), time(12), time(13), time(16)
A_DAY = timedelta(hours=7, minutes=30)
OFFICE = WorkingTime(a_calendar())
RULES = other.Rules(
    [
        other.WorkDayRule(OPENS, CLOSES, WEEKDAYS, tz=pytz.FixedOffset(420)),
        other.LunchTimeRule(NOON, ONE, WEEKDAYS, tz=pytz.FixedOffset(420)),
    ]
)
"""The hours of that office, as the package has them."""

instants = st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0, tzinfo=WIB)
)
several = settings(max_examples=150, deadline=None, derandomize=True)


def after(start: datetime, work: timedelta) -> datetime:
    """When so much has been worked, by the package."""
    found: datetime = start + other.BusinessTimeDelta(RULES, timedelta=work)
    return found


@several
@given(instants, st.integers(1, 60))
def test_a_term_in_working_hours_is_due_where_the_package_says(start: datetime, hours: int) -> None:
    assert OFFICE.due(start, hours, TermUnit.WORKING_HOURS).due == after(
        start, timedelta(hours=hours)
    )


@several
@given(instants, st.integers(1, 400))
def test_a_term_in_working_minutes_is_due_where_the_package_says(
    start: datetime, minutes: int
) -> None:
    assert OFFICE.due(start, minutes, TermUnit.WORKING_MINUTES).due == after(
        start, timedelta(minutes=minutes)
    )


@several
@given(instants, st.integers(1, 60))
def test_a_term_in_working_days_is_due_where_the_package_says(start: datetime, days: int) -> None:
    """The day of receipt does not count: so many whole days of work after it has closed."""
    counted = start if start.timetz().replace(tzinfo=None) < CLOSES else start + timedelta(days=1)
    while counted.weekday() not in WEEKDAYS:
        counted += timedelta(days=1)
    closing = datetime.combine(counted.date(), CLOSES, WIB)
    assert OFFICE.due(start, days, TermUnit.WORKING_DAYS).due == after(closing, days * A_DAY)


CITY = WorkingTime(serang())
OFF = {
    "holidays": frozenset(
        holidays.country_holidays("ID", years=(2025, 2026, 2027), categories=("public",))
    )
    | frozenset(
        holidays.country_holidays("ID", years=(2025, 2026, 2027), categories=("government",))
    ),
    "lokal": frozenset(
        date.fromisoformat(day.date) for year in (2026, 2027) for day in get_holidays(year).holidays
    ),
}
"""Days off, public and collective, as two packages from PyPI list them: all years each knows."""
SINCE = {"holidays": date(2025, 1, 2), "lokal": date(2026, 1, 2)}


@pytest.mark.parametrize("package", OFF)
@several
@given(st.integers(0, 900), st.integers(1, 60))
def test_with_the_citys_holidays_a_term_in_working_days_ends_where_two_lists_say(
    package: str, later: int, days: int
) -> None:
    """Received at eight: on a day off it counts as the next working day, which does not count."""
    day = SINCE[package] + timedelta(days=later)
    last = counted(first_at_work(day, OFF[package]), days, OFF[package])
    if last.year < 2028:
        due = CITY.due(datetime.combine(day, time(8), WIB), days, TermUnit.WORKING_DAYS)
        assert due.due.astimezone(WIB).date() == last


def works(day: date, off: frozenset[date]) -> bool:
    return day.weekday() in WEEKDAYS and day not in off


def first_at_work(day: date, off: frozenset[date]) -> date:
    while not works(day, off):
        day += timedelta(days=1)
    return day


def counted(day: date, days: int, off: frozenset[date]) -> date:
    """So many working days after a day, one by one."""
    while days:
        day += timedelta(days=1)
        days -= works(day, off)
    return day
