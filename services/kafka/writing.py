"""Writes to a real Kafka: idempotent, acknowledged by every replica; never fire and forget."""

import asyncio
from collections.abc import Iterable
from itertools import islice
from types import TracebackType
from typing import Self

from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError
from aiokafka.structs import RecordMetadata

from contracts.records import Message
from services.kafka.access import KafkaAccess
from services.kafka.failures import RecordTooLarge, UnknownTopic, in_our_words
from services.kafka.ports import Receipt

_LARGEST_REQUEST = 4 * 1024 * 1024  # above the largest topic limit, so that the broker judges
_BATCH_BYTES = 64 * 1024
_AT_ONCE = 5_000  # messages on their way


class KafkaWriter:
    """One idempotent producer; use it as `async with KafkaWriter(access) as writer`."""

    def __init__(self, access: KafkaAccess) -> None:
        self._access = access
        self._producer: AIOKafkaProducer | None = None
        self._known: frozenset[str] = frozenset()

    async def __aenter__(self) -> Self:
        self._producer = AIOKafkaProducer(
            **self._access.arguments(),
            acks="all",
            enable_idempotence=True,
            compression_type="lz4",
            max_request_size=_LARGEST_REQUEST,
            max_batch_size=_BATCH_BYTES,
        )
        with in_our_words(self._access.bootstrap):
            try:
                await self._producer.start()
            except BaseException:
                await self._producer.stop()
                raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._producer is not None:
            await self._producer.stop()

    async def write(self, messages: Iterable[Message]) -> list[Receipt]:
        """Write in order; receipts in the same order. UnknownTopic, RecordTooLarge, Unavailable."""
        receipts: list[Receipt] = []
        rest = iter(messages)
        while chunk := list(islice(rest, _AT_ONCE)):
            with in_our_words(self._access.bootstrap):
                receipts += await self._send(chunk)
        return receipts

    async def _send(self, messages: list[Message]) -> list[Receipt]:
        if self._producer is None:
            raise RuntimeError("a KafkaWriter writes inside `async with`")
        await self._must_exist({message.topic for message in messages})
        futures = [
            await self._producer.send(
                message.topic,
                message.value,
                message.key,
                message.partition,
                headers=list(message.headers),
            )
            for message in messages
        ]
        done = await asyncio.gather(*futures, return_exceptions=True)
        return [_receipt(*pair) for pair in zip(messages, done, strict=True)]

    async def _must_exist(self, topics: set[str]) -> None:
        """The client would ask for an unknown topic again and again for forty seconds."""
        new = topics - self._known
        if not new or self._producer is None:
            return
        cluster = await self._producer.client.fetch_all_metadata()
        for topic in sorted(new - cluster.topics()):
            raise UnknownTopic(topic)
        for topic in new:  # it forgets the leaders of those not asked for, once one was
            await self._producer.client.add_topic(topic)
        self._known |= new


def _receipt(message: Message, result: RecordMetadata | BaseException) -> Receipt:
    if isinstance(result, MessageSizeTooLargeError):
        size = len(message.value or b"") + len(message.key or b"")
        raise RecordTooLarge(message.topic, size) from result
    if isinstance(result, BaseException):
        raise result
    return Receipt(result.topic, result.partition, result.offset, result.timestamp)
