"""Who stands still and who fell silent: in working time, and never for what just came."""

from datetime import datetime
from typing import Any

import pytest

from contracts.calendar import WorkingCalendar
from contracts.records import StoredRecord
from contracts.releases import CLOCK, CityClock, Release, Releases
from contracts.topics import CATALOGUE
from deploy.lag.looking import Look
from deploy.lag.silence import Silence, silences
from deploy.lag.stalls import Stalls
from deploy.metrics.lagging import LagFigures
from services.kafka.lag import Behind
from tests.builders.calendars import a_calendar, at, serang
from tests.builders.catalogue import a_catalogue

THURSDAY = at("2026-03-12 10:00")
HOUR = 3600


def ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


def releases(*calendars: WorkingCalendar) -> Releases:
    """The small city's catalogue in force since the Thursday, on real time."""
    found = Releases()
    changed = {"calendars": calendars} if calendars else {}
    catalogue = a_catalogue().model_copy(update=changed)
    release = Release(version="v1", effective_at=ms(THURSDAY), catalogue=catalogue)
    clock = CityClock.identity("log-1")
    for offset, (key, event) in enumerate([(CLOCK, clock), (b"v1", release)]):
        written = ms(at("2026-03-12 09:00"))
        found.apply(StoredRecord(CATALOGUE, 0, offset, written, key, event.to_bytes()))
    return found


def silence_of(agency: str, last: datetime, now: datetime, *calendars: WorkingCalendar) -> int:
    found = silences(releases(*calendars), {agency: ms(last)}, ms(now))
    return next(one.working_seconds for one in found if one.agency == agency)


def test_a_weekend_is_no_silence() -> None:
    friday, monday = at("2026-03-13 15:00"), at("2026-03-16 08:30")
    assert silence_of("dlh", friday, monday) == 2 * HOUR


def test_the_days_off_of_idul_fitri_are_no_silence() -> None:
    in_ramadan, after = at("2026-03-17 14:00"), at("2026-03-25 09:30")
    assert silence_of("dlh", in_ramadan, after, serang()) == 3 * HOUR


def test_an_agency_with_shifts_is_silent_by_its_own_calendar() -> None:
    saturday, evening = at("2026-04-11 06:00"), at("2026-04-11 20:00")
    assert silence_of("dishub", saturday, evening, serang()) == 0
    own = a_calendar(id="SHIFT", hours={"source": "a test", "saturday": [["06:00", "22:00"]]})
    dishub = own.model_copy(update={"agency": "dishub"})
    assert silence_of("dishub", saturday, evening, serang(), dishub) == 14 * HOUR
    assert silence_of("dlh", saturday, evening, serang(), dishub) == 0


def test_one_that_never_said_anything_is_silent_since_it_joined() -> None:
    found = silences(releases(), {}, ms(at("2026-03-12 11:00")))
    assert found == [Silence(code, None, HOUR) for code in ("dishub", "dlh", "dpmptsp")]


def test_before_a_catalogue_is_published_nobody_is_silent() -> None:
    assert silences(Releases(), {}, ms(THURSDAY)) == []


def behind(**changed: Any) -> Behind:
    """Three records wait for intake, the oldest for 70 seconds."""
    place = {"group": "simpul-intake", "topic": "agency.dlh.events.v1", "partition": 2}
    standing = {"committed": 10, "records": 3, "seconds": 70.0}
    return Behind(**{**place, **standing, **changed})


def stood(looks: list[tuple[float, Behind]]) -> float:
    """How long it stood still at the last of some looks."""
    stalls = Stalls()
    return [stalls.looked([one], now)[one.where] for now, one in looks][-1]


@pytest.mark.parametrize(
    ("looks", "seconds"),
    [
        ([(0, behind()), (90, behind())], 90),
        ([(0, behind()), (90, behind(committed=11))], 0),
        ([(0, behind(records=0)), (9_000, behind(committed=10))], 0),
        ([(0, behind()), (50, behind(records=0)), (90, behind())], 0),
        ([(0, behind(committed=None)), (90, behind(committed=None, records=9))], 90),
    ],
    ids=["stalled", "moved", "idle until now", "caught up between", "never committed"],
)
def test_a_group_stands_still_while_records_wait_and_its_commit_does_not_move(
    looks: list[tuple[float, Behind]], seconds: float
) -> None:
    assert stood(looks) == seconds


def shown(figures: LagFigures) -> dict[str, float]:
    return {sample.name: sample.value for family in figures.collect() for sample in family.samples}


def test_a_look_is_shown_with_what_it_flags() -> None:
    figures = LagFigures("1.2.3", stalled_after=60, silent_after=15 * HOUR)
    look = Look([behind()], [Silence("dlh", THURSDAY, 16 * HOUR)])
    figures.looked(look, {behind().where: 61.0})
    assert shown(figures) == {
        "simpul_broker_reachable": 1,
        "simpul_group_lag_records": 3,
        "simpul_group_lag_seconds": 70,
        "simpul_group_stalled": 1,
        "simpul_agency_silence_seconds": 16 * HOUR,
        "simpul_agency_silent": 1,
    }
    assert figures.unready() == []


def test_while_the_broker_is_away_nothing_old_is_shown_as_if_it_were_true() -> None:
    figures = LagFigures("1.2.3", stalled_after=60, silent_after=15 * HOUR)
    assert figures.unready() == ["The topics have not been looked at yet."]
    figures.looked(Look([behind()], []), {behind().where: 0.0})
    figures.away("Kafka is away.")
    assert shown(figures) == {"simpul_broker_reachable": 0}
    assert figures.unready() == ["Kafka is away."]
