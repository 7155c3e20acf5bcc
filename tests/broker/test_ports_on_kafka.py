"""Kafka does what the ports say; the same tests as in memory."""

from collections.abc import AsyncIterator
from itertools import count

import pytest_asyncio
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.local.kafka import EmbeddedKafka
from services.kafka.access import KafkaAccess
from services.kafka.admin import KafkaTopics
from services.kafka.reading import KafkaReader
from services.kafka.writing import KafkaWriter
from tests.flow.port_tests import PortTests, Topics

_NUMBERS = count()


class TestKafka(PortTests):
    """The port tests on a real broker."""

    @pytest_asyncio.fixture
    async def topics(self, kafka: EmbeddedKafka) -> AsyncIterator[Topics]:
        """The session's broker, with a prefix of its own for each test."""
        access = KafkaAccess(kafka.bootstrap)
        async with KafkaWriter(access) as writer:
            prefix = f"ports{next(_NUMBERS)}"
            yield Topics(KafkaTopics(access), writer, KafkaReader(access), prefix)

    async def test_what_a_group_committed_is_found(
        self, kafka: EmbeddedKafka, topics: Topics
    ) -> None:
        topic = await topics.create("committed", partitions=2)
        group, place = f"{topics.prefix}-group", TopicPartition(topic.name, 1)
        consumer = AIOKafkaConsumer(
            bootstrap_servers=kafka.bootstrap, group_id=group, enable_auto_commit=False
        )
        await consumer.start()
        try:
            consumer.assign([place])
            await consumer.commit({place: 7})
        finally:
            await consumer.stop()
        assert await topics.reader.committed(group) == {(topic.name, 1): 7}
