"""A reader sees what was committed, and never waits for what was not."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count

import pytest_asyncio
from aiokafka import AIOKafkaProducer

from contracts.topics import Topic
from deploy.local.kafka import EmbeddedKafka
from services.kafka.access import KafkaAccess
from services.kafka.admin import KafkaTopics
from services.kafka.reading import KafkaReader

_NUMBERS = count()


class Transacted:
    """A topic with a transactional producer on it, and a reader."""

    def __init__(self, topic: str, producer: AIOKafkaProducer, reader: KafkaReader) -> None:
        self.topic = topic
        self.producer = producer
        self.reader = reader

    async def write(self, *values: bytes) -> None:
        for value in values:
            await self.producer.send_and_wait(self.topic, value, partition=0)

    async def seen(self) -> list[bytes | None]:
        async with asyncio.timeout(20):
            found = [record async for some in self.reader.read([self.topic]) for record in some]
        return [record.value for record in found]


@pytest_asyncio.fixture
async def transacted(kafka: EmbeddedKafka) -> AsyncIterator[Transacted]:
    access = KafkaAccess(kafka.bootstrap)
    name = f"transacted{next(_NUMBERS)}"
    await KafkaTopics(access).apply([Topic(name, "A test's own.", "any", (), (), (), 1)])
    producer = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, transactional_id=name)
    await producer.start()
    try:
        yield Transacted(name, producer, KafkaReader(access))
    finally:
        await producer.stop()


async def test_what_is_not_committed_yet_is_neither_read_nor_waited_for(
    transacted: Transacted,
) -> None:
    async with transacted.producer.transaction():
        await transacted.write(b"committed")
    await transacted.producer.begin_transaction()
    await transacted.write(b"open")
    assert await transacted.seen() == [b"committed"]
    assert await transacted.reader.ends([transacted.topic]) == {(transacted.topic, 0): 2}
    await transacted.producer.commit_transaction()
    assert await transacted.seen() == [b"committed", b"open"]


async def test_what_was_given_up_is_passed_over_though_nothing_follows_it(
    transacted: Transacted,
) -> None:
    async with transacted.producer.transaction():
        await transacted.write(b"committed")
    await transacted.producer.begin_transaction()
    await transacted.write(b"given up")
    await transacted.producer.abort_transaction()
    assert await transacted.seen() == [b"committed"]
    async with transacted.producer.transaction():
        await transacted.write(b"after")
    assert await transacted.seen() == [b"committed", b"after"]
