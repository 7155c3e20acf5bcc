"""What the city's calendar file must hold, against two lists others keep, and what is refused."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
import yaml
from lokal.holidays import get_holidays
from pydantic import ValidationError

from contracts.calendar import ZONES, DayOff, OfficeHours, WorkingCalendar
from tests.builders.calendars import PACK, a_calendar, serang

YEARS = (2025, 2026, 2027)
KINDS = {"libur_nasional": DayOff.NATIONAL, "cuti_bersama": DayOff.COLLECTIVE}
# Days on which the city's file differs from a list on purpose: {day: the reason}. None so far.
EXCEPTIONS: dict[date, str] = {}


def the_citys(year: int) -> dict[date, DayOff]:
    return {
        day.date: DayOff(day.kind)
        for day in serang().special_days
        if day.date.year == year and day.kind in KINDS.values() and day.date not in EXCEPTIONS
    }


@pytest.mark.parametrize("year", YEARS)
def test_national_holidays_are_those_of_the_holidays_package(year: int) -> None:
    theirs = holidays.country_holidays("ID", years=year, categories=("public",))
    ours = {day for day, kind in the_citys(year).items() if kind is DayOff.NATIONAL}
    assert ours == set(theirs) - set(EXCEPTIONS)


@pytest.mark.parametrize("year", YEARS)
def test_collective_leave_is_that_of_the_holidays_package(year: int) -> None:
    theirs = holidays.country_holidays("ID", years=year, categories=("government",))
    ours = {day for day, kind in the_citys(year).items() if kind is DayOff.COLLECTIVE}
    assert ours == set(theirs) - set(EXCEPTIONS)


@pytest.mark.parametrize("year", [2026, 2027])
def test_days_off_and_their_kinds_are_those_of_lokal(year: int) -> None:
    theirs = {date.fromisoformat(day.date): KINDS[day.type] for day in get_holidays(year).holidays}
    assert the_citys(year) == {day: kind for day, kind in theirs.items() if day not in EXCEPTIONS}


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_decree_cited_is_the_one_lokal_names(year: int) -> None:
    cited = serang().decrees[f"SKB {year}"]
    numbers = get_holidays(year).decree.removeprefix("SKB ").split(", ")
    assert all(number in cited for number in numbers)


def test_every_date_that_waits_for_the_moon_is_provisional_and_no_other() -> None:
    provisional = {day.name for day in serang().special_days if day.provisional}
    assert provisional == {"Idul Fitri 1448 H", "Idul Adha 1448 H"}


def test_the_file_says_what_the_city_must_confirm() -> None:
    city = serang()
    assert city.hours.assumed
    assert all(season.hours.assumed for season in city.seasons)


def test_office_hours_add_up_to_what_the_decree_says() -> None:
    city = serang()
    assert a_week_of(city.hours) == timedelta(hours=37.5)  # Perpres 21/2023 art. 4
    assert a_week_of(city.seasons[0].hours) == timedelta(hours=32.5)


def a_week_of(hours: OfficeHours) -> timedelta:
    return sum(
        (
            timedelta(hours=end.hour - start.hour, minutes=end.minute - start.minute)
            for openings in hours.week
            for start, end in openings
        ),
        timedelta(),
    )


def test_ramadan_ends_on_the_eve_of_idul_fitri() -> None:
    feasts = [d for d in serang().special_days if d.name.startswith("Idul Fitri")]
    first_days = [
        min(d.date for d in feasts if d.date.year == year and d.kind is DayOff.NATIONAL)
        for year in YEARS
    ]
    eves = [first - timedelta(1) for first in first_days]
    assert [span.last for span in serang().seasons[0].spans] == eves


def test_fixed_offsets_are_those_of_the_tz_database_through_the_years() -> None:
    for name, zone in ZONES.items():
        noons = [
            datetime(year, month, 1, 12, tzinfo=ZoneInfo(name))
            for year in (1970, 2025, 2050)
            for month in range(1, 13)
        ]
        assert {noon.utcoffset() for noon in noons} == {zone.utcoffset(None)}


def test_a_calendar_written_as_json_reads_back_as_it_was() -> None:
    city = serang()
    assert WorkingCalendar.model_validate_json(city.model_dump_json()) == city


def test_the_file_holds_no_unquoted_times() -> None:
    raw = yaml.safe_load(PACK.read_text())
    assert all(
        isinstance(t, str) for day in ("monday", "friday") for o in raw["hours"][day] for t in o
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"hours": {"source": "x", "monday": [[720, "16:00"]]}}, "write times of day in quotes"),
        ({"hours": {"source": "x", "monday": [["16:00", "08:00"]]}}, "follow one another"),
        (
            {"hours": {"source": "x", "monday": [["08:00", "12:00"], ["11:00", "16:00"]]}},
            "follow one another",
        ),
        ({"hours": {"source": "x"}}, "never opens"),
        ({"hours": {"source": "x", "monday": [["08:00+07:00", "16:00"]]}}, "carries no zone"),
        ({"holidays": []}, "Extra inputs are not permitted"),
        ({"time_zone": "Europe/London"}, "Asia/Jakarta"),
        (
            {
                "special_days": [
                    {"date": "2026-01-01", "kind": "national"}
                    | {"name": "x", "name_en": "x", "decree": "SKB 1066"}
                ]
            },
            "cites 'SKB 1066', not one of the decrees",
        ),
        (
            {
                "special_days": 2
                * [
                    {"date": "2026-01-01", "kind": "national"}
                    | {"name": "x", "name_en": "x", "decree": "SK"}
                ]
            },
            "stands there twice",
        ),
        (
            {
                "special_days": [
                    {"date": "2026-01-03", "kind": "weekend"}
                    | {"name": "x", "name_en": "x", "decree": "SK"}
                ]
            },
            "national",
        ),
    ],
)
def test_a_wrong_calendar_is_refused_with_the_reason(
    wrong: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        a_calendar(**wrong)


def test_seasons_that_overlap_or_run_backwards_are_refused() -> None:
    def calendar(*spans: tuple[str, str]) -> WorkingCalendar:
        days = [{"first": first, "last": last} for first, last in spans]
        hours = {"source": "x", "monday": [["08:00", "15:00"]]}
        return a_calendar(
            seasons=[{"name": "Ramadan", "name_en": "Ramadan", "hours": hours, "spans": days}]
        )

    with pytest.raises(ValidationError, match="two seasons claim 2026-03-01"):
        calendar(("2026-02-19", "2026-03-20"), ("2026-03-01", "2026-03-02"))
    with pytest.raises(ValidationError, match="before it starts"):
        calendar(("2026-03-20", "2026-02-19"))
