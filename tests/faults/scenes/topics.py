"""Faults of topics: quarantine that takes nothing, holes after compaction, another count."""

import asyncio
import signal
from random import Random

from aiokafka.admin import AIOKafkaAdminClient, NewPartitions
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from agents.engine.failing import FAILED
from contracts.topics import CASES, KEYED, QUARANTINE, REQUESTS
from deploy.wiring import Hop
from services.kafka.differences import meant
from services.kafka.reading import KafkaReader
from tests.broker.pipeline_scene import PARTITIONS
from tests.faults.ground import three
from tests.faults.scenario import Fault, Scenario, Work
from tests.faults.settling import settle
from tests.faults.stage import Stage

_NEVER = 60.0
_UNTIL_MISSED = 6.0
"""Seconds until the controller has missed a dead broker."""


async def configure(stage: Stage, topic: str, settings: dict[str, str]) -> None:
    """Give a topic these settings over its usual ones."""
    known = next(one for one in stage.topics if one.name == topic)
    usual = meant(known, stage.ground.replication)
    admin = AIOKafkaAdminClient(bootstrap_servers=stage.ground.bootstrap)
    await admin.start()
    try:
        changed = ConfigResource(ConfigResourceType.TOPIC, topic, {**usual, **settings})
        await admin.alter_configs([changed])
    finally:
        await admin.close()


async def more_partitions(stage: Stage, topics: tuple[str, ...], count: int) -> None:
    """Change partition counts in place, as nobody should."""
    admin = AIOKafkaAdminClient(bootstrap_servers=stage.ground.bootstrap)
    await admin.start()
    try:
        await admin.create_partitions({topic: NewPartitions(count) for topic in topics})
    finally:
        await admin.close()


def _too_few_replicas(lasts: float) -> Work:
    """All three must have a write, and one of them is dead: the broker asks to try again."""

    async def work(stage: Stage) -> None:
        broker = stage.ground.brokers[-1]
        await configure(stage, QUARANTINE, {"min.insync.replicas": "3"})
        await broker.kill()
        await asyncio.sleep(_UNTIL_MISSED)
        before = await _quarantined(stage)
        await asyncio.sleep(lasts)
        if await _quarantined(stage) != before:
            stage.notes.append(f"{QUARANTINE} could be written after all")
        await broker.start()
        await configure(stage, QUARANTINE, {})

    return work


async def _quarantined(stage: Stage) -> int:
    return sum((await KafkaReader(stage.access).ends([QUARANTINE])).values())


def _too_small(lasts: float) -> Work:
    """Nothing fits: the broker says no, and the worker ends until it does."""

    async def work(stage: Stage) -> None:
        await configure(stage, QUARANTINE, {"max.message.bytes": "100"})
        await asyncio.sleep(lasts)
        await configure(stage, QUARANTINE, {})

    return work


def unwritable(dice: Random) -> list[Fault]:
    """Refused for the want of a replica, which passes; and for its size, which ends the worker."""
    few, small = (round(dice.uniform(8, 14), 1) for _ in range(2))
    return [
        Fault(2.0, f"{QUARANTINE} lacks a replica it needs for {few} s", _too_few_replicas(few)),
        Fault(2.0, f"{QUARANTINE} takes nothing over 100 bytes for {small} s", _too_small(small)),
    ]


_CLEANED_SOON = {
    "min.cleanable.dirty.ratio": "0.001",
    "segment.ms": "1000",
    "max.compaction.lag.ms": "1000",
    "delete.retention.ms": "100",
}


async def _cleaned_soon(stage: Stage) -> None:
    await configure(stage, CASES, _CLEANED_SOON)


async def _wait_for_holes(stage: Stage) -> None:
    """Until a tenth of the cases' records has been removed; then the case worker starts anew."""
    reader = KafkaReader(stage.access)
    stood = there = await _places(reader)
    async with asyncio.timeout(_NEVER):
        while len(stood & there) > len(stood) * 0.9:
            await asyncio.sleep(1.0)
            there = await _places(reader)
    worker = stage.keeper.of(Hop.CASE)[0]
    worker.send(signal.SIGKILL)
    await worker.ends()


async def _places(reader: KafkaReader) -> set[tuple[int, int]]:
    """Where a record of a case stands now."""
    chunks = [chunk async for chunk in reader.read([CASES])]
    return {(one.partition, one.offset) for chunk in chunks for one in chunk}


def holes(_dice: Random) -> list[Fault]:
    """Recovery reads over what compaction removed."""
    sentence = f"wait until compaction removed a tenth of {CASES}, then SIGKILL the case worker"
    return [Fault(3.0, sentence, _wait_for_holes), Fault(3.0, sentence, _wait_for_holes)]


async def _quiet(_stage: Stage) -> None: ...


def recount(_dice: Random) -> list[Fault]:
    """Work first, so that there is something to part."""
    return [Fault(3.0, "let the bus work for a while", _quiet)]


async def _refused_when_counts_differ(stage: Stage) -> None:
    """The load ends, the bus stops; counts are changed, and whoever starts must say no."""
    await stage.load.stop()
    await settle(stage.access, [topic.name for topic in stage.topics], "bus", _NEVER)
    for worker in stage.keeper.workers:
        await stage.leaves(worker)
    await more_partitions(stage, (REQUESTS,), PARTITIONS + 2)
    await _must_refuse(stage, "Topics that must have equal partition counts differ")
    rest = tuple(topic for topic in KEYED if topic != REQUESTS)
    await more_partitions(stage, rest, PARTITIONS + 2)
    await _must_refuse(stage, "was written with another count")


async def _must_refuse(stage: Stage, words: str) -> None:
    for hop in Hop:
        worker = stage.worker(hop)
        log, status = worker.log, await worker.ends()
        worker.end()
        said = log.read_text(encoding="utf-8")
        if status != FAILED or words not in said or said.count("\n") != 1:
            stage.notes.append(f"{hop} started on other counts: status {status}, said {said!r}")


TOPICS = (
    Scenario("quarantine", "quarantine cannot be written", unwritable, ground=three),
    Scenario("holes", "compaction leaves holes in the cases", holes, before=_cleaned_soon),
    Scenario(
        "counts",
        "partition counts are changed in place: no worker starts",
        recount,
        after=_refused_when_counts_differ,
    ),
)
