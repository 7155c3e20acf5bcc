"""What has been committed on topics so far, read on by one lasting consumer in no group."""

from collections.abc import Sequence
from typing import Self

from aiokafka import AIOKafkaConsumer, TopicPartition

from agents.engine.recovery import let_go
from contracts.records import Record
from contracts.topics import Topic

_WAIT_MS = 200
_EMPTY = 3


class LogTail:
    """Grows `records`; those of a partition are in order."""

    def __init__(self, bootstrap: str) -> None:
        self.records: list[Record] = []
        self._bootstrap = bootstrap
        self._places: list[TopicPartition] = []
        self._next: dict[TopicPartition, int] = {}
        self._consumer: AIOKafkaConsumer | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._consumer is not None:
            await let_go(self._consumer)

    @property
    def _started(self) -> AIOKafkaConsumer:
        assert self._consumer is not None
        return self._consumer

    async def follow(self, topics: Sequence[Topic]) -> None:
        """Read these topics from now on, each from its first record."""
        await self.__aexit__()
        self._places = [
            TopicPartition(one.name, n) for one in topics for n in range(one.partitions)
        ]
        consumer = self._consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=50,
        )
        await consumer.start()
        consumer.assign(self._places)
        for place in self._places:
            consumer.seek(place, self._next.get(place, 0))

    async def look(self) -> int:
        """Take what has come, waiting a moment for it; how many records."""
        found = await self._started.getmany(timeout_ms=_WAIT_MS)
        for place, records in found.items():
            self.records += records
            self._next[place] = records[-1].offset + 1
        return sum(map(len, found.values()))

    async def to_the_end(self) -> None:
        """Take all that is committed now; where only markers are left, nothing more comes."""
        consumer = self._started
        ends = await consumer.end_offsets(self._places)
        empty = 0
        while empty < _EMPTY and [one for one in ends if await consumer.position(one) < ends[one]]:
            empty = 0 if await self.look() else empty + 1
