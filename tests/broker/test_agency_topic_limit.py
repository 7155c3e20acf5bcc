"""What an agency may put on its topic, as the broker enforces it."""

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError

from contracts.topics import topics_for
from deploy.local.kafka import EmbeddedKafka
from services.kafka.access import KafkaAccess
from services.kafka.admin import KafkaTopics

_TOPIC = next(one for one in topics_for(["padat"], 1) if one.unpacked)


async def test_zeros_packed_small_are_measured_as_readers_would_unpack_them(
    kafka: EmbeddedKafka,
) -> None:
    await KafkaTopics(KafkaAccess(kafka.bootstrap)).apply([_TOPIC])
    producer = AIOKafkaProducer(
        bootstrap_servers=kafka.bootstrap,
        compression_type="gzip",
        max_request_size=64 * 1024 * 1024,
    )
    async with producer:
        await producer.send_and_wait(_TOPIC.name, bytes(_TOPIC.max_message_bytes // 2))
        with pytest.raises(MessageSizeTooLargeError):
            await producer.send_and_wait(_TOPIC.name, bytes(16 * 1024 * 1024))
