"""What is small on the wire and huge unpacked, on a topic whose broker keeps what producers pack.

`simpul topics apply` makes agencies' topics otherwise (the broker unpacks); one made by hand must
not end a worker all the same.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import cycle
from mmap import mmap
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from agents.engine.batches import read_whatever_came
from contracts.inbox import Accepted
from contracts.quarantine import Quarantined
from contracts.reasons import Reason
from contracts.records import Headers, StoredRecord
from contracts.topics import QUARANTINE, events_topic
from deploy.local.kafka import EmbeddedKafka
from deploy.wiring import Hop
from tests.broker.pipeline_scene import PARTITIONS, Pipeline, staged
from tests.broker.workers import Process
from tests.builders.catalogue import a_catalogue
from tests.builders.events import a_record, a_submission, headers

MOST_RESIDENT = 512 * 1024 * 1024
"""Bytes an intake worker stays under, whatever agencies send."""
ADDRESS_SPACE = 3 * MOST_RESIDENT
"""Threads' stacks and allocators' arenas reserve more than is ever used."""
TOPIC = events_topic("dlh")
LARGE = 64 * 1024 * 1024
SETTINGS = {
    "compression.type": "producer",
    "max.message.bytes": str(4 * 1024 * 1024),
    "message.timestamp.type": "LogAppendTime",
}


SOUND = headers()
TORN = b"torn on the broker's disk"


class Bomb(NamedTuple):
    """A record, what packs it, and the reason it is put aside for."""

    value: bytes
    reason: Reason
    codec: str | None = None
    headers: Headers = SOUND


BOMBS = {
    "zstd": Bomb(bytes(LARGE), Reason.TOO_LARGE, "zstd"),
    "gzip": Bomb(bytes(LARGE), Reason.TOO_LARGE, "gzip"),
    "lz4": Bomb(bytes(LARGE), Reason.TOO_LARGE, "lz4"),
    "a batch of 3 MB": Bomb(bytes(3_000_000), Reason.TOO_LARGE),
    "a header of 1 MB": Bomb(b"{}", Reason.TOO_LARGE, None, (("ce_id", b"x" * 1_000_000),)),
    "300,000 headers": Bomb(b"{}", Reason.TOO_LARGE, None, (("", b""),) * 300_000),
    "300,000 headers packed": Bomb(b"{}", Reason.TOO_LARGE, "zstd", (("", b""),) * 300_000),
    "deep JSON": Bomb(b'{"a":' * 50_000, Reason.UNREADABLE),
    "deep JSON that ends": Bomb(b"[" * 120_000 + b"]" * 120_000, Reason.UNREADABLE),
    "a checksum that does not fit": Bomb(TORN, Reason.UNREADABLE),
    "broad JSON": Bomb(b"[" + b"{}," * 80_000 + b"{}]", Reason.INVALID),
}
ROUNDS = 6


@dataclass
class Play:
    """What was sent, and the most that the worker that read it was ever resident, bytes."""

    pipeline: Pipeline
    peak: int
    reasons: dict[tuple[int, int], Reason]
    sound: list[StoredRecord]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def play(
    kafka: EmbeddedKafka, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Play]:
    """Bombs of every kind in turn, each with something sound behind it, then both hops."""
    read_whatever_came()
    folder: Path = tmp_path_factory.mktemp("bombs")
    async with staged(kafka.bootstrap, folder, a_catalogue()) as pipeline:
        await keep_what_producers_pack(kafka.bootstrap)
        reasons = {}
        sound: list[StoredRecord] = []
        for (name, bomb), place in zip(list(BOMBS.items()) * ROUNDS, cycle(range(PARTITIONS))):
            reasons[place, await put(kafka.bootstrap, bomb, place)] = bomb.reason
            sound.append(sound_one(f"{name}-{len(sound)}"))
        await put_all(kafka.bootstrap, sound)
        tear(kafka.folder / "kafka" / "logs")
        pipeline.sent = len(reasons) + len(sound)
        worker = pipeline.worker(Hop.INTAKE, address_space=ADDRESS_SPACE)
        pipeline.worker(Hop.CASE)
        await pipeline.proven()
        yield Play(pipeline, peak(worker), reasons, sound)


async def keep_what_producers_pack(bootstrap: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        resource = ConfigResource(ConfigResourceType.TOPIC, TOPIC, configs=SETTINGS)
        await admin.alter_configs([resource])
    finally:
        await admin.close()


async def put(bootstrap: str, bomb: Bomb, place: int) -> int:
    """Publish one bomb in a partition; its offset."""
    producer = producer_of(bootstrap, bomb.codec)
    async with producer:
        sent = await producer.send_and_wait(
            TOPIC, bomb.value, b"key", place, headers=list(bomb.headers)
        )
    return int(sent.offset)


async def put_all(bootstrap: str, records: list[StoredRecord]) -> None:
    async with producer_of(bootstrap, None) as producer:
        for record, place in zip(records, cycle(range(PARTITIONS))):
            await producer.send_and_wait(
                TOPIC, record.value, record.key, place, headers=list(record.headers)
            )


def tear(logs: Path) -> None:
    """Change a byte of every record that is to be torn, where the broker keeps it."""
    segments = [file for place in logs.glob(f"{TOPIC}-*") for file in place.glob("*.log")]
    for segment in (one for one in segments if one.stat().st_size):
        with segment.open("r+b") as opened, mmap(opened.fileno(), 0) as kept:
            while (found := kept.find(TORN)) >= 0:
                kept[found] ^= 0x01


def producer_of(bootstrap: str, codec: str | None) -> Any:  # noqa: ANN401 -- aiokafka has no types
    return AIOKafkaProducer(
        bootstrap_servers=bootstrap, compression_type=codec, acks="all", max_request_size=2 * LARGE
    )


def sound_one(name: str) -> StoredRecord:
    name = re.sub(r"\W+", "-", name)
    return a_record(a_submission(reference=f"DLH-{name}"), headers=headers(ce_id=name.encode()))


def test_every_bomb_is_put_aside_and_what_stands_behind_it_is_taken(play: Play) -> None:
    aside = play.pipeline.events(QUARANTINE, Quarantined)
    found = {(one.original.partition, one.original.offset): one.reason for one in aside}
    assert found == play.reasons
    accepted = {one.reference for one in play.pipeline.inbox("dlh", Accepted)}
    assert accepted == {(record.key or b"").decode() for record in play.sound}


def test_no_bomb_makes_an_intake_worker_outgrow_its_limit(play: Play) -> None:
    assert play.peak < MOST_RESIDENT


def peak(process: Process) -> int:
    """The most a process has been resident so far, bytes."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024
