"""What a calendar does not know yet, and what it refuses to answer."""

from datetime import date, datetime, timedelta

import pytest

from contracts.calendar import NaiveInstant, OutsideCalendar, TermUnit, WorkingTime
from contracts.calendar.working_time import KEPT
from tests.builders.calendars import at, serang

DAYS, HOURS, ELAPSED = TermUnit.WORKING_DAYS, TermUnit.WORKING_HOURS, TermUnit.ELAPSED_HOURS


@pytest.fixture(scope="module")
def city() -> WorkingTime:
    return WorkingTime(serang())


def test_a_term_past_the_last_known_year_says_that_it_is_provisional(city: WorkingTime) -> None:
    assert city.due(at("2027-12-30 10:00"), 1, DAYS).provisional is False
    beyond = city.due(at("2027-12-30 10:00"), 2, DAYS)
    assert (beyond.due, beyond.provisional) == (at("2028-01-03 16:00"), True)
    assert city.due(at("2031-06-02 10:00"), 5, HOURS).provisional


def test_a_term_before_the_first_known_year_says_that_it_is_provisional(city: WorkingTime) -> None:
    assert city.due(at("2024-12-30 10:00"), 1, DAYS).provisional


def test_a_term_over_a_feast_that_waits_for_the_moon_is_provisional(city: WorkingTime) -> None:
    over_idul_adha = city.due(at("2027-05-14 10:00"), 3, DAYS)
    assert over_idul_adha.provisional
    assert [skip.provisional for skip in over_idul_adha.skipped if skip.name == "Idul Adha 1448 H"]
    assert not city.due(at("2027-06-14 10:00"), 3, DAYS).provisional


def test_an_elapsed_term_is_never_provisional_for_no_decree_moves_it(city: WorkingTime) -> None:
    assert not city.due(at("2031-01-01 10:00"), 24, ELAPSED).provisional


def test_an_instant_without_offset_is_refused_by_name(city: WorkingTime) -> None:
    naive = datetime(2026, 4, 13, 10)  # noqa: DTZ001 - what is refused
    aware = at("2026-04-13 10:00")
    for unit in TermUnit:
        with pytest.raises(NaiveInstant, match=r"2026-04-13T10:00:00 carries no offset"):
            city.due(naive, 1, unit)
        with pytest.raises(NaiveInstant):
            city.shift(aware, naive, aware, unit)
        with pytest.raises(NaiveInstant):
            city.elapsed(unit, naive, aware)


def test_a_term_of_nothing_is_refused(city: WorkingTime) -> None:
    with pytest.raises(ValueError, match="at least 1 unit"):
        city.due(at("2026-04-13 10:00"), 0, DAYS)
    with pytest.raises(ValueError, match="added forwards"):
        city.add_working_seconds(at("2026-04-13 10:00"), -1)


def test_the_calendar_reaches_as_far_as_a_fast_clock_runs_and_says_where_it_ends(
    city: WorkingTime,
) -> None:
    assert city.due(at("2090-01-02 10:00"), 60, DAYS).provisional
    assert city.is_working_day(date(2095, 3, 1))
    with pytest.raises(OutsideCalendar, match="2010-01-04"):
        city.due(at("2009-12-31 10:00"), 1, DAYS)
    with pytest.raises(OutsideCalendar, match="2199-12-31"):
        city.due(at("9999-12-31 10:00"), 1, DAYS)
    with pytest.raises(OutsideCalendar):
        city.add_working_seconds(at("2026-04-13 10:00"), 10**12)


def test_a_calendar_that_is_asked_for_years_keeps_few_explanations_and_changes_none() -> None:
    long, fresh = WorkingTime(serang()), WorkingTime(serang())
    receipts = [at("2025-01-06 10:00") + timedelta(days=n) for n in range(3 * KEPT)]
    answers = [long.due(receipt, 14, DAYS) for receipt in receipts]
    assert [long.due(receipt, 14, DAYS) for receipt in receipts] == answers
    assert answers[KEPT + 5] == fresh.due(receipts[KEPT + 5], 14, DAYS)
    assert long.kept <= 2 * KEPT
