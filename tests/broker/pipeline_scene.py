"""A stage for tests of the real hops: every topic anew, the pack in force, the log read back."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import TypeVar

from aiokafka.admin import AIOKafkaAdminClient

from contracts.cases import Class
from contracts.catalogue import Catalogue
from contracts.events import Event
from contracts.records import Message, Record
from contracts.releases import CityClock, ClockSegment
from contracts.requests import ClockAdvanced
from contracts.topics import QUARANTINE, REQUESTS, STATUS, inbox_topic, topics_for
from deploy.clock import now_ms
from deploy.wiring import Hop
from services.catalogue.pack import read_pack
from services.catalogue.publish import Published, publish
from services.kafka.access import KafkaAccess
from services.kafka.admin import KafkaTopics
from services.kafka.ports import Receipt
from services.kafka.reading import KafkaReader
from services.kafka.writing import KafkaWriter
from services.ledger import NONE, Report, Scope, audit
from tests.broker.log_tail import LogTail
from tests.broker.workers import PATIENCE, Process, Workers
from tests.builders.calendars import at
from tests.builders.requests import CITY

PARTITIONS = 4
BEGIN = at("2026-03-12 07:30")
CLOCK = ClockAdvanced.TYPE.encode()
_PACK = Path(__file__).parents[2] / "deploy/cities" / CITY
_NUMBERS = count(1)

E = TypeVar("E", bound=Event)


@cache
def the_pack() -> Catalogue:
    """The city's pack, read once."""
    return read_pack(_PACK)


@dataclass
class Pipeline:
    """The whole arrow line on the session's broker, for one test at a time."""

    access: KafkaAccess
    folder: Path
    writer: KafkaWriter
    tail: LogTail
    clock: CityClock
    catalogue: Catalogue
    partitions: int = PARTITIONS
    name: str = field(default_factory=lambda: f"pipeline-{next(_NUMBERS)}")
    workers: Workers = field(default_factory=Workers)
    sent: int = 0
    published: list[Published] = field(default_factory=list)

    async def set_up(self) -> None:
        """Delete what an earlier test left, create the topics, publish the clock and the pack."""
        await _delete_topics(self.access)
        await self.create_topics()
        await self.publish(self.catalogue)

    async def create_topics(self) -> None:
        """Create the topics of the catalogue's agencies that are missing."""
        codes = [agency.code for agency in self.catalogue.agencies]
        topics = topics_for(codes, self.partitions)
        await KafkaTopics(self.access).apply(topics)
        await self.tail.follow(topics)

    async def publish(self, catalogue: Catalogue) -> Published:
        """Publish a version, and the clock where there is none."""
        reader = KafkaReader(self.access)
        found = await publish(catalogue, reader, self.writer, self.clock, now_ms)
        self.catalogue = catalogue
        self.published.append(found)
        return found

    def worker(self, hop: Hop, **order: object) -> Process:
        """Start a worker process of a hop."""
        return self.worker_of("tests.broker.pipeline_worker", hop, **order)

    def worker_of(self, module: str, hop: Hop, **order: object) -> Process:
        """Start a module that takes such an order."""
        whole = {
            "hop": hop,
            "bootstrap": self.access.bootstrap,
            "name": self.name,
            "folder": str(self.folder),
            "clock": self.clock.to_bytes().decode(),
        } | order
        return self.workers.start(module, whole)

    async def send(self, messages: Iterable[Message]) -> list[Receipt]:
        """Publish as agencies do, and wait for the receipts."""
        receipts = await self.writer.write(messages)
        self.sent += len(receipts)
        return receipts

    async def until(self, enough: Callable[["Pipeline"], bool]) -> None:
        """Read on until what is on the topics is enough."""
        async with asyncio.timeout(PATIENCE):
            while not enough(self):
                self.workers.check()
                await self.tail.look()

    async def until_told(self, more: int) -> None:
        """Wait for so many status events, and a tenth as many facts, more than there are now.

        Both hops have then worked: the case alone could tell more of what an earlier intake left.
        """
        await self.tail.to_the_end()
        wanted = {STATUS: self._count(STATUS) + more, REQUESTS: self._count(REQUESTS) + more // 10}
        await self.until(lambda _: all(self._count(name) >= n for name, n in wanted.items()))

    def _count(self, topic: str) -> int:
        return sum(header(record, "ce_type") != CLOCK for record in self.on(topic))

    async def proven(self) -> Report:
        """Wait until every record has its outcome, then prove the whole log."""
        with suppress(TimeoutError):
            await self.until(Pipeline.all_have_outcomes)
        await self.tail.to_the_end()
        report = audit(self.tail.records)
        assert report.holds, (report.records, report.facts, report.problems[:5])
        assert (report.records, report.unaccounted) == (self.sent, 0), report
        assert report.classes[Class.WAITING] == 0, report
        return report

    def all_have_outcomes(self) -> bool:
        """Every record sent has its outcome, and none waits."""
        outcomes = {
            header(one, "ce_id") for topic in (REQUESTS, QUARANTINE) for one in self.on(topic)
        }
        if len(outcomes) < self.sent:
            return False
        report = audit(self.tail.records, scope=Scope(every=NONE))
        known = report.records == self.sent and report.unaccounted == 0
        return known and report.classes[Class.WAITING] == 0

    def on(self, topic: str) -> Iterator[Record]:
        """What has been read of a topic, each partition's in order."""
        return (record for record in self.tail.records if record.topic == topic)

    def events(self, topic: str, kind: type[E]) -> list[E]:
        """The events of one kind that have been read of a topic."""
        found = (one for one in self.on(topic) if header(one, "ce_type") == kind.TYPE.encode())
        return [kind.read(one.value or b"") for one in found]

    def inbox(self, agency: str, kind: type[E]) -> list[E]:
        """What an agency has been told, of one kind."""
        return self.events(inbox_topic(agency), kind)


def header(record: Record | Message, name: str) -> bytes | None:
    """The first header of a name."""
    return next((value for key, value in record.headers if key == name), None)


def a_clock(speed: float = 1) -> CityClock:
    """City time that begins now, at 07:30 on Thursday 12 March 2026."""
    now = now_ms()
    segment = ClockSegment(real_ms=now, city=BEGIN, speed=speed)
    return CityClock(epoch=f"test-{now}", segments=(segment,), demo=True)


async def _delete_topics(access: KafkaAccess) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=access.bootstrap)
    await admin.start()
    try:
        names = {topic for topic in await admin.list_topics() if _is_ours(topic)}
        if names:
            await admin.delete_topics(sorted(names))
        async with asyncio.timeout(PATIENCE):
            while names & set(await admin.list_topics()):
                await asyncio.sleep(0.05)
    finally:
        await admin.close()


def _is_ours(topic: str) -> bool:
    return topic.startswith(("agency.", "bus.", "ref."))


@asynccontextmanager
async def staged(
    bootstrap: str,
    folder: Path,
    catalogue: Catalogue | None = None,
    speed: float = 1,
    partitions: int = PARTITIONS,
) -> AsyncIterator[Pipeline]:
    """A pipeline whose workers do not outlive it; with the pack, unless told another catalogue."""
    access = KafkaAccess(bootstrap)
    async with KafkaWriter(access) as writer, LogTail(bootstrap) as tail:
        clock, pack = a_clock(speed), catalogue or the_pack()
        pipeline = Pipeline(access, folder, writer, tail, clock, pack, partitions)
        await pipeline.set_up()
        try:
            yield pipeline
        finally:
            pipeline.workers.end_all()
