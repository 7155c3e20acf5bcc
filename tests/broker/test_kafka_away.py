"""A broker that is not there is said to be away, in a sentence, by every port."""

import pytest

from contracts.records import Message
from contracts.topics import topics_for
from services.kafka.access import KafkaAccess
from services.kafka.admin import KafkaTopics
from services.kafka.failures import Unavailable
from services.kafka.reading import KafkaReader
from services.kafka.writing import KafkaWriter

NOBODY = KafkaAccess("127.0.0.1:1")
SENTENCE = r"Kafka at 127\.0\.0\.1:1 cannot be reached\."


async def test_a_reader_says_so() -> None:
    with pytest.raises(Unavailable, match=SENTENCE):
        await KafkaReader(NOBODY).ends(["bus.status.v1"])
    with pytest.raises(Unavailable, match=SENTENCE):
        async for _ in KafkaReader(NOBODY).read(["bus.status.v1"]):
            pass


async def test_the_admin_says_so() -> None:
    with pytest.raises(Unavailable, match=SENTENCE):
        await KafkaTopics(NOBODY).plan(topics_for(["dlh"]))


async def test_a_writer_says_so() -> None:
    with pytest.raises(Unavailable, match=SENTENCE):
        async with KafkaWriter(NOBODY) as writer:
            await writer.write([Message("bus.status.v1", b"k", b"v")])
