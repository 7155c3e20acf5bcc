"""Every simulated agency has a manner of its own, from data; people come by hour and day."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from deploy.local.demo.agency import BAD_SHARE, RECORDS_A_REQUEST, broken_share
from deploy.local.demo.app import App
from deploy.local.demo.arrivals import Arrivals
from deploy.local.demo.chance import chance
from deploy.local.demo.manners import Tide, manners, read_manners, serving
from tests.builders.calendars import at
from tests.builders.packs import city_catalogue

MONDAY = at("2026-03-02 00:00")
TEXT = b"""
days: {desk: [0, 0, 0, 0, 0, 0, 0, 0, 4, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}
default:
  {weight: 1, day: desk, day_off: 0.5, tells_after_minutes: [2, 2], tells_at: [], skips: 0,
   slow: 0, repeats: 0, overtaken: 0, goes_back: 0, runs_ahead: 0, improvises: 0, contradicts: 0,
   reuses: 0, thinks_again: 0}
agencies:
  dlh: {weight: 3, tells_at: [9, 16]}
"""


def _weekday(day: date) -> bool:
    return day.weekday() < 5


def test_an_agency_nobody_named_behaves_as_most() -> None:
    known = read_manners(TEXT)
    assert known.of("unheard-of") == known.default


def test_a_named_agency_differs_only_where_it_says_so() -> None:
    known = read_manners(TEXT)
    changed = known.default.model_copy(update={"weight": 3, "tells_at": (9, 16)})
    assert known.of("dlh") == changed


def test_the_agencies_of_the_city_each_have_a_manner_of_their_own() -> None:
    known, codes = manners(), serving(city_catalogue())
    assert len({known.of(code).model_dump_json() for code in codes}) == len(codes)
    assert sum(known.part(code, city_catalogue()) for code in codes) == pytest.approx(1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((b"day: desk", b"day: night"), "`day` must be one of desk, got 'night'"),
        ((b"4, 2, 0", b"4, 2"), "`days.desk` must be 24 figures"),
        ((b"skips: 0", b"skips: 2"), "skips"),
        ((b"dlh: {weight", b"dlh: {wait"), "wait"),
    ],
)
def test_manners_that_make_no_sense_are_refused(change: tuple[bytes, bytes], said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("[", r"\[")):
        read_manners(TEXT.replace(*change))


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        ("2026-03-02 08:10", "2026-03-02 09:02"),
        ("2026-03-02 09:10", "2026-03-02 16:02"),
        ("2026-03-02 16:10", "2026-03-03 09:02"),
    ],
)
def test_an_app_that_publishes_twice_a_day_tells_at_the_next_hour(happened: str, told: str) -> None:
    assert read_manners(TEXT).of("dlh").told(at(happened), chance("any")) == at(told)


def test_people_come_when_the_hour_is_theirs_and_fewer_on_days_off() -> None:
    tide = read_manners(TEXT).tide("dlh", _weekday)
    shares = [tide.share(MONDAY + timedelta(days=day, hours=8)) for day in (0, 5)]
    assert shares == [1, 0.5]
    assert tide.share(MONDAY + timedelta(hours=9)) == 0.5
    assert tide.share(MONDAY + timedelta(hours=7)) == 0


def _arrived(tide: Tide, step: timedelta) -> list[datetime]:
    found: list[datetime] = []
    arrivals = Arrivals(MONDAY, tide)
    arrivals.add(600, chance("people"), found.append)
    for n in range(1, int(timedelta(days=28) / step) + 1):
        arrivals.catch_up(MONDAY + n * step)
    return found


def test_as_many_come_as_were_asked_for_and_by_the_hour() -> None:
    found = _arrived(manners().tide("dpmptsp", _weekday), timedelta(hours=1))
    assert len(found) == pytest.approx(28 * 144, rel=0.1)
    hours = Counter(one.hour for one in found)
    assert hours[9] > 3 * hours[16] > 0
    assert hours[2] == 0
    days = Counter(one.weekday() for one in found)
    assert days[6] < 0.3 * days[0]


def test_however_often_one_looks_the_same_come_at_the_same_instants() -> None:
    tide = manners().tide("dlh", _weekday)
    assert _arrived(tide, timedelta(minutes=7)) == _arrived(tide, timedelta(days=7))


@pytest.mark.parametrize("agency", serving(city_catalogue()))
def test_three_records_in_a_hundred_are_bad(agency: str) -> None:
    manner = manners().of(agency)
    by_mishap = manner.bad * (1 - BAD_SHARE) / RECORDS_A_REQUEST
    assert broken_share(manner) + by_mishap == pytest.approx(BAD_SHARE)


def test_a_request_makes_about_as_many_records_as_the_rate_goes_by() -> None:
    catalogue, known = city_catalogue(), manners()
    records = 0.0
    for code in serving(catalogue):
        app = App(catalogue, code, known.of(code), seed=1)
        said = sum(len(app.new_request(MONDAY + timedelta(hours=3 * n))) for n in range(100))
        records += said / 100 * known.part(code, catalogue)
    assert records == pytest.approx(RECORDS_A_REQUEST, rel=0.15)
