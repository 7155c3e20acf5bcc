"""Writing: messages into batches, batches to Kafka, receipts back; never less than all replicas."""

# ruff: noqa: ANN401 -- aiokafka has no types

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.partitioner import murmur2
from aiokafka.structs import RecordMetadata

from agents.engine.clock import BrokerClock
from agents.engine.failing import TopicMissing, why
from agents.engine.ports import EngineSettings
from contracts.records import Message

log = logging.getLogger(__name__)

_BATCH_BYTES = 256 * 1024  # a larger message gets a batch of its own
_REMEMBERED_KEYS = 200_000
_TOPIC_WAIT = 5.0
_LOOK = 0.01
_RETRY_MS = 100
_RETRY_SOON_MS = 10  # the broker puts off whoever writes while the last markers are still written

Receipt = asyncio.Future[RecordMetadata]


class Outbox:
    """One idempotent producer, transactional when it has an id.

    It appends to the batches that wait in aiokafka's accumulator, as aiokafka's own `send` does,
    so that small chunks share a batch; `send_batch` would queue one request behind the other.
    """

    def __init__(
        self, settings: EngineSettings, clock: BrokerClock, transactional_id: str | None = None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._transactional_id = transactional_id
        self._producer: AIOKafkaProducer | None = None
        self._counts: dict[str, int] = {}
        self._places: dict[tuple[str, bytes | None], TopicPartition] = {}

    async def start(self) -> None:
        """Connect; with a transactional id this refuses every former owner of it from now on."""
        self._producer = AIOKafkaProducer(
            bootstrap_servers=self._settings.bootstrap,
            client_id=self._settings.group,
            enable_idempotence=True,
            acks="all",
            compression_type="lz4",
            retry_backoff_ms=_RETRY_MS if self._transactional_id is None else _RETRY_SOON_MS,
            max_batch_size=_BATCH_BYTES,
            transactional_id=self._transactional_id,
            transaction_timeout_ms=int(self._settings.transaction_timeout * 1000),
            **self._settings.security,
        )
        await self._producer.start()

    async def stop(self) -> None:
        """Close the connections; with nothing in delivery this loses nothing."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.stop()

    @property
    def _started(self) -> AIOKafkaProducer:
        if self._producer is None:
            raise RuntimeError("the outbox is not started")
        return self._producer

    async def learn(self, topics: Iterable[str]) -> None:
        """Find out the partitions of topics not seen before.

        Raises:
            TopicMissing: the broker does not have one of them.
        """
        for topic in topics:
            if topic not in self._counts:
                self._counts[topic] = await self._count(topic)

    async def _count(self, topic: str) -> int:
        """Its partitions; from now on the client asks after this topic by name.

        aiokafka asks for all topics until it was given one, then for those it was given alone,
        and loses the leaders of the others: a topic created later would stop all that went before.
        """
        while True:
            try:
                async with asyncio.timeout(_TOPIC_WAIT):
                    await self._started.client.add_topic(topic)
                    return len(await self._started.partitions_for(topic))
            except TimeoutError:
                await self._must_exist(topic)

    async def _must_exist(self, topic: str) -> None:
        """Raise when the broker says that it lacks the topic; one too slow to answer is waited for.

        For how long is the carrier's affair, which ends a worker whose chunk stands still.
        """
        try:
            known = await self._started.client.fetch_all_metadata()
        except KafkaError as away:
            log.info("whether %s exists is not known yet: %r", topic, away)
            return
        if topic not in known.topics():
            raise why(TopicMissing, topic)

    async def put(self, messages: Sequence[Message]) -> list[Receipt]:
        """Queue in order; each receipt stands for one or more of the messages.

        Raises:
            TopicMissing: a message names a topic the broker does not have.
        """
        await self.learn({message.topic for message in messages} - self._counts.keys())
        accumulator = self._started._message_accumulator
        if accumulator._exception is not None:
            raise accumulator._exception
        return _append_all(accumulator, [(self._place(each), each) for each in messages])

    def _place(self, message: Message) -> TopicPartition:
        if message.partition is not None:
            return TopicPartition(message.topic, message.partition)
        known = self._places.get((message.topic, message.key))
        return known if known is not None else self._choose(message)

    def _choose(self, message: Message) -> TopicPartition:
        """Kafka's default partitioner; without a key the value decides, so that a copy follows."""
        key = message.value or b"" if message.key is None else message.key
        place = TopicPartition(message.topic, partition_of(key, self._counts[message.topic]))
        if message.key is not None:
            if len(self._places) >= _REMEMBERED_KEYS:
                self._places.clear()
            self._places[message.topic, message.key] = place
        return place

    async def delivered(self, receipts: Sequence[Receipt]) -> list[RecordMetadata]:
        """Wait for every receipt; a delivery that failed raises."""
        metadata = await asyncio.gather(*receipts)
        self.noted(metadata)
        return list(metadata)

    def noted(self, receipts: Sequence[RecordMetadata]) -> None:
        """Read the broker's clock from receipts."""
        if receipts:
            self._clock.saw(max(receipt.timestamp or 0 for receipt in receipts))

    async def append(self, messages: Sequence[Message]) -> list[int]:
        """Write one message a partition; the offsets they were given. Connects when first used."""
        if not messages:
            return []
        if self._producer is None:
            await self.start()
        return [receipt.offset for receipt in await self.delivered(await self.put(messages))]

    async def begin(self) -> None:
        """Open a transaction."""
        await self._started.begin_transaction()

    async def consumed(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Put the group's offsets into the open transaction."""
        await self._started.send_offsets_to_transaction(dict(offsets), self._settings.group)

    async def commit(self) -> None:
        """Make the transaction's writes and offsets visible, together."""
        await self._started.commit_transaction()

    @property
    def producer_id(self) -> int:
        """Kafka's number of whoever owns the transactional id, the same for each owner."""
        number: int = self._started._txn_manager.producer_id
        return number

    async def end_former(
        self, places: Iterable[TopicPartition], *, offsets: bool, commit: bool
    ) -> None:
        """Write markers, and nothing else, where a former owner's transaction stands open.

        `offsets`: whether the group's offsets stand open too.
        """
        producer = self._started
        await producer.begin_transaction()
        for place in places:
            producer._txn_manager.maybe_add_partition_to_txn(place)
        while producer._txn_manager.partitions_to_add():  # noqa: ASYNC110 - aiokafka tells nobody
            await asyncio.sleep(_LOOK)
        if offsets:
            await producer._sender._do_add_offsets_to_txn(self._settings.group)
        await (producer.commit_transaction() if commit else producer.abort_transaction())


def partition_of(key: bytes, count: int) -> int:
    """Where Kafka's default partitioner puts a key among so many partitions."""
    number: int = (murmur2(key) & 0x7FFFFFFF) % count
    return number


def _append_all(
    accumulator: Any, placed: Sequence[tuple[TopicPartition, Message]]
) -> list[Receipt]:
    batches: dict[TopicPartition, Any] = {}
    receipts: dict[int, Receipt] = {}
    for place, message in placed:
        batch = batches.get(place) or _waiting(accumulator, place)
        if batch is None or not _append(batch, message):
            batch = accumulator._append_batch(accumulator.create_builder(), place)
            _append(batch, message)
        batches[place] = batch
        receipts[id(batch)] = batch.future
    return list(receipts.values())


def _waiting(accumulator: Any, place: TopicPartition) -> Any:
    queued = accumulator._batches.get(place)
    return queued[-1] if queued else None


def _append(batch: Any, message: Message) -> bool:
    """False when the batch is full or already on its way."""
    added = batch._builder.append(
        timestamp=None, key=message.key, value=message.value, headers=list(message.headers)
    )
    return added is not None
