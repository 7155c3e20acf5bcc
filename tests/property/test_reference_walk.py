"""Due dates on foot are those of the fast way: every unit, share and pause, real calendars."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.calendar import ROUND_THE_CLOCK, DayCount, TermUnit, WorkingCalendar, WorkingTime
from services.ledger.reference.walk import Walk
from tests.builders.calendars import WIB, serang, shift

CALENDARS = {one.id: one for one in (serang(), shift("dishub"), shift("dlh"), ROUND_THE_CLOCK)}
FAST = {name: WorkingTime(one) for name, one in CALENDARS.items()}
SLOW = {name: Walk(one) for name, one in CALENDARS.items()}

calendars = st.sampled_from(sorted(CALENDARS))
units = st.sampled_from(TermUnit)
instants = st.datetimes(datetime(2024, 12, 1), datetime(2028, 2, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=WIB)
)
on_the_hour = instants.map(lambda moment: moment.replace(minute=0, second=0, microsecond=0))
moments = instants | on_the_hour
rules = st.builds(
    DayCount, counts_receipt_day=st.booleans(), cut_off=st.sampled_from([None, time(12), time(15)])
)
pauses = st.tuples(moments, st.timedeltas(timedelta(0), timedelta(days=60)))

many = settings(max_examples=200, deadline=None, derandomize=True)


@many
@given(calendars, moments, st.integers(1, 60), units, rules)
def test_a_term_ends_on_foot_where_it_ends_by_the_table(
    name: str, start: datetime, value: int, unit: TermUnit, rule: DayCount
) -> None:
    fast, slow = FAST[name].due(start, value, unit, rule), SLOW[name].due(start, value, unit, rule)
    assert (slow.due, slow.provisional) == (fast.due, fast.provisional)
    assert SLOW[name].used(unit, start, slow.due) == FAST[name].elapsed(unit, start, fast.due)


@many
@given(calendars, moments, st.integers(1, 20), units, st.sampled_from([0.25, 0.5, 0.75, 0.9]))
def test_a_share_of_a_term_is_reached_at_the_same_instant(
    name: str, start: datetime, value: int, unit: TermUnit, share: float
) -> None:
    due = FAST[name].due(start, value, unit).due
    assert SLOW[name].share(start, due, share, unit) == FAST[name].at_fraction(
        start, due, share, unit
    )


@many
@given(calendars, moments)
def test_an_office_opens_next_at_the_same_instant(name: str, moment: datetime) -> None:
    opens = FAST[name].next_open(moment)
    assert opens == SLOW[name].opens(moment) >= moment
    assert FAST[name].working_seconds(moment, opens) == 0
    assert FAST[name].next_open(opens) == opens


@many
@given(calendars, moments, st.integers(1, 20), units, pauses)
def test_a_pause_moves_what_is_due_to_the_same_instant(
    name: str, start: datetime, value: int, unit: TermUnit, pause: tuple[datetime, timedelta]
) -> None:
    paused, resumed = pause[0], pause[0] + pause[1]
    due = FAST[name].due(min(start, paused), value, unit).due
    warned = FAST[name].at_fraction(min(start, paused), due, 0.75, unit)
    for moved in (due, warned):
        assert SLOW[name].shift(moved, paused, resumed, unit) == FAST[name].shift(
            moved, paused, resumed, unit
        )
    assert SLOW[name].used(unit, paused, resumed) == FAST[name].elapsed(unit, paused, resumed)


@pytest.mark.parametrize("calendar", CALENDARS.values(), ids=CALENDARS)
def test_a_day_is_open_on_foot_as_the_calendar_writes_it(calendar: WorkingCalendar) -> None:
    walk, fast = SLOW[calendar.id], FAST[calendar.id]
    for number in range(3 * 365):
        day = (datetime(2025, 1, 1, tzinfo=WIB) + timedelta(number)).date()
        assert bool(walk.openings(day)) == fast.is_working_day(day)
