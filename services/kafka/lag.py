"""How far a group is behind on each partition, in records and since when; moves nobody's offsets.

It asks the broker alone, so it says the same whether the group's workers live or not.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from services.kafka.ports import Offsets, TopicReader

Place = tuple[str, int]
"""A topic and a partition of it."""
_WIDER = 16  # times as many offsets are looked at where the nearest were no records


class Behind(NamedTuple):
    """One group on one partition: `records` wait, the oldest logged `seconds` before the look.

    `committed` is None where the group has never committed; then all that is kept waits.
    """

    group: str
    topic: str
    partition: int
    committed: int | None
    records: int
    seconds: float

    @property
    def where(self) -> tuple[str, str, int]:
        """The group, the topic and the partition."""
        return self.group, self.topic, self.partition


class Groups:
    """Looks at groups again and again; what has not moved is not read a second time.

    `now_ms`: this machine's clock, milliseconds since 1970 UTC.
    """

    def __init__(self, reader: TopicReader, now_ms: Callable[[], int]) -> None:
        self._reader = reader
        self._now_ms = now_ms
        self._oldest: dict[tuple[str, Place, int], int] = {}

    async def behind(self, group: str, topics: Sequence[str] | None = None) -> list[Behind]:
        """Every partition of these topics; of those the group ever committed where none are given.

        Ends are read before what is committed, so what comes meanwhile is no lag. Topics that do
        not exist are left out. Unavailable: the broker is away.
        """
        reader = self._reader
        if topics is None:
            topics = sorted({topic for topic, _ in await reader.committed(group)})
        begins, ends = await reader.begins(topics), await reader.ends(topics)
        committed, now = await reader.committed(group), self._now_ms()
        starts = {place: max(committed.get(place, 0), begins.get(place, 0)) for place in ends}
        oldest = await self._oldest_of(group, starts, ends)
        return [
            Behind(
                group,
                *place,
                committed.get(place),
                ends[place] - starts[place] if place in oldest else 0,
                max(0, now - oldest.get(place, now)) / 1000,
            )
            for place in sorted(ends)
        ]

    async def _oldest_of(self, group: str, starts: Offsets, ends: Offsets) -> dict[Place, int]:
        """When the first record at each start was logged; markers alone are nothing that waits."""
        keys = {place: (group, place, start) for place, start in starts.items()}
        known = {place: self._oldest[key] for place, key in keys.items() if key in self._oldest}
        new = {place: start for place, start in starts.items() if place not in known}
        found = known | await first_logged(self._reader, new, ends)
        kept = {key: at for key, at in self._oldest.items() if key[0] != group}
        self._oldest = kept | {keys[place]: at for place, at in found.items()}
        return found


async def first_logged(reader: TopicReader, starts: Offsets, ends: Offsets) -> dict[Place, int]:
    """LogAppendTime, ms, of each partition's first record at an offset or later, if there is one.

    `ends`: where every partition of the topics ends.
    """
    found: dict[Place, int] = {}
    spans = {place: (start, min(start + 1, ends[place])) for place, start in starts.items()}
    while spans := {place: span for place, span in spans.items() if span[0] < span[1]}:
        for place, times in (await _logged(reader, spans, ends)).items():
            found[place] = times[0]
        spans = {
            place: (last, min(last + (last - first) * _WIDER, ends[place]))
            for place, (first, last) in spans.items()
            if place not in found
        }
    return found


async def last_logged(reader: TopicReader, begins: Offsets, ends: Offsets) -> dict[Place, int]:
    """LogAppendTime, ms, of each partition's last record; those that keep none are left out."""
    found: dict[Place, int] = {}
    spans = {place: (max(end - 1, begins[place]), end) for place, end in ends.items()}
    while spans := {place: span for place, span in spans.items() if span[0] < span[1]}:
        for place, times in (await _logged(reader, spans, ends)).items():
            found[place] = times[-1]
        spans = {
            place: (max(first - (last - first) * _WIDER, begins[place]), first)
            for place, (first, last) in spans.items()
            if place not in found
        }
    return found


async def _logged(
    reader: TopicReader, spans: Mapping[Place, tuple[int, int]], ends: Offsets
) -> dict[Place, list[int]]:
    """When the records between two offsets of some partitions were logged, in their order."""
    topics = sorted({topic for topic, _ in spans})
    elsewhere = {place: end for place, end in ends.items() if place[0] in topics}
    since = {**elsewhere, **{place: first for place, (first, _) in spans.items()}}
    until = {**elsewhere, **{place: last for place, (_, last) in spans.items()}}
    found: dict[Place, list[int]] = {}
    async for records in reader.read(topics, since, until):
        for record in records:
            found.setdefault((record.topic, record.partition), []).append(record.timestamp)
    return found
