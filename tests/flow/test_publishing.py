"""Publishing the catalogue: versions, when they take effect, and the city's clock."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from contracts.catalogue import Catalogue
from contracts.records import Message
from contracts.releases import CURRENT, CityClock, ClockSegment, Current
from contracts.topics import CATALOGUE, topics_for
from services.catalogue.clock import ClockRefused, establish_clock, extend_clock
from services.catalogue.publish import NotPublished, Published, publish
from services.catalogue.releases import read_releases
from services.kafka.latest import latest_by_key
from services.kafka.ports import Receipt
from tests.builders.packs import city_catalogue
from tests.flow.memory_bus import FakeClock, MemoryBus

PRODUCTION = CityClock.identity("log-1")
LEAD = PRODUCTION.lead_ms


class SlowBus(MemoryBus):
    """A bus whose log is reached late: each of the next versions takes this long to get there."""

    def __init__(self, clock: FakeClock, delays: Iterable[int]) -> None:
        super().__init__(clock)
        self._time = clock
        self._delays = list(delays)

    async def write(self, messages: Iterable[Message]) -> list[Receipt]:
        waiting = list(messages)
        if self._delays and any(message.key and message.key[:1] == b"v" for message in waiting):
            self._time.pass_ms(self._delays.pop(0))
        return await super().write(waiting)


@pytest.fixture
async def bus() -> MemoryBus:
    return await prepared(MemoryBus(FakeClock()))


async def prepared(bus: MemoryBus) -> MemoryBus:
    await bus.apply(topics_for(["dlh"]))
    return bus


def reworded() -> Catalogue:
    """The catalogue with one word changed."""
    catalogue = city_catalogue()
    city = catalogue.city.model_copy(update={"name": "Kota Serang Baru"})
    return catalogue.model_copy(update={"city": city})


async def on(
    bus: MemoryBus, catalogue: Catalogue | None = None, clock: CityClock = PRODUCTION
) -> Published:
    return await publish(catalogue or city_catalogue(), bus, bus, clock, bus.clock)


async def test_the_first_version_takes_effect_after_the_lead_and_is_used_before_too(
    bus: MemoryBus,
) -> None:
    now = bus.clock()
    published = await on(bus)
    digest = city_catalogue().version.removeprefix("unpublished-")
    assert published == Published(f"v1-{digest}", published.effective_at, is_new=True)
    assert now + LEAD <= published.effective_at <= now + 2 * LEAD
    releases = await read_releases(bus)
    for instant in (now, published.effective_at, published.effective_at + LEAD):
        found = releases.in_force(instant)
        assert found is not None
        assert found.version == published.version
    assert releases.clock == PRODUCTION


async def test_publishing_the_same_content_again_writes_nothing_and_says_so(
    bus: MemoryBus,
) -> None:
    first = await on(bus)
    before = await bus.ends([CATALOGUE])
    assert await on(bus) == first._replace(is_new=False)
    assert await bus.ends([CATALOGUE]) == before


async def test_a_changed_catalogue_is_the_next_version_and_the_first_stays_in_force_till_then(
    bus: MemoryBus,
) -> None:
    first = await on(bus)
    second = await on(bus, reworded())
    assert second.version.startswith("v2-")
    assert second.effective_at > first.effective_at
    releases = await read_releases(bus)
    before, after = (releases.in_force(second.effective_at - late) for late in (1, 0))
    assert before == city_catalogue().model_copy(update={"version": first.version})
    assert after == reworded().model_copy(update={"version": second.version})


async def test_going_back_to_earlier_content_is_a_version_of_its_own(bus: MemoryBus) -> None:
    first = await on(bus)
    await on(bus, reworded())
    third = await on(bus)
    assert third.version == first.version.replace("v1-", "v3-")
    assert third.is_new


async def test_current_names_the_newest_version(bus: MemoryBus) -> None:
    await on(bus)
    second = await on(bus, reworded())
    record = (await latest_by_key(bus, CATALOGUE))[CURRENT]
    assert record.value is not None
    assert Current.read(record.value) == Current(
        version=second.version, effective_at=second.effective_at
    )


async def test_a_version_that_reached_the_log_late_is_tried_again_under_another_name() -> None:
    bus = await prepared(SlowBus(FakeClock(), [10_000]))
    published = await on(bus)
    assert published.version.startswith("v2-")
    assert [one.standing for one in (await read_releases(bus)).versions()] == [
        "refused",
        "accepted",
    ]


async def test_a_log_that_is_always_late_is_given_up_with_a_sentence() -> None:
    bus = await prepared(SlowBus(FakeClock(), [10_000] * 5))
    with pytest.raises(NotPublished, match="less than 60 s before"):
        await on(bus)


async def test_the_clock_is_written_once_and_the_one_that_stands_is_kept(bus: MemoryBus) -> None:
    assert await establish_clock(bus, bus, PRODUCTION) == PRODUCTION
    assert await establish_clock(bus, bus, CityClock.identity("another")) == PRODUCTION
    assert (await bus.ends([CATALOGUE]))[CATALOGUE, 0] == 1


def fast(bus: MemoryBus, speed: float = 14_400) -> CityClock:
    """A demo's clock: from now on, ten days a minute."""
    start = PRODUCTION.city(bus.clock())
    segment = ClockSegment(real_ms=bus.clock(), city=start, speed=speed)
    return CityClock(epoch="demo-1", segments=(segment,), demo=True)


async def test_a_demos_clock_is_stopped_and_goes_on_where_it_stood(bus: MemoryBus) -> None:
    clock = await establish_clock(bus, bus, fast(bus))
    stop = bus.clock() + 60_000
    stood = clock.city(stop)
    await extend_clock(bus, bus, [ClockSegment(real_ms=stop, city=stood, speed=0)])
    again = stop + 3_600_000
    longer = await extend_clock(bus, bus, [ClockSegment(real_ms=again, city=stood, speed=14_400)])
    assert (await read_releases(bus)).clock == longer
    assert longer.segments[:1] == clock.segments
    assert longer.city(again) == stood == clock.city(bus.clock()) + timedelta(days=10)


async def test_city_time_never_runs_back_nor_changes_behind_us(bus: MemoryBus) -> None:
    clock = await establish_clock(bus, bus, fast(bus))
    later = bus.clock() + 60_000
    back = ClockSegment(real_ms=later, city=clock.city(later) - timedelta(seconds=1), speed=1)
    with pytest.raises(ClockRefused, match="not run back"):
        await extend_clock(bus, bus, [back])
    with pytest.raises(ClockRefused, match="after the last one"):
        await extend_clock(bus, bus, clock.segments)
    assert (await read_releases(bus)).clock == clock


async def test_productions_clock_is_never_extended(bus: MemoryBus) -> None:
    with pytest.raises(ClockRefused, match="publish the catalogue first"):
        await extend_clock(bus, bus, ())
    await establish_clock(bus, bus, PRODUCTION)
    with pytest.raises(ClockRefused, match="real time"):
        await extend_clock(bus, bus, fast(bus).segments)
