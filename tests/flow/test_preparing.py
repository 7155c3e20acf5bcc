"""What `simpul up` makes of a broker before anything runs on it."""

import pytest

from contracts.releases import CityClock, ClockSegment
from contracts.topics import topics_for
from deploy.cli.answers import Stopped
from deploy.cli.up import prepare
from services.catalogue.clock import establish_clock
from services.catalogue.releases import read_releases
from tests.builders.catalogue import a_catalogue
from tests.flow.line import AGENCIES, MemoryReach
from tests.flow.memory_bus import MemoryBus


async def test_an_empty_broker_gets_topics_the_catalogue_and_real_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bus = MemoryBus()
    await prepare(MemoryReach(bus), a_catalogue(), 1)
    assert await bus.plan(topics_for(AGENCIES)) == []
    releases = await read_releases(bus)
    assert releases.clock is not None
    assert releases.clock.is_identity
    said = capsys.readouterr()
    assert f"Catalogue: {releases.versions()[0].version} (published)\nTopics: 14 made" in said.out
    assert "SIMPUL_TICKET_KEY" in said.out
    assert said.err == ""


async def test_a_broker_that_has_it_all_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    bus = MemoryBus()
    await prepare(MemoryReach(bus), a_catalogue(), 1)
    ends = await bus.ends([topic.name for topic in topics_for(AGENCIES)])
    capsys.readouterr()
    await prepare(MemoryReach(bus), a_catalogue(), 1)
    assert await bus.ends([topic.name for topic in topics_for(AGENCIES)]) == ends
    assert "(unchanged)\nTopics: as the code says\n" in capsys.readouterr().out


async def test_topics_of_a_demo_are_refused_and_nothing_is_published() -> None:
    bus = MemoryBus()
    await bus.apply(topics_for(()))
    start = CityClock.identity("none").city(bus.clock())
    fast = ClockSegment(real_ms=bus.clock(), city=start, speed=14_400)
    await establish_clock(bus, bus, CityClock(epoch="demo-1", segments=(fast,), demo=True))
    with pytest.raises(Stopped, match="a demo's: `simpul demo --keep`"):
        await prepare(MemoryReach(bus), a_catalogue(), 1)
    assert (await read_releases(bus)).versions() == []


async def test_without_publishing_what_stands_is_used_and_must_stand() -> None:
    bus = MemoryBus()
    with pytest.raises(Stopped, match="No catalogue is published yet"):
        await prepare(MemoryReach(bus), None, 1)
    await prepare(MemoryReach(bus), a_catalogue(), 1)
    await prepare(MemoryReach(bus), None, 1)
    assert len((await read_releases(bus)).versions()) == 1
