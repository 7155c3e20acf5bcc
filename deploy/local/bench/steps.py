"""The hops' pure steps over the records of a log, in this process alone: CPU time, no carrying."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic, process_time

from aiokafka import TopicPartition

from agents.case.agent import CaseHop
from agents.case.partition import Cases
from agents.engine.originals import Originals
from agents.engine.ports import EngineSettings
from agents.engine.recovery import recover
from agents.engine.reference import ReferenceReader
from agents.intake.agent import IntakeHop
from contracts.records import Message, Record
from contracts.releases import Releases
from contracts.topics import CATALOGUE
from deploy.local.bench.figures import Recovery, Step
from services.kafka.ports import TopicReader

Log = Mapping[tuple[str, int], Sequence[Record]]
"""Records by (topic, partition), in order."""


class Steps:
    """Both hops as a worker would have them, but for the carrying."""

    def __init__(self, settings: EngineSettings, releases: Releases, city: str, key: bytes) -> None:
        self._settings = settings
        reader = ReferenceReader(settings, CATALOGUE, releases.apply)  # stays unstarted
        self._intake = IntakeHop(reader, releases, key)
        self._case = CaseHop(city, reader, releases, Originals(settings))

    def intake(self, log: Log) -> Step:
        """What deciding on a record costs."""
        tally = _Tally()
        with _left_in_peace():
            for records in log.values():
                for chunk in self._chunks(records):
                    begin = process_time()
                    messages = self._intake.decide(chunk)
                    self._intake.measure(chunk, messages)
                    tally.add(len(chunk), process_time() - begin, messages)
        return tally.step()

    async def case(self, log: Log) -> Step:
        """What folding a fact costs, from empty cases on."""
        tally = _Tally()
        with _left_in_peace():
            for (_, number), records in log.items():
                cases = self._case.open(number)
                for chunk in self._chunks(records):
                    begin = process_time()
                    messages = await cases.fold(chunk)
                    cases.measure()
                    tally.add(len(chunk), process_time() - begin, messages)
        return tally.step()

    async def recovery(self, topic: str, partitions: int) -> Recovery:
        """What a restarted case worker reads before it goes on, one partition after the other."""
        count, size = 0, 0
        begin, cpu = monotonic(), process_time()
        for number in range(partitions):
            cases = self._case.open(number)

            def load(records: Sequence[Record], cases: Cases = cases) -> None:
                nonlocal size
                cases.load(records)
                size += sum(len(record.value or b"") for record in records)

            count += await recover(self._settings, TopicPartition(topic, number), load)
        return Recovery(
            records=count,
            bytes_each=round(size / count),
            records_per_second=round(count / (monotonic() - begin)),
            cpu_us=round((process_time() - cpu) / count * 1e6, 1),
        )

    def _chunks(self, records: Sequence[Record]) -> Iterator[Sequence[Record]]:
        size = self._settings.chunk
        return (records[place : place + size] for place in range(0, len(records), size))


async def read_log(reader: TopicReader, topics: Sequence[str]) -> Log:
    """All that is committed on topics, held in memory."""
    log: dict[tuple[str, int], list[Record]] = {}
    async for records in reader.read(topics):
        log.setdefault((records[0].topic, records[0].partition), []).extend(records)
    return log


@dataclass
class _Tally:
    """What chunks came to."""

    events: int = 0
    seconds: float = 0.0
    messages: int = 0
    size: int = 0

    def add(self, events: int, seconds: float, messages: Sequence[Message]) -> None:
        self.events += events
        self.seconds += seconds
        self.messages += len(messages)
        self.size += sum(_size(message) for message in messages)

    def step(self) -> Step:
        each = 1 / self.events
        return Step(
            cpu_us=self.seconds * each * 1e6,
            messages=self.messages * each,
            kilobytes=self.size * each / 1000,
        )


def _size(message: Message) -> int:
    parts = len(message.key or b"") + len(message.value or b"")
    return parts + sum(len(name) + len(value) for name, value in message.headers)


@contextmanager
def _left_in_peace() -> Iterator[None]:
    """A worker does not hold the whole log: the collector does not look through it here either."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
