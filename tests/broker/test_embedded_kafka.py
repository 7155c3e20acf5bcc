"""The embedded broker keeps its data, dies with its owner, and says why it cannot run."""

import asyncio
import socket
import sys
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local.kafka import EmbeddedKafka, EmbeddedKafkaFailed, running

_OWNER = """
import asyncio, sys
from pathlib import Path
from deploy.local.kafka import EmbeddedKafka

async def own():
    async with EmbeddedKafka(Path(sys.argv[1])) as kafka:
        print(kafka.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(own())
"""


async def _make_topic(bootstrap: str, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()


async def _write(bootstrap: str, topic: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all") as producer:
        await producer.send_and_wait(topic, value)


async def _read_first(bootstrap: str, topic: str) -> bytes | None:
    async with AIOKafkaConsumer(
        topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest", group_id=None
    ) as consumer:
        record = await asyncio.wait_for(consumer.getone(), 30)
        value: bytes | None = record.value
        return value


async def _until_dead(pid: int) -> None:
    async with asyncio.timeout(30):
        while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            await asyncio.sleep(0.05)


async def test_what_was_produced_is_consumed(kafka: EmbeddedKafka) -> None:
    await _make_topic(kafka.bootstrap, "embedded.produced")
    await _write(kafka.bootstrap, "embedded.produced", b"jalan rusak")
    assert await _read_first(kafka.bootstrap, "embedded.produced") == b"jalan rusak"


async def test_data_and_address_survive_a_stop_and_a_kill(tmp_path: Path) -> None:
    kafka = EmbeddedKafka(tmp_path)
    async with kafka:
        address = kafka.bootstrap
        await _make_topic(address, "embedded.kept")
        await _write(address, "embedded.kept", b"kept")
        await kafka.stop()
        assert running(tmp_path) is None
        await kafka.start()
        await kafka.kill()
        await kafka.start()
        assert kafka.bootstrap == address
        assert await _read_first(address, "embedded.kept") == b"kept"


async def test_a_broker_is_found_by_its_folder_and_started_there_only_once(
    kafka: EmbeddedKafka,
) -> None:
    assert running(kafka.folder) == kafka.bootstrap
    with pytest.raises(EmbeddedKafkaFailed, match=f"already running at {kafka.bootstrap}"):
        await EmbeddedKafka(kafka.folder).start()


async def test_the_broker_dies_when_its_owner_is_killed(tmp_path: Path) -> None:
    owner = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _OWNER, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert owner.stdout is not None
    pid = int(await owner.stdout.readline())
    assert running(tmp_path) is not None
    owner.kill()
    await owner.wait()
    await _until_dead(pid)
    assert running(tmp_path) is None


async def test_a_taken_port_is_named_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(EmbeddedKafkaFailed, match="its port is taken by another program"):
            await EmbeddedKafka(tmp_path, port=port).start()
    assert running(tmp_path) is None


async def test_a_heap_that_java_cannot_have_is_named_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedKafkaFailed, match="Java cannot have the heap it was given"):
        await EmbeddedKafka(tmp_path, heap="1k").start()
