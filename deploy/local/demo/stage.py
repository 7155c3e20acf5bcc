"""Sets a demo's stage, an empty one or a kept one: topics, clock, catalogue; never an event."""

from datetime import datetime
from typing import Final, NamedTuple

from contracts.catalogue import Catalogue, City
from contracts.releases import CityClock, ClockSegment
from contracts.topics import topics_for
from deploy.clock import now_ms
from deploy.local.demo.kept import going_on, last_record_ms, standing
from deploy.release import AsTheBus
from services.catalogue.clock import extend_clock
from services.catalogue.publish import publish
from services.catalogue.releases import read_releases
from services.kafka.access import KafkaAccess
from services.kafka.admin import KafkaTopics
from services.kafka.failures import UnknownTopic
from services.kafka.reading import KafkaReader
from services.kafka.writing import KafkaWriter

BEGIN: Final = "2026-03-12T07:30:00"
"""City time, a Thursday; Nyepi and Idul Fitri lie within the ten days after it."""
DAYS_A_MINUTE: Final = 10.0
"""How fast city time runs in a demo where nobody asks for another speed."""
LEAD_MS: Final = 7_500
"""How long the clock stands still at first: until the catalogue is in force, and a margin."""


def begin_of(city: City) -> datetime:
    """When a demo of a city begins, in the city's own zone."""
    return datetime.fromisoformat(BEGIN).replace(tzinfo=city.zone)


def speed_of(days_a_minute: float) -> float:
    """City seconds in a real one."""
    return days_a_minute * 24 * 60


def demo_clock(begins_ms: int, city: City, speed: float) -> CityClock:
    """City time that stands at its beginning until a real instant, and runs fast from there."""
    segment = ClockSegment(real_ms=begins_ms, city=begin_of(city), speed=speed)
    return CityClock(epoch=f"demo-{begins_ms:x}", segments=(segment,), demo=True)


class Stage(NamedTuple):
    """What stands when everything is set: the clock, and when the catalogue takes effect."""

    clock: CityClock
    begins_ms: int


async def set_stage(access: KafkaAccess, catalogue: Catalogue, speed: float | None) -> Stage:
    """Create the topics, publish the clock and the catalogue; `speed` as in `speed_of`."""
    agencies = [agency.code for agency in catalogue.agencies]
    await KafkaTopics(access).apply(topics_for(agencies))
    speed = speed_of(DAYS_A_MINUTE) if speed is None else speed
    clock = demo_clock(now_ms() + LEAD_MS, catalogue.city, speed)
    async with KafkaWriter(access) as writer:
        published = await publish(catalogue, KafkaReader(access), AsTheBus(writer), clock, now_ms)
    return Stage(clock, max(published.effective_at, clock.segments[0].real_ms))


async def go_on(access: KafkaAccess, catalogue: Catalogue, speed: float | None) -> Stage:
    """Let city time go on where it stood, the catalogue published anew if it changed.

    It goes on as fast as it last ran where no other speed is given.

    No worker may run yet: a clock that nobody stopped ends at the last record that was written.
    """
    reader = KafkaReader(access)
    topics = topics_for([agency.code for agency in catalogue.agencies])
    await KafkaTopics(access).apply(topics)
    clock = (await read_releases(reader)).clock
    if clock is None:
        return await set_stage(access, catalogue, speed)
    last = await last_record_ms(reader, [topic.name for topic in topics])
    async with KafkaWriter(access) as writer:
        published = await publish(catalogue, reader, AsTheBus(writer), clock, now_ms)
        begins = max(published.effective_at, now_ms() + LEAD_MS)
        speed = _last_speed(clock) if speed is None else speed
        clock = await extend_clock(reader, AsTheBus(writer), going_on(clock, last, begins, speed))
    return Stage(clock, clock.segments[-1].real_ms)


def _last_speed(clock: CityClock) -> float:
    running = [segment.speed for segment in clock.segments if segment.speed > 0]
    return running[-1] if running else speed_of(DAYS_A_MINUTE)


async def stand_still(access: KafkaAccess) -> CityClock | None:
    """Stop city time where it is now; the workers have ended. None where no clock stands yet."""
    reader = KafkaReader(access)
    try:
        clock = (await read_releases(reader)).clock
    except UnknownTopic:
        return None
    if clock is None:
        return None
    async with KafkaWriter(access) as writer:
        return await extend_clock(reader, AsTheBus(writer), standing(clock, now_ms()))
