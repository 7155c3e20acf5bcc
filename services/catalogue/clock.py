"""The city's clock on ref.catalogue.v1: written once, then only extended; never changed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from contracts.envelope import encode
from contracts.records import Message
from contracts.releases import CLOCK, CityClock, ClockSegment
from contracts.topics import CATALOGUE
from services.catalogue.releases import read_releases
from services.catalogue.wire import SOURCE
from services.kafka.ports import TopicReader, TopicWriter

_EPOCH = datetime.fromtimestamp(0, UTC)


class ClockRefused(Exception):
    """A clock cannot become what was asked; the message says why."""


async def establish_clock(reader: TopicReader, writer: TopicWriter, clock: CityClock) -> CityClock:
    """The clock that stands; the one given is written where there is none yet."""
    standing = (await read_releases(reader)).clock
    if standing is None:
        await writer.write([_record(clock)])
        standing = (await read_releases(reader)).clock
    return standing or clock


async def extend_clock(
    reader: TopicReader, writer: TopicWriter, segments: Sequence[ClockSegment]
) -> CityClock:
    """Append segments to the standing clock.

    Raises:
        ClockRefused: there is none, it is production's, or city time would run back.
    """
    standing = (await read_releases(reader)).clock
    if standing is None:
        raise ClockRefused("There is no clock yet; publish the catalogue first.")
    longer = extended(standing, segments)
    await writer.write([_record(longer)])
    return longer


def extended(clock: CityClock, segments: Sequence[ClockSegment]) -> CityClock:
    """The clock with segments appended; ClockRefused where that would change what was."""
    if not clock.demo:
        raise ClockRefused("Production's clock is real time; only a demo's may be extended.")
    for segment in segments:
        if segment.real_ms <= clock.segments[-1].real_ms:
            raise ClockRefused("A segment must begin after the last one; the past stays as it was.")
        if segment.city < clock.city(segment.real_ms):
            raise ClockRefused("City time may stand still or leap forward, but not run back.")
        clock = clock.model_copy(update={"segments": (*clock.segments, segment)})
    return clock


def _record(clock: CityClock) -> Message:
    begun = _EPOCH + timedelta(milliseconds=clock.segments[-1].real_ms)
    return encode(
        clock,
        topic=CATALOGUE,
        key=CLOCK.decode(),
        event_id=f"{clock.epoch}-clock-{len(clock.segments)}",
        source=SOURCE,
        at=begun,
    )
