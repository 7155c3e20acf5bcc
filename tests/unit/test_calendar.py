"""What the city's calendar promises, as an official would say it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from contracts.calendar import (
    ROUND_THE_CLOCK,
    DayCount,
    DayOff,
    DueDate,
    Skipped,
    TermUnit,
    WorkingTime,
)
from tests.builders.calendars import WIB, a_calendar, at, serang

DAYS, HOURS, ELAPSED = TermUnit.WORKING_DAYS, TermUnit.WORKING_HOURS, TermUnit.ELAPSED_HOURS
HOUR = 3600


@pytest.fixture(scope="module")
def city() -> WorkingTime:
    return WorkingTime(serang())


def test_a_due_date_tells_each_skipped_day_with_its_reason(city: WorkingTime) -> None:
    nyepi = {"name": "Hari Suci Nyepi 1948 Saka", "name_en": "Nyepi 1948 Saka"}
    idul_fitri = {"name": "Idul Fitri 1447 H", "name_en": "Eid al-Fitr 1447 H"}
    leave, holiday = DayOff.COLLECTIVE, DayOff.NATIONAL

    def skipped(first: int, last: int, kind: DayOff, decree: str | None, **names: str) -> Skipped:
        days = {"date": date(2026, 3, first), "until": date(2026, 3, last)}
        return Skipped.model_validate({**days, "kind": kind, "decree": decree, **names})

    assert city.due(at("2026-03-16 10:00"), 5, DAYS) == DueDate(
        due=at("2026-03-30 16:00"),
        start=at("2026-03-16 10:00"),
        counts_from=date(2026, 3, 17),
        skipped=(
            skipped(18, 18, leave, "SKB 2026", **nyepi),
            skipped(19, 19, holiday, "SKB 2026", **nyepi),
            skipped(20, 20, leave, "SKB 2026", **idul_fitri),
            skipped(21, 22, holiday, "SKB 2026", **idul_fitri),
            skipped(23, 24, leave, "SKB 2026", **idul_fitri),
            skipped(28, 29, DayOff.WEEKEND, None, name="akhir pekan", name_en="weekend"),
        ),
        provisional=False,
        calendar_id="ID-SERANG-OFFICE",
        calendar_version=1,
        working_seconds=41 * HOUR,
    )


def test_a_reason_names_the_feast_the_kind_of_leave_and_the_decree(city: WorkingTime) -> None:
    reasons = [skip.reason for skip in city.due(at("2026-03-16 10:00"), 5, DAYS).skipped]
    assert "Idul Fitri 1447 H, cuti bersama, SKB 2026" in reasons
    assert reasons[-1] == "akhir pekan"


def test_the_day_of_receipt_does_not_count_unless_the_term_says_so(city: WorkingTime) -> None:
    monday = at("2026-04-13 10:00")
    assert city.due(monday, 1, DAYS).due == at("2026-04-14 16:00")
    counted = city.due(monday, 1, DAYS, DayCount(counts_receipt_day=True))
    assert counted.due == at("2026-04-13 16:00")
    assert counted.counts_from == date(2026, 4, 13)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-04-13 06:00", "2026-04-14 16:00"),  # before opening: that day
        ("2026-04-13 12:30", "2026-04-14 16:00"),  # in the break: that day
        ("2026-04-13 15:59:59.999999", "2026-04-14 16:00"),
        ("2026-04-13 16:00", "2026-04-15 16:00"),  # closed: the next working day
        ("2026-04-13 23:30", "2026-04-15 16:00"),
        ("2026-04-11 09:00", "2026-04-14 16:00"),  # Saturday counts as Monday
        ("2026-04-10 16:29", "2026-04-13 16:00"),  # Friday closes at 16:30
        ("2026-04-10 16:30", "2026-04-14 16:00"),
    ],
)
def test_receipt_outside_working_time_counts_as_the_next_working_day(
    city: WorkingTime, received: str, due: str
) -> None:
    assert city.due(at(received), 1, DAYS).due == at(due)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-04-13 14:00", "2026-04-14 16:00"),  # on the cut-off: in time
        ("2026-04-13 14:00:00.000001", "2026-04-15 16:00"),
        ("2026-04-12 15:00", "2026-04-14 16:00"),  # on a Sunday no cut-off passes
    ],
)
def test_receipt_after_the_cut_off_counts_as_the_next_working_day(
    city: WorkingTime, received: str, due: str
) -> None:
    assert city.due(at(received), 1, DAYS, DayCount(cut_off=time(14))).due == at(due)


def test_working_hours_received_after_the_cut_off_start_with_the_next_working_day(
    city: WorkingTime,
) -> None:
    late = city.due(at("2026-04-13 14:30"), 2, HOURS, DayCount(cut_off=time(14)))
    assert (late.due, late.counts_from) == (at("2026-04-14 09:30"), date(2026, 4, 14))


def test_a_term_in_working_days_ends_with_the_working_time_of_its_last_day(
    city: WorkingTime,
) -> None:
    assert city.due(at("2026-04-09 10:00"), 1, DAYS).due == at("2026-04-10 16:30")  # a Friday
    assert city.due(at("2026-02-23 10:00"), 1, DAYS).due == at("2026-02-24 15:00")  # in Ramadan


def test_a_term_in_working_hours_runs_inside_working_time_only(city: WorkingTime) -> None:
    due = city.due(at("2026-04-09 15:30"), 4, HOURS)  # half an hour, then Friday to 11:00
    assert (due.due, due.working_seconds) == (at("2026-04-10 11:00"), 4 * HOUR)
    assert city.due(at("2026-04-10 11:00"), 4, HOURS).due == at("2026-04-10 16:30")  # over prayer
    assert city.due(at("2026-04-10 15:30"), 2, HOURS).due == at("2026-04-13 08:30")  # the weekend


def test_a_term_that_uses_up_a_day_is_due_at_its_end_and_not_the_next_morning(
    city: WorkingTime,
) -> None:
    assert city.due(at("2026-04-13 14:00"), 2, HOURS).due == at("2026-04-13 16:00")


def test_a_term_in_elapsed_hours_runs_through_nights_and_holidays(city: WorkingTime) -> None:
    due = city.due(at("2026-03-18 22:00:00.25"), 72, ELAPSED)
    assert due == DueDate(
        due=at("2026-03-21 22:00:00.25"),
        start=at("2026-03-18 22:00:00.25"),
        counts_from=date(2026, 3, 18),
        calendar_id="ID-SERANG-OFFICE",
        calendar_version=1,
        working_seconds=72 * HOUR,
    )


def test_around_the_clock_every_day_is_a_working_day() -> None:
    clock = WorkingTime(ROUND_THE_CLOCK)
    start = at("2026-03-20 22:00")
    assert clock.due(start, 72, HOURS).due == start + timedelta(hours=72)
    assert clock.due(start, 1, DAYS).due == at("2026-03-22 00:00")  # the end of the 21st
    assert not clock.due(start, 1, DAYS).provisional


def test_a_local_holiday_and_an_election_day_are_skipped_too() -> None:
    row = {"name": "Hari jadi kota", "name_en": "City day", "decree": "SK"}
    time_ = WorkingTime(
        a_calendar(
            special_days=[
                {"date": "2026-04-14", "kind": "local", **row},
                {"date": "2026-04-15", "kind": "election", **row},
            ]
        )
    )
    due = time_.due(at("2026-04-13 10:00"), 1, DAYS)
    assert due.due == at("2026-04-16 16:00")
    assert [skip.reason for skip in due.skipped] == [
        "Hari jadi kota, libur daerah, SK",
        "Hari jadi kota, hari pemungutan suara, SK",
    ]
    assert due.skipped[0].reason_en == "City day, local holiday, SK"


def test_a_weekday_without_hours_is_told_as_such_and_not_as_a_weekend() -> None:
    office = a_calendar(hours={"source": "shift", "monday": [["08:00", "12:00"]]})
    skipped = WorkingTime(office).due(at("2026-04-13 10:00"), 1, DAYS).skipped
    assert [skip.reason for skip in skipped] == [
        "di luar hari kerja",
        "akhir pekan",
    ]


def test_parts_of_a_second_are_kept(city: WorkingTime) -> None:
    start = at("2026-04-13 08:00:00.123456")
    assert city.due(start, 1, HOURS).due == at("2026-04-13 09:00:00.123456")
    assert city.add_working_seconds(start, 0) == start
    assert city.working_seconds(start, at("2026-04-13 08:00:02")) == 1


def test_equal_instants_give_equal_answers_in_city_time_whatever_their_offset(
    city: WorkingTime,
) -> None:
    local = at("2026-04-13 23:30")
    for unit in TermUnit:
        here, there = city.due(local, 3, unit), city.due(local.astimezone(UTC), 3, unit)
        assert here.model_dump_json() == there.model_dump_json()


def test_a_due_date_written_down_reads_back_as_it_was(city: WorkingTime) -> None:
    due = city.due(at("2027-05-14 10:00:00.5"), 5, DAYS)
    assert DueDate.model_validate_json(due.model_dump_json()) == due


def test_instants_come_back_in_western_indonesian_time(city: WorkingTime) -> None:
    assert city.due(datetime(2026, 4, 13, 3, tzinfo=UTC), 1, DAYS).due.utcoffset() == WIB.utcoffset(
        None
    )
