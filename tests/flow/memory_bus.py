"""Topics in memory, strict where Kafka is; what flow tests run on, bound to Kafka's port tests."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from aiokafka.partitioner import murmur2

from contracts.records import Message, Record, StoredRecord
from contracts.topics import Topic
from services.kafka.differences import Standing, differences, meant, refusal
from services.kafka.failures import RecordTooLarge, TopicsDiffer, UnknownTopic
from services.kafka.ports import Difference, Offsets, Receipt

_OVERHEAD = 70  # bytes Kafka adds to a batch of one record, about
_FIRST_MS = 1_773_275_400_000  # Thursday 12 March 2026 07:30 in Jakarta


@dataclass
class FakeClock:
    """LogAppendTime as a test wants it; it never runs by itself."""

    now_ms: int = _FIRST_MS

    def __call__(self) -> int:
        """Milliseconds since 1970 UTC."""
        return self.now_ms

    def pass_ms(self, milliseconds: int) -> None:
        """Let real time pass."""
        self.now_ms += milliseconds


@dataclass
class _Log:
    """One topic: its settings and its partitions' records."""

    settings: dict[str, str]
    partitions: list[list[StoredRecord]]


class MemoryBus:
    """Admin, writer and reader in one; the clock gives every record its LogAppendTime.

    Compaction is not done: whoever reads a compacted topic must live without it.
    """

    def __init__(self, clock: Callable[[], int] | None = None) -> None:
        self.clock = clock or FakeClock()
        self._logs: dict[str, _Log] = {}
        self._grown = asyncio.Event()
        self._keyless = 0
        self._committed: dict[str, Offsets] = {}

    async def plan(self, topics: Sequence[Topic]) -> list[Difference]:
        """What is missing or differs, in the order given."""
        standing = {
            name: Standing(len(log.partitions), log.settings) for name, log in self._logs.items()
        }
        return list(differences(topics, standing, replication=1))

    async def apply(self, topics: Sequence[Topic]) -> list[Difference]:
        """Create what is missing, set what differs; TopicsDiffer, and no change, if one cannot."""
        rows = await self.plan(topics)
        if refused := [row for row in rows if row.remedy == "refuse"]:
            raise TopicsDiffer(refusal(refused))
        for topic in topics:
            log = self._logs.setdefault(topic.name, _Log({}, [[] for _ in range(topic.partitions)]))
            log.settings.update(meant(topic, replication=1))
        return rows

    async def write(self, messages: Iterable[Message]) -> list[Receipt]:
        """Write in order; receipts in the same order. UnknownTopic, RecordTooLarge."""
        waiting = list(messages)
        for message in waiting:
            self._log(message.topic)
        receipts = [self._append(message) for message in waiting]
        grown, self._grown = self._grown, asyncio.Event()
        grown.set()
        return receipts

    async def begins(self, topics: Sequence[str]) -> Offsets:
        """Offset 0 for every partition; topics that do not exist are left out."""
        return dict.fromkeys(self._ends(topics), 0)

    async def ends(self, topics: Sequence[str]) -> Offsets:
        """The offset after the last record; topics that do not exist are left out."""
        return self._ends(topics)

    async def at_time(self, topics: Sequence[str], real_ms: int) -> Offsets:
        """The offset of each partition's first record logged then or later; its end if none is."""
        return {
            (topic, partition): sum(one.timestamp < real_ms for one in records)
            for topic in topics
            if topic in self._logs
            for partition, records in enumerate(self._logs[topic].partitions)
        }

    async def committed(self, group: str) -> Offsets:
        """What `commit` was told."""
        return dict(self._committed.get(group, {}))

    def commit(self, group: str, offsets: Offsets) -> None:
        """A group says how far it worked."""
        self._committed[group] = offsets

    async def read(
        self,
        topics: Sequence[str],
        since: Mapping[tuple[str, int], int] | None = None,
        until: Mapping[tuple[str, int], int] | None = None,
    ) -> AsyncIterator[Sequence[Record]]:
        """Records to the end as it is when reading starts, each partition's in order of offset."""
        for topic in topics:
            self._log(topic)
        for (topic, partition), end in self._ends(topics).items():
            place = (topic, partition)
            first, last = (since or {}).get(place, 0), min(end, (until or {}).get(place, end))
            if records := self._logs[topic].partitions[partition][first:last]:
                yield records

    async def tail(
        self, topics: Sequence[str], since: Mapping[tuple[str, int], int] | None = None
    ) -> AsyncIterator[Sequence[Record]]:
        """Records as they come, without end; a partition not in `since` from its present end on."""
        for topic in topics:
            self._log(topic)
        positions = {**self._ends(topics), **(since or {})}
        while True:
            grown = self._grown
            for place, position in positions.items():
                records = self._logs[place[0]].partitions[place[1]][position:]
                positions[place] += len(records)
                if records:
                    yield records
            await grown.wait()

    def _ends(self, topics: Sequence[str]) -> Offsets:
        return {
            (topic, partition): len(records)
            for topic in topics
            if topic in self._logs
            for partition, records in enumerate(self._logs[topic].partitions)
        }

    def _log(self, topic: str) -> _Log:
        if topic not in self._logs:
            raise UnknownTopic(topic)
        return self._logs[topic]

    def _append(self, message: Message) -> Receipt:
        log = self._log(message.topic)
        size = len(message.key or b"") + len(message.value or b"")
        size += sum(len(name) + len(value) for name, value in message.headers)
        if size + _OVERHEAD > int(log.settings["max.message.bytes"]):
            raise RecordTooLarge(message.topic, size)
        partition = self._partition(message, len(log.partitions))
        records = log.partitions[partition]
        place = (message.topic, partition, len(records), self.clock())
        records.append(StoredRecord(*place, message.key, message.value, tuple(message.headers)))
        return Receipt(*place)

    def _partition(self, message: Message, count: int) -> int:
        """Kafka's default partitioner; without a key, one after the other."""
        if message.partition is not None:
            return message.partition
        if message.key is None:
            self._keyless += 1
            return self._keyless % count
        return int((murmur2(message.key) & 0x7FFFFFFF) % count)
