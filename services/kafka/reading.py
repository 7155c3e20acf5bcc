"""Reads a real Kafka: committed records only, in no group, by position; moves nobody's offsets."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, GroupLoadInProgressError

from contracts.records import Record
from services.kafka.access import KafkaAccess
from services.kafka.failures import UnknownTopic, in_our_words
from services.kafka.ports import Offsets

_WAIT_AT_END_MS = 20  # what asking an empty partition costs
_SLICE_MS = 200
_GROUPS = "__consumer_offsets"
_LOADING = (GroupCoordinatorNotAvailableError, GroupLoadInProgressError)
_ASKED, _LOADS = 50, 0.1  # a coordinator that was just elected needs a moment
_EMPTY_ANSWERS = 3  # of the broker at one position: only removed records are left before the end


class KafkaReader:
    """Reads topics whole or as they grow; each call connects on its own."""

    def __init__(self, access: KafkaAccess) -> None:
        self._access = access

    async def begins(self, topics: Sequence[str]) -> Offsets:
        """The first offset each partition still keeps; topics that do not exist are left out."""
        async with self._consumer() as consumer:
            places = await self._known_to(consumer, topics)
            found = await consumer.beginning_offsets(places) if places else {}
        return {(place.topic, place.partition): offset for place, offset in found.items()}

    async def ends(self, topics: Sequence[str]) -> Offsets:
        """The offset after the last committed record; topics that do not exist are left out."""
        async with self._consumer() as consumer:
            places = await self._known_to(consumer, topics)
            found = await consumer.end_offsets(places) if places else {}
        return {(place.topic, place.partition): offset for place, offset in found.items()}

    async def at_time(self, topics: Sequence[str], real_ms: int) -> Offsets:
        """The offset of each partition's first record logged then or later; its end if none is."""
        async with self._consumer() as consumer:
            places = await self._known_to(consumer, topics)
            if not places:
                return {}
            found = await consumer.offsets_for_times(dict.fromkeys(places, real_ms))
            ends = await consumer.end_offsets(places)
        return {
            (place.topic, place.partition): ends[place] if entry is None else entry.offset
            for place, entry in found.items()
        }

    async def committed(self, group: str) -> Offsets:
        """Up to where a group has worked off each partition; nothing of a group never heard of."""
        admin = AIOKafkaAdminClient(**self._access.arguments())
        with in_our_words(self._access.bootstrap):
            try:
                await admin.start()
                found = await _offsets_of(admin, group)
            finally:
                await admin.close()
        return {
            (place.topic, place.partition): entry.offset
            for place, entry in found.items()
            if entry.offset >= 0
        }

    async def read(
        self,
        topics: Sequence[str],
        since: Mapping[tuple[str, int], int] | None = None,
        until: Mapping[tuple[str, int], int] | None = None,
    ) -> AsyncIterator[Sequence[Record]]:
        """Records to the end as it is when reading starts, each partition's in order of offset."""
        async with self._consumer() as consumer:
            ends = await self._assign(consumer, topics)
            for place, end in ends.items():
                ends[place] = min(end, (until or {}).get((place.topic, place.partition), end))
            for place in ends:
                await _begin(consumer, place, (since or {}).get((place.topic, place.partition)))
            async for records in _read_to(consumer, ends):
                yield records

    async def tail(
        self, topics: Sequence[str], since: Mapping[tuple[str, int], int] | None = None
    ) -> AsyncIterator[Sequence[Record]]:
        """Records as they come, without end; a partition not in `since` from its present end on."""
        async with self._consumer() as consumer:
            ends = await self._assign(consumer, topics)
            for place, end in ends.items():
                consumer.seek(place, (since or {}).get((place.topic, place.partition), end))
            while True:
                for records in (await consumer.getmany(timeout_ms=_SLICE_MS)).values():
                    yield records
                await asyncio.sleep(0)

    @asynccontextmanager
    async def _consumer(self) -> AsyncIterator[AIOKafkaConsumer]:
        consumer = AIOKafkaConsumer(
            **self._access.arguments(),
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            fetch_max_wait_ms=_WAIT_AT_END_MS,
        )
        with in_our_words(self._access.bootstrap):
            try:
                await consumer.start()
                yield consumer
            finally:
                await _let_go(consumer)

    async def _places(self, topics: Sequence[str]) -> list[TopicPartition]:
        """Every partition of the topics there are; a client of its own asks for them all."""
        client = AIOKafkaClient(**self._access.arguments())
        with in_our_words(self._access.bootstrap):
            try:
                await client.bootstrap()
                cluster = await client.fetch_all_metadata()
            finally:
                await client.close()
        return [
            TopicPartition(topic, partition)
            for topic in topics
            for partition in sorted(cluster.partitions_for_topic(topic) or ())
        ]

    async def _known_to(
        self, consumer: AIOKafkaConsumer, topics: Sequence[str]
    ) -> list[TopicPartition]:
        """The same, their leaders known to the consumer: it would take 0.1 s to learn of each."""
        places = await self._places(topics)
        await consumer._client.set_topics({place.topic for place in places})  # noqa: SLF001 -- no other way to name many
        return places

    async def _assign(
        self, consumer: AIOKafkaConsumer, topics: Sequence[str]
    ) -> dict[TopicPartition, int]:
        """All partitions of the topics, assigned, with where each ends now."""
        places = await self._places(topics)
        for topic in topics:
            if topic not in {place.topic for place in places}:
                raise UnknownTopic(topic)
        consumer.assign(places)
        ends: dict[TopicPartition, int] = await consumer.end_offsets(places)
        return ends


async def _offsets_of(admin: AIOKafkaAdminClient, group: str) -> dict[TopicPartition, Any]:
    """A group's offsets, once its coordinator has loaded them; none where no group ever had any."""
    if _GROUPS not in await admin.list_topics():
        return {}
    for _ in range(_ASKED):
        try:
            found: dict[TopicPartition, Any] = await admin.list_consumer_group_offsets(group)
        except _LOADING:
            await asyncio.sleep(_LOADS)
        else:
            return found
    return dict(await admin.list_consumer_group_offsets(group))


async def _let_go(consumer: AIOKafkaConsumer) -> None:
    """Stop, also while the broker is away: aiokafka then lets out its own cancellations."""
    try:
        await consumer.stop()
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise


async def _begin(consumer: AIOKafkaConsumer, place: TopicPartition, offset: int | None) -> None:
    if offset is None:
        await consumer.seek_to_beginning(place)
    else:
        consumer.seek(place, offset)


class _Progress:
    """How far one partition is; where only removed records are left, it counts as over."""

    def __init__(self, consumer: AIOKafkaConsumer, place: TopicPartition, end: int) -> None:
        self._consumer = consumer
        self._place = place
        self._end = end
        self._position = -1
        self._answered: int | None = None
        self._empty = 0

    async def is_over(self) -> bool:
        """Whether the end is reached, or the broker has nothing more before it."""
        position = await self._consumer.position(self._place)
        answered = self._consumer.last_poll_timestamp(self._place)
        if position > self._position:
            self._empty = 0
        elif answered != self._answered:
            self._empty += 1
        self._position, self._answered = position, answered
        return position >= self._end or self._empty >= _EMPTY_ANSWERS


async def _read_to(
    consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]
) -> AsyncIterator[Sequence[Record]]:
    open_places = {place: _Progress(consumer, place, end) for place, end in ends.items()}
    while True:
        over = [place for place, progress in open_places.items() if await progress.is_over()]
        for place in over:
            del open_places[place]
            consumer.pause(place)
        if not open_places:
            return
        found = await consumer.getmany(*open_places, timeout_ms=_SLICE_MS)
        for place, records in found.items():
            before_end = [record for record in records if record.offset < ends[place]]
            if before_end:
                yield before_end
        await asyncio.sleep(0)
