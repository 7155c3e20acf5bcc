"""What part of the topics a replay reads: causes from an instant on, and what stands of them."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from typing import Final, NamedTuple

from contracts.records import Record
from services.kafka.ports import Offsets, TopicReader

SKEW_MS: Final = 60_000
"""How far two brokers' clocks may lie apart: effects are looked for from so long before."""
Told = Callable[[int, int], None]
"""Is told how many records were read, and how many there are."""


class Asked(NamedTuple):
    """From when to when, real milliseconds since 1970 UTC; absent: all that is kept."""

    since_ms: int | None = None
    until_ms: int | None = None


class Span(NamedTuple):
    """From where to where each partition is read, the end left out."""

    begins: Offsets
    ends: Offsets

    @property
    def size(self) -> int:
        """Records at most."""
        return sum(max(0, end - self.begins[place]) for place, end in self.ends.items())

    def holds(self, topic: str, partition: int, offset: int) -> bool:
        """Whether a record that stands there is read."""
        place = (topic, partition)
        return self.begins.get(place, 0) <= offset < self.ends.get(place, 0)


class Window(NamedTuple):
    """What a hop had worked off, then where its effects ended, then its causes: in this order.

    So whatever stands was made from a cause that is read, and what was worked off stands.
    """

    worked: Offsets
    effects: Span
    causes: Span


async def look(
    reader: TopicReader, group: str, causes: Sequence[str], effects: Sequence[str], asked: Asked
) -> Window:
    """The window at this moment; topics that do not exist yet are left out."""
    worked = await reader.committed(group)
    since_ms = asked.since_ms
    earlier = None if since_ms is None else since_ms - SKEW_MS
    stands = await span_of(reader, effects, Asked(earlier))
    return Window(worked, stands, await span_of(reader, causes, asked))


async def span_of(reader: TopicReader, topics: Sequence[str], asked: Asked) -> Span:
    """Where what was logged in a time stands; topics that do not exist yet are left out."""
    begins, ends = await reader.begins(topics), await reader.ends(topics)
    if asked.since_ms is not None:
        later = await reader.at_time(topics, asked.since_ms)
        begins = {place: max(begin, later.get(place, begin)) for place, begin in begins.items()}
    if asked.until_ms is not None:
        sooner = await reader.at_time(topics, asked.until_ms)
        ends = {place: min(end, sooner.get(place, end)) for place, end in ends.items()}
    places = begins.keys() & ends.keys()
    ends = {place: max(begins[place], ends[place]) for place in sorted(places)}
    return Span({place: begins[place] for place in ends}, ends)


async def read(
    reader: TopicReader, span: Span, places: Collection[tuple[str, int]], whole: Offsets
) -> AsyncIterator[Sequence[Record]]:
    """The records of some partitions of a span; `whole`: the begins of those read from there."""
    topics = sorted({topic for topic, _ in places})
    if not topics:
        return
    begins: Mapping[tuple[str, int], int] = {
        place: whole.get(place, span.begins[place]) if place in places else end
        for place, end in span.ends.items()
        if place[0] in topics
    }
    async for records in reader.read(topics, begins, span.ends):
        yield records
