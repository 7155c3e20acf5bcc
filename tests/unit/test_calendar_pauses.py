"""Shares of a term, time used, and what a pause does to a due date."""

from datetime import timedelta

import pytest

from contracts.calendar import TermUnit, WorkingTime
from tests.builders.calendars import at, serang

DAYS, HOURS, ELAPSED = TermUnit.WORKING_DAYS, TermUnit.WORKING_HOURS, TermUnit.ELAPSED_HOURS
HOUR = 3600


@pytest.fixture(scope="module")
def city() -> WorkingTime:
    return WorkingTime(serang())


def test_warnings_fall_at_shares_of_the_terms_own_time(city: WorkingTime) -> None:
    start = at("2026-04-13 12:00")  # a Monday: three hours of work are left
    due = city.due(start, 1, DAYS).due  # and seven and a half on Tuesday
    assert city.at_fraction(start, due, 0.5, DAYS) == at("2026-04-14 09:45")
    assert city.at_fraction(start, due, 0.0, DAYS) == start
    assert city.at_fraction(start, due, 1.0, DAYS) == due
    assert city.at_fraction(start, start + timedelta(hours=8), 0.25, ELAPSED) == at(
        "2026-04-13 14:00"
    )


def test_a_share_above_one_lies_after_the_due_date(city: WorkingTime) -> None:
    start = at("2026-04-13 07:30")
    assert city.at_fraction(start, at("2026-04-13 16:00"), 2.0, HOURS) == at("2026-04-14 16:00")


def test_where_no_working_time_lies_between_every_share_is_at_an_end(city: WorkingTime) -> None:
    saturday, sunday = at("2026-04-11 10:00"), at("2026-04-12 10:00")
    assert city.at_fraction(saturday, sunday, 0.5, DAYS) == saturday
    assert city.at_fraction(saturday, sunday, 1.5, DAYS) == sunday


@pytest.mark.parametrize(
    ("paused", "resumed", "due"),
    [
        ("2026-04-14 09:00", "2026-04-14 15:59", "2026-04-16 16:00"),  # within one working day
        ("2026-04-14 09:00", "2026-04-14 16:00", "2026-04-17 16:30"),  # over its end: Friday
        ("2026-04-14 17:00", "2026-04-15 07:00", "2026-04-16 16:00"),  # a night
        ("2026-04-10 17:00", "2026-04-13 09:00", "2026-04-16 16:00"),  # a weekend
        ("2026-04-14 09:00", "2026-04-16 09:00", "2026-04-20 16:00"),  # two days, over a weekend
    ],
)
def test_a_pause_moves_a_term_in_working_days_by_the_working_days_that_ended_in_it(
    city: WorkingTime, paused: str, resumed: str, due: str
) -> None:
    assert city.shift(at("2026-04-16 16:00"), at(paused), at(resumed), DAYS) == at(due)


def test_a_pause_moves_a_warning_to_the_same_time_of_a_later_working_day(
    city: WorkingTime,
) -> None:
    warning, pause = at("2026-04-16 10:15"), (at("2026-04-14 09:00"), at("2026-04-15 09:00"))
    assert city.shift(warning, *pause, DAYS) == at("2026-04-17 10:15")


def test_a_warning_that_fell_into_a_pause_comes_with_its_end(city: WorkingTime) -> None:
    warning, resumed = at("2026-04-14 10:15"), at("2026-04-14 14:00")
    assert city.shift(warning, at("2026-04-14 09:00"), resumed, DAYS) == resumed


def test_a_pause_moves_a_term_in_working_hours_by_the_working_time_it_took(
    city: WorkingTime,
) -> None:
    due = at("2026-04-13 15:00")
    paused, resumed = at("2026-04-13 14:30"), at("2026-04-14 08:30")  # 1.5 h + 1 h of work
    assert city.shift(due, paused, resumed, HOURS) == at("2026-04-14 09:00")
    assert city.shift(due, at("2026-04-11 09:00"), at("2026-04-12 09:00"), HOURS) == due


def test_a_pause_moves_a_term_in_elapsed_hours_by_its_length(city: WorkingTime) -> None:
    due = at("2026-04-13 15:00")
    moved = city.shift(due, at("2026-04-11 09:00"), at("2026-04-12 09:00:00.5"), ELAPSED)
    assert moved == due + timedelta(days=1, milliseconds=500)


def test_a_pause_that_ends_before_it_begins_is_refused(city: WorkingTime) -> None:
    with pytest.raises(ValueError, match="before it begins"):
        city.shift(at("2026-04-16 16:00"), at("2026-04-14 10:00"), at("2026-04-14 09:00"), DAYS)


def test_time_used_is_counted_in_the_terms_own_unit(city: WorkingTime) -> None:
    friday, monday = at("2026-04-10 15:30"), at("2026-04-13 08:30")
    assert city.elapsed(DAYS, friday, monday) == 2 * HOUR
    assert city.elapsed(HOURS, friday, monday) == 2 * HOUR
    assert city.elapsed(ELAPSED, friday, monday) == 65 * HOUR
    assert city.elapsed(HOURS, monday, friday) == -2 * HOUR
