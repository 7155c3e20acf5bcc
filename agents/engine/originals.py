"""Fetching records again by their coordinates, as they came; never in a group, never a commit."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from mode import Service

from agents.engine.ports import EngineSettings
from agents.engine.recovery import group_less, let_go
from contracts.records import Record

_SLICE_MS = 500


class Coordinates(Protocol):
    """Where a record stood."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...


class Originals(Service):
    """Reads single records again; connects when it is first asked."""

    def __init__(self, settings: EngineSettings) -> None:
        super().__init__()
        self._settings = settings
        self._consumer: AIOKafkaConsumer | None = None
        self._one_at_a_time = asyncio.Lock()

    async def fetch(self, places: Sequence[Coordinates]) -> list[Record | None]:
        """The records at some coordinates, in the order asked; None where one is gone."""
        wanted: dict[TopicPartition, set[int]] = {}
        for one in places:
            wanted.setdefault(TopicPartition(one.topic, one.partition), set()).add(one.offset)
        found: dict[tuple[str, int, int], Record | None] = {}
        async with self._one_at_a_time:
            consumer = await self._connected()
            for place, offsets in wanted.items():
                consumer.assign([place])
                begin = (await consumer.beginning_offsets([place]))[place]
                end = (await consumer.end_offsets([place]))[place]
                for offset in sorted(offsets):
                    kept = begin <= offset < end
                    found[(*place, offset)] = (
                        await read_one(consumer, place, offset) if kept else None
                    )
        return [found[one.topic, one.partition, one.offset] for one in places]

    async def on_stop(self) -> None:
        if self._consumer is not None:
            await let_go(self._consumer)

    async def _connected(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            consumer = group_less(self._settings)
            await consumer.start()
            self._consumer = consumer
        return self._consumer


async def read_one(consumer: AIOKafkaConsumer, place: TopicPartition, offset: int) -> Record | None:
    """One record before the end, however long it takes to come; None where none stands there."""
    consumer.seek(place, offset)
    while await consumer.position(place) <= offset:
        records = await consumer.getmany(place, timeout_ms=_SLICE_MS, max_records=1)
        for record in records.get(place, ()):
            if record.offset >= offset:
                found: Record | None = record if record.offset == offset else None
                return found
    return None
