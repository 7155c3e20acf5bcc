"""Kafka does what the ports say; the same tests as in memory."""

from collections.abc import AsyncIterator
from itertools import count

import pytest_asyncio

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
