"""Which catalogue was in force when, by the log alone; and city time."""

from datetime import datetime, timedelta

import pytest

from contracts.calendar import ZoneName
from contracts.catalogue import Catalogue
from contracts.records import StoredRecord
from contracts.releases import (
    CLOCK,
    CURRENT,
    CityClock,
    ClockSegment,
    Current,
    Listed,
    Release,
    Releases,
)
from contracts.topics import CATALOGUE
from tests.builders.catalogue import a_catalogue

START = 1_773_275_400_000
"""Thursday 12 March 2026 07:30 in Jakarta, milliseconds."""
MINUTE = 60_000
PRODUCTION = CityClock.identity("log-1")


def said(version: str) -> Catalogue:
    return a_catalogue().model_copy(update={"version": version})


class Log:
    """A reader fed record after record, each with its LogAppendTime."""

    def __init__(self, clock: CityClock | None = PRODUCTION) -> None:
        self.releases = Releases()
        self._offset = 0
        if clock is not None:
            self.write(CLOCK, clock.to_bytes(), START - MINUTE)

    def write(self, key: bytes, value: bytes | None, at_ms: int) -> None:
        self.releases.apply(StoredRecord(CATALOGUE, 0, self._offset, at_ms, key, value))
        self._offset += 1

    def publish(self, version: str, at_ms: int, effective_at: int) -> None:
        body = Release(version=version, effective_at=effective_at, catalogue=said(version))
        self.write(version.encode(), body.to_bytes(), at_ms)

    def in_force(self, received_ms: int) -> str | None:
        found = self.releases.in_force(received_ms)
        return found.version if found else None


def test_before_anything_is_published_nothing_is_in_force() -> None:
    assert Log().in_force(START) is None


def test_the_greatest_effective_instant_at_or_before_receipt_decides() -> None:
    log = Log()
    log.publish("v1", START, START + 2 * MINUTE)
    log.publish("v2", START + MINUTE, START + 5 * MINUTE)
    assert [log.in_force(START + minute * MINUTE) for minute in (2, 4, 5, 9)] == [
        "v1",
        "v1",
        "v2",
        "v2",
    ]
    assert log.in_force(START + 5 * MINUTE - 1) == "v1"


def test_before_the_first_version_takes_effect_the_first_is_used() -> None:
    log = Log()
    log.publish("v2", START, START + 5 * MINUTE)
    log.publish("v1", START, START + 2 * MINUTE)
    assert log.in_force(START - MINUTE) == "v1"


def test_a_version_written_less_than_a_minute_before_it_takes_effect_never_is_in_force() -> None:
    log = Log()
    log.publish("v1", START, START + MINUTE)
    log.publish("v2", START, START + MINUTE - 1)
    assert log.in_force(START + MINUTE) == "v1"
    assert log.releases.versions() == [
        Listed("v1", START + MINUTE, "accepted"),
        Listed("v2", START + MINUTE - 1, "refused"),
    ]


def test_a_demos_versions_need_five_seconds_only() -> None:
    log = Log(PRODUCTION.model_copy(update={"demo": True}))
    log.publish("v1", START, START + 5_000)
    log.publish("v2", START, START + 4_999)
    assert [one.standing for one in log.releases.versions()] == ["accepted", "refused"]


def test_a_version_is_never_overwritten() -> None:
    log = Log()
    log.publish("v1", START, START + 2 * MINUTE)
    other = Release(version="v1", effective_at=START + 9 * MINUTE, catalogue=said("other"))
    log.write(b"v1", other.to_bytes(), START)
    assert log.in_force(START + 2 * MINUTE) == "v1"
    assert log.releases.versions() == [Listed("v1", START + 2 * MINUTE, "accepted")]


def test_a_version_is_read_whole_by_name_also_when_it_was_refused() -> None:
    log = Log()
    log.publish("v1", START, START + 1)
    assert log.releases.version("v1") == said("v1")
    assert log.releases.version("v2") is None


def test_versions_seen_before_the_clock_are_judged_when_it_comes() -> None:
    log = Log(clock=None)
    log.publish("v1", START, START + MINUTE)
    assert log.in_force(START + MINUTE) is None
    log.write(CLOCK, PRODUCTION.to_bytes(), START)
    assert log.in_force(START + MINUTE) == "v1"


def test_what_is_named_current_and_removals_decide_nothing() -> None:
    log = Log()
    log.publish("v1", START, START + MINUTE)
    log.write(CURRENT, Current(version="v9", effective_at=0).to_bytes(), START)
    log.write(b"v1", None, START)
    assert log.in_force(START + MINUTE) == "v1"


def test_a_clock_that_was_extended_is_the_one_that_counts() -> None:
    log = Log()
    demo = CityClock(
        epoch="log-1",
        demo=True,
        segments=(ClockSegment(real_ms=START, city=PRODUCTION.city(START), speed=60),),
    )
    log.write(CLOCK, demo.to_bytes(), START)
    assert log.releases.clock == demo


def test_in_production_city_time_is_real_time_in_jakarta() -> None:
    thursday = datetime.fromisoformat("2026-03-12T07:30:00+07:00")
    assert PRODUCTION.city(START) == thursday
    assert PRODUCTION.city(START).isoformat() == "2026-03-12T07:30:00+07:00"
    assert PRODUCTION.real(thursday) == START
    assert PRODUCTION.is_identity


def test_ten_city_days_pass_in_a_demos_minute_and_none_while_it_is_stopped() -> None:
    begin = PRODUCTION.city(START)
    segments = (
        ClockSegment(real_ms=START, city=begin, speed=14_400),
        ClockSegment(real_ms=START + MINUTE, city=begin + timedelta(days=10), speed=0),
    )
    clock = CityClock(epoch="demo", demo=True, segments=segments)
    assert clock.city(START + MINUTE // 2) == begin + timedelta(days=5)
    assert clock.city(START + 9 * MINUTE) == begin + timedelta(days=10)
    assert clock.city(START - MINUTE) == begin
    assert clock.real(begin + timedelta(days=1)) == START + 6_000
    assert clock.real(begin + timedelta(days=10)) == START + MINUTE
    assert clock.real(begin + timedelta(days=11)) is None
    assert not clock.is_identity


@pytest.mark.parametrize(
    ("zone", "offset"), [("Asia/Jakarta", 7), ("Asia/Makassar", 8), ("Asia/Jayapura", 9)]
)
def test_a_citys_clock_tells_real_time_in_the_citys_zone(zone: ZoneName, offset: int) -> None:
    clock = CityClock.identity("log-1", zone)
    told = CityClock.read(clock.to_bytes()).city(1_773_275_400_000)
    assert clock.is_identity
    assert told.utcoffset() == timedelta(hours=offset)
    assert told == datetime.fromisoformat("2026-03-12T07:30:00+07:00")
