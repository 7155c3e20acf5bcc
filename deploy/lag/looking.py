"""One look at the bus from outside: groups, agencies, and the time; asks topics alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.releases import Releases
from contracts.topics import CATALOGUE, REQUESTS, RETRIES, agency_of, events_topic
from deploy.clock import now_ms
from deploy.lag.silence import Silence, silences
from deploy.wiring import Hop
from services.kafka.lag import Behind, Groups, Place, last_logged
from services.kafka.ports import Offsets, TopicReader

HOPS = (Hop.INTAKE.group, Hop.CASE.group)
"""The bus's own groups; what they read the catalogue says, whether they ever committed or not."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was found."""

    behind: list[Behind]
    silences: list[Silence]


class Lookout:
    """Looks again and again; what it has read once it does not read twice."""

    def __init__(self, reader: TopicReader, others: Sequence[str] = ()) -> None:
        self._reader = reader
        self._others = others
        self._groups = Groups(reader, now_ms)
        self._releases = Releases()
        self._read: Offsets = {}
        self._ends: Offsets = {}
        self._last: dict[Place, int] = {}

    async def look(self) -> Look:
        """The hops' groups, the others asked for, and every agency of the catalogue in force.

        TopicsFailed: the broker is away, or no catalogue topic is there yet.
        """
        await self._read_catalogue()
        topics = sorted(map(events_topic, self._releases.agencies()))
        behind: list[Behind] = []
        for group, read in zip(HOPS, ([*topics, RETRIES], [REQUESTS]), strict=True):
            behind += await self._groups.behind(group, read)
        for group in self._others:
            behind += await self._groups.behind(group)
        await self._hear(topics)
        return Look(behind, silences(self._releases, self._last_of_agencies(), now_ms()))

    async def _read_catalogue(self) -> None:
        ends = await self._reader.ends([CATALOGUE])
        if ends and ends == self._read:
            return
        async for records in self._reader.read([CATALOGUE], self._read):
            for record in records:
                self._releases.apply(record)
                self._read[record.topic, record.partition] = record.offset + 1
        self._read = ends

    async def _hear(self, topics: Sequence[str]) -> None:
        """When each partition's last record was logged; nothing is read where it is known."""
        begins, ends = await self._reader.begins(topics), await self._reader.ends(topics)
        known = {place: end for place, end in ends.items() if self._ends.get(place) == end}
        self._last |= await last_logged(self._reader, begins | known, ends)
        self._ends = ends

    def _last_of_agencies(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for (topic, _), at in self._last.items():
            agency = agency_of(topic)
            if agency is not None:
                found[agency] = max(at, found.get(agency, 0))
        return found
