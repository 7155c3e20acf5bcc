"""The whole line in memory, run once: records through intake and case, by the real steps."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from agents.case.partition import Cases
from agents.intake.outcomes import messages
from agents.intake.take import Under
from contracts.catalogue import Catalogue
from contracts.records import Message, Record
from contracts.releases import CityClock, Releases
from contracts.requests import Origin
from contracts.topics import CATALOGUE, REQUESTS, events_topic, topics_for
from deploy.grounding import ground
from deploy.reach import Originals
from services.catalogue.publish import publish
from services.catalogue.releases import read_releases
from tests.builders.catalogue import a_catalogue
from tests.flow.memory_bus import MemoryBus

AGENCIES = ("dlh", "dishub", "dpmptsp")
CLOCK = CityClock.identity("line")
TICKET_KEY = b"a key for tests only"


async def published(catalogue: Catalogue | None = None) -> MemoryBus:
    """A bus with every topic and the small city's catalogue."""
    bus = MemoryBus()
    await bus.apply(topics_for(AGENCIES))
    await publish(catalogue or a_catalogue(), bus, bus, CLOCK, bus.clock)
    return bus


class MemoryReach:
    """The way to a memory bus, as commands take it."""

    def __init__(self, bus: MemoryBus) -> None:
        self.bus = bus

    def reader(self) -> MemoryBus:
        """The bus reads."""
        return self.bus

    @asynccontextmanager
    async def writer(self) -> AsyncIterator[MemoryBus]:
        """The bus writes."""
        yield self.bus

    def admin(self, replication: int) -> MemoryBus:
        """The bus makes topics."""
        assert replication == 1
        return self.bus

    @asynccontextmanager
    async def originals(self) -> AsyncIterator[Originals]:
        """The bus keeps them."""
        yield Kept(self.bus)


class Kept:
    """Agencies' records as their topics keep them."""

    def __init__(self, bus: MemoryBus) -> None:
        self._bus = bus

    async def fetch(self, origins: Sequence[Origin]) -> Sequence[Record | None]:
        """The records at some coordinates."""
        found: dict[tuple[str, int, int], Record] = {}
        async for records in self._bus.read(sorted({one.topic for one in origins})):
            found |= {(one.topic, one.partition, one.offset): one for one in records}
        return [found.get((one.topic, one.partition, one.offset)) for one in origins]


async def carry(bus: MemoryBus) -> None:
    """Take all that agencies sent through intake, and its facts through the cases."""
    releases = await read_releases(bus)
    await _intake(bus, releases)
    cases = _Cases(bus, releases)
    async for records in bus.read([REQUESTS]):
        await bus.write(await cases.fold(records))


async def _intake(bus: MemoryBus, releases: Releases) -> None:
    async for records in bus.read([events_topic(code) for code in AGENCIES]):
        for record in records:
            catalogue = releases.in_force(record.timestamp)
            assert catalogue is not None, f"nothing is in force on {CATALOGUE}"
            await bus.write(messages(record, Under(catalogue, CLOCK, TICKET_KEY)))


class _Cases:
    """A case worker's pure part, one a partition, never having seen anything."""

    def __init__(self, bus: MemoryBus, releases: Releases) -> None:
        self._bus = bus
        self._ground = ground("kota-serang", CLOCK, releases.known, Kept(bus))

    async def fold(self, records: Sequence[Record]) -> Sequence[Message]:
        """One partition's whole topic."""
        return await Cases(records[0].partition, self._ground).fold(records)
