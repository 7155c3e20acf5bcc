"""Without holidays, Monday to Friday: what is due agrees with a package others use for it."""

from datetime import datetime, time, timedelta

import businesstimedelta as other
import pytz
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.calendar import TermUnit, WorkingTime
from tests.builders.calendars import WIB, a_calendar

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
