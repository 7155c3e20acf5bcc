"""The city's topics and its catalogue on a broker of their own, whose clock nobody can set."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from contracts.releases import CityClock
from contracts.topics import topics_for
from deploy.local.kafka import EmbeddedKafka
from services.catalogue.publish import publish
from services.catalogue.releases import read_releases
from services.kafka.access import KafkaAccess
from services.kafka.admin import KafkaTopics
from services.kafka.reading import KafkaReader
from services.kafka.writing import KafkaWriter
from tests.builders.packs import city_catalogue

_LONG_AGO = 1_600_000_000_000


@pytest_asyncio.fixture
async def own_kafka() -> AsyncIterator[KafkaAccess]:
    """A broker for the topics whose names are fixed."""
    with tempfile.TemporaryDirectory(prefix="simpul-kafka-") as folder:
        async with EmbeddedKafka(Path(folder)) as broker:
            yield KafkaAccess(broker.bootstrap)


async def test_the_citys_topics_are_created_as_described_and_its_catalogue_is_published(
    own_kafka: KafkaAccess,
) -> None:
    catalogue = city_catalogue()
    topics = topics_for(catalogue.agency, partitions=2)
    admin, reader = KafkaTopics(own_kafka), KafkaReader(own_kafka)
    assert {row.remedy for row in await admin.apply(topics)} == {"create"}
    assert await admin.plan(topics) == []
    clock = CityClock.identity("log-1").model_copy(update={"demo": True})
    async with KafkaWriter(own_kafka) as writer:
        published = await publish(catalogue, reader, writer, clock, lambda: _LONG_AGO)
    releases = await read_releases(reader)
    # A clock years behind is corrected by the broker's own time, under the next version.
    assert published.version.startswith("v2-")
    assert releases.version(published.version) == catalogue.model_copy(
        update={"version": published.version}
    )
    assert releases.clock == clock
