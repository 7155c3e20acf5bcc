"""Kota Serang in memory, day after day: agencies say things, time passes, and what comes of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from agents.case.partition import Cases
from agents.case.telling import Rules
from agents.engine.metering import Measures
from agents.intake.outcomes import messages
from agents.intake.take import Under
from contracts.catalogue import Catalogue
from contracts.envelope import encode, headers_of
from contracts.events import Event
from contracts.orders import Order
from contracts.records import Message, Record, StoredRecord
from contracts.releases import CityClock
from contracts.requests import Origin
from contracts.topics import CASES, PARTITIONS, REQUESTS, events_topic
from services.catalogue.publish import publish
from services.catalogue.releases import read_releases
from services.ledger import Report, Scope, read_ledger
from tests.builders.calendars import at
from tests.builders.events import milliseconds
from tests.builders.packs import city_catalogue
from tests.builders.partitions import ground
from tests.flow.line import AGENCIES, CLOCK, TICKET_KEY, published
from tests.flow.memory_bus import FakeClock, MemoryBus

_TYPES = {
    "submitted": "simpul.request.submitted.v1",
    "status": "simpul.status.reported.v1",
    "replied": "simpul.reporter.replied.v1",
    "confirmed": "simpul.closure.confirmed.v1",
    "refused": "simpul.closure.refused.v1",
    "withdrawn": "simpul.request.withdrawn.v1",
}


async def _known(_versions: Iterable[str]) -> None:
    """There is one version, and it was read."""


class City:
    """The bus with both hops' pure parts: every record is carried as soon as it is written."""

    def __init__(
        self, bus: MemoryBus, clock: FakeClock, catalogue: Catalogue, time: CityClock = CLOCK
    ) -> None:
        self.bus = bus
        self._catalogue = catalogue
        self._versions = {catalogue.version: catalogue}
        self._clock = clock
        self._time = time
        self.sent = 0
        self._last: Message | None = None
        self._done: dict[tuple[str, int], int] = defaultdict(int)
        rules = Rules(lambda name: self._versions.get(name, catalogue), time.early_wait_ms)
        on = ground(clock=lambda: time, rules=rules, known=_known, originals=self)
        self._cases = {number: Cases(number, on) for number in range(PARTITIONS)}

    @classmethod
    async def founded(cls) -> "City":
        """Topics made, the pack published; nothing said yet."""
        bus = await published(city_catalogue())
        assert isinstance(bus.clock, FakeClock)
        (catalogue,) = (await read_releases(bus)).all()
        return cls(bus, bus.clock, catalogue)

    @classmethod
    async def taking_over(cls, bus: MemoryBus, before: "City") -> "City":
        """Other workers on a bus that holds cases already; agencies number their events on."""
        releases = await read_releases(bus)
        assert isinstance(bus.clock, FakeClock)
        city = cls(bus, bus.clock, releases.all()[-1], releases.city_clock())
        city.sent = before.sent
        for records in await city._all(CASES):
            city._cases[records[0].partition].load(records)
        return city

    async def publish(self, catalogue: Catalogue) -> str:
        """Another version; intake reads by it once it is in force. Its name."""
        said = await publish(catalogue, self.bus, self.bus, self._time, self._clock)
        found = (await read_releases(self.bus)).version(said.version)
        assert found is not None
        self._catalogue = self._versions[said.version] = found
        self._clock.now_ms = said.effective_at
        return said.version

    async def fetch(self, origins: Sequence[Origin]) -> Sequence[Record | None]:
        """The agencies' records at some coordinates."""
        found = {
            (one.topic, one.partition, one.offset): one
            for topic in {one.topic for one in origins}
            for records in await self._all(topic)
            for one in records
        }
        return [found.get((one.topic, one.partition, one.offset)) for one in origins]

    async def hear(self, agency: str, kind: str, when: str, **data: Any) -> None:
        """An agency's app publishes an event."""
        await self.wait_until(when)
        self.sent += 1
        key = data.get("request_id") or data["reference"]
        source = f"/kota-serang/{agency}"
        headers = headers_of(_TYPES[kind], f"{agency}-{self.sent}", source, at(when))
        body = orjson.dumps(data)
        self._last = Message(events_topic(agency), key.encode(), body, headers)
        await self.bus.write([self._last])
        await self._carry()

    async def go_on(self) -> None:
        """What commands wrote to the bus is carried."""
        await self._carry()

    async def order(self, order: Order, when: str) -> None:
        """An operator orders something."""
        await self.wait_until(when)
        said = encode(
            order,
            topic=REQUESTS,
            key=order.request_id,
            event_id=order.order_id,
            source="/kota-serang/simpul/operators",
            at=at(when),
        )
        await self.bus.write([said])
        await self._carry()

    async def hear_again(self, when: str) -> None:
        """The agency's app sends its last event once more."""
        await self.wait_until(when)
        assert self._last is not None
        await self.bus.write([self._last])
        await self._carry()

    async def wait_until(self, when: str) -> None:
        """Time passes; what falls due falls due."""
        self._clock.now_ms = milliseconds(at(when))
        for cases in self._cases.values():
            while (wakes := cases.wakes_at()) is not None and wakes <= self._clock.now_ms:
                await self.bus.write([cases.clock_record(self._clock.now_ms)])
                await self._carry()

    async def told(self, topic: str, *kinds: type[Event]) -> list[Any]:
        """The events of some kinds on a topic, in order."""
        by_name = {kind.TYPE.encode(): kind for kind in kinds}
        found = [record for records in await self._all(topic) for record in records]
        named = [(by_name.get(dict(one.headers)["ce_type"]), one) for one in found]
        return [kind.read_strictly(one.value or b"") for kind, one in named if kind is not None]

    async def records(self, topics: Iterable[str]) -> list[StoredRecord]:
        """Everything on some topics."""
        found = [one for topic in topics for records in await self._all(topic) for one in records]
        return [one for one in found if isinstance(one, StoredRecord)]

    def measured(self) -> list[Measures]:
        """What its workers count: since this was asked last, and as it stands."""
        return [cases.measure() for cases in self._cases.values()]

    async def ledger(self, scope: Scope | None = None) -> Report:
        """What the ledger finds."""
        return await read_ledger(self.bus, AGENCIES, scope)

    async def _carry(self) -> None:
        for topic in map(events_topic, AGENCIES):
            for records in await self._new(topic):
                under = Under(self._catalogue, self._time, TICKET_KEY)
                for record in records:
                    await self.bus.write(messages(record, under))
        for records in await self._new(REQUESTS):
            await self.bus.write(await self._cases[records[0].partition].fold(records))

    async def _new(self, topic: str) -> list[Sequence[Record]]:
        found = [records async for records in self.bus.read([topic], self._done)]
        for records in found:
            self._done[topic, records[0].partition] = records[-1].offset + 1
        return found

    async def _all(self, topic: str) -> list[Sequence[Record]]:
        return [records async for records in self.bus.read([topic])]
