"""A due date in one Indonesian and one English sentence, as the citizen reads it."""

from datetime import date

import pytest

from contracts.calendar import DayCount, TermUnit, WorkingTime, explain, tell_day, tell_instant
from contracts.events import Sentences
from tests.builders.calendars import a_calendar, at, serang

DAYS, HOURS, ELAPSED = TermUnit.WORKING_DAYS, TermUnit.WORKING_HOURS, TermUnit.ELAPSED_HOURS


@pytest.fixture(scope="module")
def city() -> WorkingTime:
    return WorkingTime(serang())


def told(city: WorkingTime, received: str, value: int, unit: TermUnit) -> Sentences:
    return explain(city.due(at(received), value, unit), value, unit)


def test_a_term_over_nyepi_and_idul_fitri_names_them_with_their_collective_leave(
    city: WorkingTime,
) -> None:
    assert told(city, "2026-03-16 10:00", 5, DAYS) == Sentences(
        id="Jatuh tempo Senin, 30 Maret 2026 pukul 16.00 WIB: 5 hari kerja terhitung sejak"
        " Selasa, 17 Maret 2026, di luar Hari Suci Nyepi 1948 Saka (18-19 Maret),"
        " Idul Fitri 1447 H (20-24 Maret) dan akhir pekan (28-29 Maret).",
        en="Due Monday, 30 March 2026 at 16:00 WIB: 5 working days counted from"
        " Tuesday, 17 March 2026, leaving out Nyepi 1948 Saka (18-19 March),"
        " Eid al-Fitr 1447 H (20-24 March) and weekend (28-29 March).",
    )


def test_a_term_that_skips_nothing_says_no_more_than_it_must(city: WorkingTime) -> None:
    assert told(city, "2026-04-13 10:00", 1, DAYS) == Sentences(
        id="Jatuh tempo Selasa, 14 April 2026 pukul 16.00 WIB: 1 hari kerja terhitung sejak"
        " Selasa, 14 April 2026.",
        en="Due Tuesday, 14 April 2026 at 16:00 WIB: 1 working day counted from"
        " Tuesday, 14 April 2026.",
    )


def test_many_weekends_are_counted_and_not_listed(city: WorkingTime) -> None:
    sentences = told(city, "2026-06-17 10:00", 20, DAYS)
    assert "akhir pekan (4 kali)" in sentences.id
    assert "weekend (4 times)" in sentences.en


def test_a_stretch_over_two_months_or_into_another_year_names_both(city: WorkingTime) -> None:
    assert "akhir pekan (31 Januari-1 Februari)" in told(city, "2026-01-30 10:00", 2, DAYS).id
    over_new_year = told(city, "2025-12-24 10:00", 5, DAYS).id
    assert "(25-26 Desember 2025)" in over_new_year
    assert "Tahun Baru 2026 Masehi (1 Januari)" in over_new_year


def test_a_provisional_date_says_so_in_both_languages(city: WorkingTime) -> None:
    sentences = told(city, "2027-12-30 10:00", 2, DAYS)
    assert sentences.id.endswith(
        "; tanggal ini masih sementara karena kalender liburnya belum final."
    )
    assert sentences.en.endswith(
        "; this date is provisional because its holidays are not final yet."
    )


def test_elapsed_hours_say_that_nights_and_holidays_count(city: WorkingTime) -> None:
    assert told(city, "2026-03-18 22:05", 72, ELAPSED) == Sentences(
        id="Jatuh tempo Sabtu, 21 Maret 2026 pukul 22.05 WIB: 72 jam terhitung sejak"
        " Rabu, 18 Maret 2026 pukul 22.05 WIB, termasuk malam dan hari libur.",
        en="Due Saturday, 21 March 2026 at 22:05 WIB: 72 hours counted from"
        " Wednesday, 18 March 2026 at 22:05 WIB, nights and holidays included.",
    )


def test_working_hours_are_called_by_their_name(city: WorkingTime) -> None:
    assert told(city, "2026-04-13 08:00", 1, HOURS).id == (
        "Jatuh tempo Senin, 13 April 2026 pukul 09.00 WIB: 1 jam kerja terhitung sejak"
        " Senin, 13 April 2026."
    )


def test_the_day_counting_starts_with_is_told_where_the_day_of_receipt_counts(
    city: WorkingTime,
) -> None:
    due = city.due(at("2026-04-11 09:00"), 1, DAYS, DayCount(counts_receipt_day=True))
    assert "terhitung sejak Senin, 13 April 2026" in explain(due, 1, DAYS).id


def test_days_and_months_have_their_indonesian_names() -> None:
    days = [tell_day(date(2026, month, 9 + month)).id for month in range(1, 13)]
    assert days == [
        "Sabtu, 10 Januari 2026",
        "Rabu, 11 Februari 2026",
        "Kamis, 12 Maret 2026",
        "Senin, 13 April 2026",
        "Kamis, 14 Mei 2026",
        "Senin, 15 Juni 2026",
        "Kamis, 16 Juli 2026",
        "Senin, 17 Agustus 2026",
        "Jumat, 18 September 2026",
        "Senin, 19 Oktober 2026",
        "Jumat, 20 November 2026",
        "Senin, 21 Desember 2026",
    ]
    assert tell_day(date(2026, 3, 15)).id.startswith("Minggu")
    assert tell_day(date(2026, 3, 17)).id.startswith("Selasa")


def test_the_zone_is_called_as_people_there_call_it() -> None:
    ambon = WorkingTime(a_calendar(time_zone="Asia/Jayapura"))
    due = ambon.due(at("2026-04-13 10:00"), 1, DAYS).due
    assert tell_instant(due).id == "Selasa, 14 April 2026 pukul 16.00 WIT"
    assert tell_instant(at("2026-04-13 10:00")).en == "Monday, 13 April 2026 at 10:00 WIB"
