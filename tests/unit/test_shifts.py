"""Agencies that keep other hours than the office: when their days end, what the city decides."""

import shutil
from pathlib import Path

import pytest

from contracts.calendar import ROUND_THE_CLOCK, TermUnit, WorkingTime, explain
from services.catalogue.assumed import assumed
from services.catalogue.changes.calendars import calendar_changes
from services.catalogue.pack import check_pack, read_pack
from tests.builders.calendars import CITY, at, serang, shift

CITIES = sorted(city.parent for city in CITY.parent.glob("*/city.yaml"))
DAYS, HOURS = TermUnit.WORKING_DAYS, TermUnit.WORKING_HOURS
CREW, POSTS, COUNTER = (
    read_pack(CITY).working_time[f"ID-SERANG-{name}"]
    for name in ("DLH-KRU", "DISHUB-POS", "DISDUKCAPIL-LOKET")
)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the pack without its examples."""
    ignore = shutil.ignore_patterns("examples")
    return Path(shutil.copytree(CITY, tmp_path / "pack", ignore=ignore))


def change(pack: Path, file: str, old: str, new: str) -> None:
    text = (pack / file).read_text(encoding="utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def said(pack: Path) -> list[str]:
    return [str(problem) for problem in check_pack(pack)[1]]


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.name)
def test_a_citys_own_calendar_comes_first_and_the_one_around_the_clock_last(city: Path) -> None:
    first, *others, last = read_pack(city).calendars
    assert first.agency is None
    assert all(other.agency is not None for other in others)
    assert last == ROUND_THE_CLOCK.model_copy(update={"time_zone": first.time_zone})


def test_terms_in_elapsed_hours_run_around_the_clock() -> None:
    terms = [term for city in CITIES for p in read_pack(city).policies for term in p.terms]
    elapsed = {term.calendar for term in terms if term.unit is TermUnit.ELAPSED_HOURS}
    assert elapsed == {ROUND_THE_CLOCK.id}


def test_a_crew_that_works_on_saturday_is_late_on_saturday() -> None:
    found = CREW.due(at("2026-05-06 09:00"), 3, DAYS)
    assert found.due == at("2026-05-09 12:00")
    assert WorkingTime(serang()).due(at("2026-05-06 09:00"), 3, DAYS).due == at("2026-05-11 16:00")


def test_what_a_crew_hears_after_its_shift_counts_as_the_next_day() -> None:
    assert CREW.due(at("2026-05-06 12:31"), 1, DAYS).due == at("2026-05-08 11:30")


def test_a_crew_has_the_citys_days_off_and_names_them() -> None:
    found = CREW.due(at("2026-03-16 10:00"), 5, DAYS)
    assert found.due == at("2026-03-28 12:00")
    assert "Idul Fitri 1447 H (20-24 Maret)" in explain(found, 5, DAYS).id


def test_a_crew_keeps_its_own_hours_in_ramadan() -> None:
    assert CREW.due(at("2026-03-02 10:00"), 1, DAYS).due == at("2026-03-03 11:30")


def test_posts_that_stand_every_day_know_no_holiday() -> None:
    found = POSTS.due(at("2026-03-19 10:00"), 3, DAYS)
    assert (found.due, found.skipped) == (at("2026-03-22 22:00"), ())
    assert POSTS.due(at("2026-03-21 21:00"), 2, HOURS).due == at("2026-03-22 07:00")


def test_posts_wait_for_no_decree_and_crews_do() -> None:
    late = at("2027-12-30 10:00")
    assert not POSTS.due(late, 5, DAYS).provisional
    assert CREW.due(late, 5, DAYS).provisional
    assert CREW.due(at("2027-03-08 07:00"), 1, DAYS).provisional


def test_a_counter_open_on_saturday_morning_is_shut_on_saturdays_in_ramadan() -> None:
    assert COUNTER.due(at("2026-05-08 09:00"), 1, DAYS).due == at("2026-05-09 12:00")
    assert COUNTER.due(at("2026-03-06 09:00"), 1, DAYS).due == at("2026-03-09 15:00")


@pytest.mark.parametrize("agency", ["dlh", "dishub", "disdukcapil"])
def test_the_pack_reads_a_shift_as_it_is_written(agency: str) -> None:
    assert shift(agency) in read_pack(CITY).calendars


def test_a_day_off_that_moves_in_the_citys_file_moves_for_the_crew(pack: Path) -> None:
    change(pack, "calendar.yaml", "{date: 2026-05-14,", "{date: 2026-05-13,")
    crew = read_pack(pack).working_time["ID-SERANG-DLH-KRU"]
    assert [crew.is_working_day(at(f"2026-05-{day}").date()) for day in (13, 14)] == [False, True]


def test_what_is_wrong_in_the_citys_calendar_is_told_once(pack: Path) -> None:
    change(pack, "calendar.yaml", "version: 1", "version: one")
    assert [one.partition(" ")[0] for one in said(pack)] == ["calendar.yaml"]


def test_a_calendar_with_days_of_its_own_says_how_far_they_are_known(pack: Path) -> None:
    change(pack, "agencies/dishub/calendar.yaml", "known_until: null\n", "")
    place, remedy = "agencies/dishub/calendar.yaml line 4", "`null` where no decree is waited for"
    assert said(pack) == [f"{place}: `known_until` is missing. Add it: a date, or {remedy}."]


def test_a_new_shift_is_told_among_what_changes() -> None:
    new = read_pack(CITY)
    old = new.model_copy(update={"calendars": new.calendars[:1]})
    told = [change.sentence for change in calendar_changes(old, new)]
    assert "Calendar ID-SERANG-DLH-KRU of dlh is new." in told
    assert "Calendar 24x7 is new." in told


def test_what_is_assumed_of_a_shift_is_listed_with_its_file() -> None:
    assert ("agencies/dlh/calendar.yaml", "office hours of ID-SERANG-DLH-KRU in Ramadan") in list(
        assumed(read_pack(CITY))
    )
