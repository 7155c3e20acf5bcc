"""What holds for every receipt and every term, against a slow walk that shares no code."""

from bisect import bisect_right
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.calendar import DayCount, TermUnit, WorkingTime
from tests.builders.calendars import WIB, serang
from tests.property.slow_walk import (
    days_between,
    days_from,
    openings,
    walk_days,
    walk_worked,
)

DAYS, HOURS, ELAPSED = TermUnit.WORKING_DAYS, TermUnit.WORKING_HOURS, TermUnit.ELAPSED_HOURS
CITY = WorkingTime(serang())
WORKING_UNITS = st.sampled_from([DAYS, HOURS])

instants = st.datetimes(datetime(2024, 12, 1), datetime(2028, 2, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=WIB)
)
shares = st.floats(0, 2, allow_nan=False)


@given(instants, st.integers(1, 20), st.booleans())
@settings(max_examples=100, deadline=None)
def test_any_instant_counts_as_the_day_a_slow_walk_finds(
    start: datetime,
    value: int,
    counts: bool,  # noqa: FBT001
) -> None:
    due = CITY.due(start, value, DAYS, DayCount(counts_receipt_day=counts))
    assert due.due == walk_days(start, value, counts_receipt_day=counts)
    assert due.working_seconds == walk_worked(start, due.due) // timedelta(seconds=1)


@given(instants, st.integers(1, 20))
@settings(max_examples=100, deadline=None)
def test_skipped_days_are_all_days_off_between_and_only_those(start: datetime, value: int) -> None:
    due = CITY.due(start, value, DAYS)
    told = [day for skip in due.skipped for day in days_between(skip.date, skip.until)]
    off = [day for day in days_between(start.date(), due.due.date()) if not openings(day)]
    assert told == off
    assert all(skip.reason and skip.reason_en for skip in due.skipped)


@given(instants, instants)
@settings(max_examples=100, deadline=None)
def test_working_seconds_are_what_a_slow_walk_adds_up(one: datetime, other: datetime) -> None:
    since, until = sorted((one, other))
    walked = walk_worked(since, until) // timedelta(seconds=1)
    assert CITY.working_seconds(since, until) == walked
    assert CITY.working_seconds(until, since) == -walked


@given(instants, st.integers(0, 2_000_000))
@settings(deadline=None)
def test_adding_working_seconds_and_counting_them_are_inverse(
    start: datetime, seconds: int
) -> None:
    end = CITY.add_working_seconds(start, seconds)
    assert CITY.working_seconds(start, end) == seconds
    if seconds:
        assert CITY.working_seconds(start, end - timedelta.resolution) == seconds - 1


@given(instants, st.integers(1, 60))
@settings(deadline=None)
def test_a_term_in_working_hours_takes_exactly_its_working_time(
    start: datetime, value: int
) -> None:
    due = CITY.due(start, value, HOURS)
    assert due.working_seconds == value * 3600
    assert CITY.working_seconds(start, due.due) == value * 3600


@given(instants, st.integers(1, 20), shares, WORKING_UNITS)
@settings(deadline=None)
def test_at_a_share_of_a_term_that_share_of_its_working_time_has_passed(
    start: datetime, value: int, share: float, unit: TermUnit
) -> None:
    due = CITY.due(start, value, unit)
    instant = CITY.at_fraction(start, due.due, share, unit)
    assert abs(CITY.working_seconds(start, instant) - due.working_seconds * share) <= 2
    assert instant >= start
    assert (instant <= due.due) == (share <= 1) or abs(share - 1) < 1e-6


@given(instants, st.integers(1, 20), shares, shares, st.sampled_from(TermUnit))
@settings(deadline=None)
def test_a_greater_share_is_never_earlier(
    start: datetime, value: int, one: float, other: float, unit: TermUnit
) -> None:
    due = CITY.due(start, value, unit).due
    less, more = sorted((one, other))
    assert CITY.at_fraction(start, due, less, unit) <= CITY.at_fraction(start, due, more, unit)


pauses = st.tuples(instants, st.timedeltas(timedelta(0), timedelta(days=60)))


@given(instants, pauses)
@settings(max_examples=100, deadline=None)
def test_a_pause_moves_a_day_term_by_the_closings_inside_it(
    start: datetime, pause: tuple[datetime, timedelta]
) -> None:
    paused, resumed = pause[0], pause[0] + pause[1]
    due = CITY.due(start, 3, DAYS).due
    days = days_between(paused.date(), resumed.date())
    closings = [openings(day)[-1][1] for day in days if openings(day)]
    moved = bisect_right(closings, resumed) - bisect_right(closings, paused)
    after = (day for day in days_from(due.date() + timedelta(1)) if openings(day))
    expected = [due, *(openings(next(after))[-1][1] for _ in range(moved))][-1]
    if due == paused:
        expected = max(expected, resumed)
    assert CITY.shift(due, paused, resumed, DAYS) == expected


@given(instants, st.integers(1, 60), pauses)
@settings(deadline=None)
def test_what_working_time_was_left_at_a_pause_is_left_at_its_end(
    start: datetime, value: int, pause: tuple[datetime, timedelta]
) -> None:
    paused, resumed = pause[0], pause[0] + pause[1]
    due = CITY.due(start, value, HOURS).due
    moved = CITY.shift(due, paused, resumed, HOURS)
    left = CITY.working_seconds(paused, due)
    assert abs(CITY.working_seconds(resumed, moved) - left) <= 1


@given(instants, instants, pauses, st.sampled_from(TermUnit))
@settings(deadline=None)
def test_a_pause_keeps_warnings_before_the_due_date_and_everything_after_its_end(
    one: datetime, other: datetime, pause: tuple[datetime, timedelta], unit: TermUnit
) -> None:
    start = min(one, other, pause[0])
    paused, resumed = pause[0], pause[0] + pause[1]
    due = CITY.due(start, 5, unit).due
    warning = CITY.at_fraction(start, due, 0.75, unit)
    moved_warning = CITY.shift(warning, paused, resumed, unit)
    moved_due = CITY.shift(due, paused, resumed, unit)
    assert moved_warning <= moved_due
    assert warning <= moved_warning
    assert warning < paused or moved_warning >= resumed


@given(instants, st.integers(1, 200), pauses)
@settings(deadline=None)
def test_elapsed_hours_know_neither_nights_nor_holidays(
    start: datetime, value: int, pause: tuple[datetime, timedelta]
) -> None:
    due = CITY.due(start, value, ELAPSED)
    assert due.due - start == timedelta(hours=value)
    assert CITY.elapsed(ELAPSED, start, due.due) == value * 3600 == due.working_seconds
    paused, length = pause
    moved = CITY.shift(due.due, paused, paused + length, ELAPSED)
    assert moved == max(due.due + length, paused + length if due.due >= paused else moved)


@given(instants, st.integers(1, 20), st.sampled_from(TermUnit))
@settings(deadline=None)
def test_an_answer_given_twice_or_by_another_compilation_is_the_same(
    start: datetime, value: int, unit: TermUnit
) -> None:
    first = CITY.due(start, value, unit)
    assert CITY.due(start, value, unit) == first == WorkingTime(serang()).due(start, value, unit)
