"""A kept demo's city time: still while it is stopped, and never run on by nobody."""

from pathlib import Path

from contracts.records import Message, StoredRecord
from contracts.releases import CLOCK, CityClock, ClockSegment, Release, Releases
from contracts.topics import CATALOGUE, STATUS, topics_for
from deploy.local.demo.kept import (
    Start,
    episodes,
    going_on,
    is_kept,
    last_record_ms,
    note_starts,
    read_starts,
    standing,
    why_not,
)
from deploy.local.demo.manners import manners
from services.catalogue.clock import extended
from tests.builders.calendars import at
from tests.builders.catalogue import a_catalogue
from tests.flow.memory_bus import FakeClock, MemoryBus

BEGINS = 1_773_275_400_000
SPEED = 14_400.0
START = at("2026-03-12 07:30")
RUNNING = CityClock(
    epoch="demo", demo=True, segments=(ClockSegment(real_ms=BEGINS, city=START, speed=SPEED),)
)
HOUR = 3_600_000


def test_a_stopped_demos_city_time_stands_still() -> None:
    stopped = BEGINS + 10_000
    clock = extended(RUNNING, standing(RUNNING, stopped))
    assert clock.city(stopped + HOUR) == clock.city(stopped + 1) == RUNNING.city(stopped + 1)
    assert standing(clock, stopped + HOUR) == []


def test_it_goes_on_where_it_stood() -> None:
    stopped, begins = BEGINS + 10_000, BEGINS + HOUR
    clock = extended(RUNNING, standing(RUNNING, stopped))
    clock = extended(clock, going_on(clock, stopped - 500, begins, SPEED))
    assert clock.city(begins) == RUNNING.city(stopped + 1)
    assert clock.city(begins + 6_000) - clock.city(begins) == START.replace(day=13) - START


def test_where_nobody_stopped_it_city_time_ends_with_the_last_record() -> None:
    last, begins = BEGINS + 7_000, BEGINS + HOUR
    clock = extended(RUNNING, going_on(RUNNING, last, begins, SPEED))
    assert clock.city(last) == RUNNING.city(last)
    assert clock.city(begins) == RUNNING.city(last + 1)
    assert [segment.speed for segment in clock.segments] == [SPEED, 0, SPEED]


def test_a_demo_killed_before_its_time_ran_begins_where_it_was_to_begin() -> None:
    clock = extended(RUNNING, going_on(RUNNING, BEGINS - 5_000, BEGINS - 1_000, SPEED))
    assert clock.city(BEGINS + 2) - START < at("2026-03-12 07:31") - START
    assert [segment.real_ms for segment in clock.segments] == [BEGINS, BEGINS + 1, BEGINS + 2]


def test_starts_are_noted_in_the_folder(tmp_path: Path) -> None:
    assert (is_kept(tmp_path), read_starts(tmp_path)) == (False, [])
    starts = [
        Start(begins_ms=1, seed=1, rate=25.0),
        Start(begins_ms=9, seed=2, rate=5.0),
    ]
    note_starts(tmp_path, starts)
    assert (is_kept(tmp_path), read_starts(tmp_path)) == (True, starts)


def _releases(clock: CityClock) -> Releases:
    """A reader that knows a clock and one version."""
    release = Release(version="v1", effective_at=BEGINS - 1, catalogue=a_catalogue())
    releases = Releases()
    for offset, (key, event) in enumerate(((CLOCK, clock), (b"v1", release))):
        written = StoredRecord(CATALOGUE, 0, offset, BEGINS - HOUR, key, event.to_bytes())
        releases.apply(written)
    return releases


def test_each_start_the_clock_knows_has_dice_of_its_own() -> None:
    stopped, again = BEGINS + 10_000, BEGINS + HOUR
    clock = extended(RUNNING, standing(RUNNING, stopped))
    clock = extended(clock, going_on(clock, stopped, again, SPEED))
    starts = [
        Start(begins_ms=BEGINS, seed=1, rate=25.0),
        Start(begins_ms=BEGINS + 77, seed=1, rate=25.0),
        Start(begins_ms=again, seed=1, rate=5.0),
    ]
    first, second = episodes(starts, _releases(clock), manners())
    assert (first.seed, first.begin, first.end) == ("1", START, clock.city(again))
    assert (second.seed, second.begin, second.end) == ("1/2", clock.city(again), None)
    assert (second.rate, second.speed) == (5.0, SPEED)


def test_a_demo_goes_on_only_in_its_own_city_and_with_the_manners_it_began_with() -> None:
    known = manners()
    start = Start(begins_ms=1, seed=1, rate=5.0, city="kota-serang", manners=known.digest)
    assert why_not([], "kota-serang", known) is None
    assert why_not([start], "kota-serang", known) is None
    assert why_not([start], "kotamobagu", known) == (
        "holds a demo of kota-serang, not of kotamobagu"
    )
    other = why_not([start], "kota-serang", known._replace(digest="0"))
    assert other is not None
    assert "other manners" in other


async def test_the_last_record_of_all_topics_is_found() -> None:
    clock = FakeClock()
    bus = MemoryBus(clock)
    topics = [topic.name for topic in topics_for(["dlh"]) if topic.name != CATALOGUE]
    await bus.apply(topics_for(["dlh"]))
    for _ in range(150):
        clock.pass_ms(10)
        await bus.write([Message(STATUS, b"k", b"v")])
    assert await last_record_ms(bus, topics) == clock()


async def test_without_records_there_is_no_last() -> None:
    bus = MemoryBus()
    await bus.apply(topics_for(["dlh"]))
    assert await last_record_ms(bus, [STATUS, "agency.none.events.v1"]) == 0
