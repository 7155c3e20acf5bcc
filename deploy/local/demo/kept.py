"""A demo that goes on where it stood: what it notes in its folder, and how its clock is extended.

Little is noted: of which city each start was, with which seed, rate and manners. What the agencies
were about to say is worked out anew from that and from the clock; what they have said stands on
their topics. Nothing here is ever needed to tell what happened.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import orjson

from contracts.catalogue import Catalogue
from contracts.events import Value
from contracts.releases import CityClock, ClockSegment, Releases
from deploy.local.demo.manners import Manners
from services.kafka.ports import TopicReader

_FILE = "demo.json"
_LAST = 100
"""Offsets before a partition's end in which its last record surely is: markers take some."""


class Start(Value):
    """One start of a demo: the real instant from which city time ran, and what was asked."""

    begins_ms: int
    seed: int
    rate: float
    city: str = ""
    manners: str = ""


class Episode(NamedTuple):
    """One start with all its agencies went by; `end` is None while it runs. City time.

    `rate` is records a real second, `speed` city seconds a real one.
    """

    begins_ms: int
    begin: datetime
    end: datetime | None
    seed: str
    rate: float
    speed: float
    catalogue: Catalogue
    manners: Manners


def is_kept(folder: Path) -> bool:
    """Whether a demo was played in a folder."""
    return (folder / _FILE).exists()


def read_starts(folder: Path) -> list[Start]:
    """The starts noted in a folder; none where there are no notes."""
    if not is_kept(folder):
        return []
    return [Start.model_validate(one) for one in orjson.loads((folder / _FILE).read_bytes())]


def note_starts(folder: Path, starts: Sequence[Start]) -> None:
    """Note the starts; written whole, then put in place."""
    part = folder / f"{_FILE}.part"
    part.write_bytes(orjson.dumps([start.model_dump() for start in starts]))
    part.replace(folder / _FILE)


def why_not(starts: Sequence[Start], city: str, known: Manners) -> str | None:
    """Why a demo that was started so cannot go on, in a sentence; None where it can."""
    if not starts:
        return None
    last = starts[-1]
    if last.city != city:
        return f"holds a demo of {last.city or 'an earlier release'}, not of {city}"
    if last.manners != known.digest:
        return (
            f"holds a demo whose agencies had other manners ({last.manners}, now {known.digest}):"
            " they would contradict themselves"
        )
    return None


def episodes(starts: Sequence[Start], releases: Releases, known: Manners) -> Iterator[Episode]:
    """The starts that the clock knows of, each with when it ended and what was in force.

    A start nobody noted had nothing to say yet: it ended before its city time ran.
    """
    noted = {start.begins_ms: start for start in starts}
    segments = releases.clock.segments if releases.clock is not None else ()
    for place, segment in enumerate(segments):
        start, catalogue = noted.get(segment.real_ms), releases.in_force(segment.real_ms)
        if start is None or catalogue is None:
            continue
        later = segments[place + 1 :]
        yield Episode(
            begins_ms=segment.real_ms,
            begin=segment.city,
            end=later[0].city if later else None,
            seed=_seed(start, sum(one.speed > 0 for one in segments[:place])),
            rate=start.rate,
            speed=segment.speed,
            catalogue=catalogue,
            manners=known,
        )


def _seed(start: Start, before: int) -> str:
    """Other dice for each start, so that no request is made twice."""
    return f"{start.seed}" if before == 0 else f"{start.seed}/{before + 1}"


def standing(clock: CityClock, from_ms: int) -> list[ClockSegment]:
    """What to append so that city time stands still from a real instant on; nothing if it does.

    Only where no record was written after that instant, and nobody is working who would have to
    know beforehand.
    """
    last = clock.segments[-1]
    if last.speed == 0:
        return []
    real_ms = max(from_ms, last.real_ms) + 1
    return [ClockSegment(real_ms=real_ms, city=clock.city(real_ms), speed=0)]


def going_on(
    clock: CityClock, last_record_ms: int, begins_ms: int, speed: float
) -> list[ClockSegment]:
    """What to append so that city time goes on where it stood.

    Where nobody stopped it, it went on to the last record on the topics and stood from there.
    """
    stop = standing(clock, last_record_ms)
    stood = (*clock.segments, *stop)[-1]
    begins_ms = max(begins_ms, stood.real_ms + 1)
    return [*stop, ClockSegment(real_ms=begins_ms, city=stood.city, speed=speed)]


async def last_record_ms(reader: TopicReader, topics: Sequence[str]) -> int:
    """When the last record was written to any of some topics, real milliseconds; 0 where none."""
    begins, ends = await reader.begins(topics), await reader.ends(topics)
    since = {place: max(begins.get(place, 0), end - _LAST) for place, end in ends.items()}
    latest = 0
    async for records in reader.read(sorted({topic for topic, _ in ends}), since):
        latest = max(latest, *(record.timestamp for record in records))
    return latest
