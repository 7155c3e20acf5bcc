"""Months are the city's own, and each thing counts in exactly one of them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import ZONES
from deploy.report.month import Books, Month, NoMonth
from tests.builders.calendars import at

ZONE = ZONES["Asia/Jakarta"]
BOOKS = Books(ZONE, timedelta(hours=72))
MARCH, APRIL = Month(2026, 3), Month(2026, 4)
MINUTES = st.integers(0, 200_000).map(lambda n: timedelta(minutes=n))


def test_a_month_is_read_as_it_is_written() -> None:
    assert Month.named("2026-03") == MARCH
    assert str(MARCH) == "2026-03"
    assert Month(2026, 12).next() == Month(2027, 1)


@pytest.mark.parametrize("text", ["2026-3", "2026-00", "2026-13", "03-2026", "9999-12", "", "x"])
def test_what_is_no_month_is_told_by_what_was_expected(text: str) -> None:
    with pytest.raises(NoMonth, match="a month such as 2026-03"):
        Month.named(text)


def test_a_month_begins_at_midnight_in_the_city() -> None:
    assert MARCH.begin(ZONE) == at("2026-03-01 00:00")
    assert MARCH.end(ZONE) == at("2026-04-01 00:00")


def test_the_books_close_once_nobody_may_report_later() -> None:
    assert BOOKS.closes(MARCH) == at("2026-04-04 00:00")


def test_what_was_done_in_march_and_told_while_its_books_were_open_counts_in_march() -> None:
    assert BOOKS.month_of(at("2026-03-31 11:00"), at("2026-04-03 23:59")) == MARCH


def test_what_became_known_after_that_counts_where_it_became_known() -> None:
    assert BOOKS.month_of(at("2026-03-31 11:00"), at("2026-04-04 00:00")) == APRIL


@given(MINUTES, MINUTES)
def test_no_closed_month_ever_grows(dated: timedelta, later: timedelta) -> None:
    """Whatever becomes known counts in a month whose books are still open then."""
    instant = at("2026-01-01 00:00") + dated
    known = instant + later
    assert known < BOOKS.closes(BOOKS.month_of(instant, known))
