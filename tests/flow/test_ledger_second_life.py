"""A reference used anew, long after its request was put away: two lives, and nothing to find."""

from dataclasses import replace
from typing import Any

from contracts.cases import Class, RequestArchived
from contracts.topics import ARCHIVE, STATUS
from services.ledger import Check
from tests.builders.requests import SHOWN
from tests.flow.city import City
from tests.flow.sound_run import TOPICS, found

MATTRESS = {"reference": "DLH-2026-000777"}
ASKED: dict[str, Any] = {
    "service": "ANGKUT-BESAR",
    "location": {"kelurahan": "36.73.06.1008"},
    "fields": {"item_kind": ["kasur"], "item_count": 1},
}


async def _a_life(city: City, year: int) -> None:
    """Asked for, late, and taken away in the end."""
    await city.hear("dlh", "submitted", f"{year}-05-17 09:00", **MATTRESS, **ASKED)
    await city.hear("dlh", "status", f"{year}-06-17 10:00", status="TERANGKUT", **SHOWN, **MATTRESS)
    await city.hear("dlh", "confirmed", f"{year}-06-17 11:00", **MATTRESS)
    await city.wait_until(f"{year}-09-30 00:00")


async def two_lives() -> City:
    """The second begins when the first has been forgotten for a while."""
    city = await City.founded()
    await _a_life(city, 2026)
    await city.wait_until("2028-01-03 00:00")
    await _a_life(city, 2028)
    return city


async def test_a_request_that_lived_twice_is_accounted_for_in_both_lives() -> None:
    city = await two_lives()
    assert len(await city.told(ARCHIVE, RequestArchived)) == 2
    report = await city.ledger()
    assert report.problems == ()
    assert (report.records, report.unaccounted) == (6, 0)
    assert report.classes[Class.APPLIED] == 6


async def test_news_of_a_request_that_was_forgotten_takes_nothing_from_its_first_life() -> None:
    city = await City.founded()
    await _a_life(city, 2026)
    await city.hear("dlh", "status", "2028-01-03 10:00", status="ANGKUT", **MATTRESS)
    await city.wait_until("2028-01-03 11:00")
    report = await city.ledger()
    assert (report.problems, report.unaccounted) == ((), 0)
    assert report.quarantined == {"unknown-request": 1}


async def test_a_number_that_stands_twice_in_one_life_is_still_found() -> None:
    log = await (await two_lives()).records(TOPICS)
    last = [one for one in log if one.topic == STATUS][-1]
    again = replace(last, offset=last.offset + 1)
    problems = [check for check, *_ in found([*log, again])]
    assert Check.SEQUENCE in problems
