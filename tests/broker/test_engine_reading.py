"""State is recovered and reference data read by position, across markers, holes and outages."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition

from agents.engine.failing import Undecided
from agents.engine.ports import EngineSettings
from agents.engine.recovery import recover
from agents.engine.reference import ReferenceReader
from contracts.records import Record
from deploy.local.kafka import EmbeddedKafka
from tests.broker.engine_scene import Scene

_PATIENCE = 40.0


def settings(scene: Scene) -> EngineSettings:
    return EngineSettings(scene.bootstrap, scene.name, scene.folder)


@asynccontextmanager
async def writer(scene: Scene) -> AsyncIterator[AIOKafkaProducer]:
    async with AIOKafkaProducer(
        bootstrap_servers=scene.bootstrap, transactional_id=scene.name
    ) as producer:
        yield producer


async def write(producer: AIOKafkaProducer, topic: str, values: Sequence[str]) -> None:
    await producer.begin_transaction()
    for value in values:
        await producer.send(topic, value.encode(), key=value.encode(), partition=0)
    await producer.commit_transaction()


async def test_recovery_skips_markers_and_aborted_records_and_ends_at_the_end(
    scene: Scene,
) -> None:
    await scene.create("state", partitions=1)
    topic = scene.topic("state")
    async with writer(scene) as producer:
        await write(producer, topic, ["a", "b"])
        await producer.begin_transaction()
        await producer.send(topic, b"never", key=b"a", partition=0)
        await producer.abort_transaction()
        await write(producer, topic, ["c"])
    loaded: list[Record] = []
    count = await recover(settings(scene), TopicPartition(topic, 0), loaded.extend)
    assert [record.value for record in loaded] == [b"a", b"b", b"c"]
    assert count == 3


async def test_recovery_refuses_a_partition_where_a_transaction_stands_open(scene: Scene) -> None:
    await scene.create("state", partitions=1)
    place = TopicPartition(scene.topic("state"), 0)
    async with writer(scene) as producer:
        await write(producer, place.topic, ["a", "b"])
        await producer.begin_transaction()
        await producer.send_and_wait(place.topic, b"undecided", key=b"a", partition=0)
        with pytest.raises(Undecided, match=f"stands open in {place.topic} partition 0"):
            await recover(settings(scene), place, lambda _: None)
        await producer.abort_transaction()


async def test_recovery_of_an_empty_partition_loads_nothing(scene: Scene) -> None:
    await scene.create("state", partitions=1)
    loaded: list[Record] = []
    place = TopicPartition(scene.topic("state"), 0)
    assert await recover(settings(scene), place, loaded.extend) == 0


async def test_the_reader_hands_over_every_record_in_order_and_knows_the_end(
    scene: Scene,
) -> None:
    read: list[bytes | None] = []
    reader = ReferenceReader(
        settings(scene), scene.topic("ref"), lambda record: read.append(record.value)
    )
    async with running(reader):
        assert not reader.fresh(60.0)
        await scene.create("ref", partitions=1)
        async with asyncio.timeout(_PATIENCE):
            await reader.at_end()
        assert reader.fresh(60.0)
        async with writer(scene) as producer:
            await write(producer, scene.topic("ref"), ["v1", "v2"])
            await write(producer, scene.topic("ref"), ["v3"])
        await effect(lambda: read == [b"v1", b"v2", b"v3"])


async def test_the_reader_is_stale_while_the_broker_is_away_and_goes_on_after(
    tmp_path: Path,
) -> None:
    read: list[bytes | None] = []
    async with EmbeddedKafka(tmp_path) as broker:
        scene = Scene(broker.bootstrap, "outage", tmp_path)
        await scene.create("ref", partitions=1)
        reader = ReferenceReader(
            settings(scene), scene.topic("ref"), lambda record: read.append(record.value)
        )
        async with running(reader):
            await scene.publish("ref", ["k"], b"before")
            await effect(lambda: read == [b"before"])
            await broker.stop()
            await effect(lambda: not reader.fresh(1.0))
            await broker.start()
            await scene.publish("ref", ["k"], b"after")
            await effect(lambda: read == [b"before", b"after"] and reader.fresh(1.0))


@asynccontextmanager
async def running(reader: ReferenceReader) -> AsyncIterator[None]:
    await reader.start()
    try:
        yield
    finally:
        await reader.stop()


async def effect(seen: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE):
        while not seen():
            await asyncio.sleep(0.02)
