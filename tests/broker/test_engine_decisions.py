"""A transaction whose markers Kafka lost is ended by its next owner, as it was decided."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer, TopicPartition

from agents.engine.clock import BrokerClock
from agents.engine.decisions import Decided, Decisions
from agents.engine.failing import Undecided
from agents.engine.outbox import Outbox
from agents.engine.ports import EngineSettings
from agents.engine.recovery import recover
from contracts.records import Record
from deploy.local.kafka import EmbeddedKafka
from tests.broker.engine_scene import Scene, staged

ID = "case-0"
NOT_VERIFIED = {"transaction.partition.verification.enable": "false"}
"""So that a client may forget to tell the coordinator of a partition: it gets no marker then."""


@pytest_asyncio.fixture
async def own(tmp_path: Path) -> AsyncIterator[Scene]:
    """A broker that believes what it is told."""
    async with (
        EmbeddedKafka(tmp_path / "own", settings=NOT_VERIFIED) as broker,
        staged(broker.bootstrap, "decisions", tmp_path) as scene,
    ):
        await scene.create("state", "out", partitions=1)
        yield scene


def settings(scene: Scene) -> EngineSettings:
    return EngineSettings(scene.bootstrap, "case", scene.folder / "data")


async def without_a_marker(scene: Scene, *, commit: bool) -> TopicPartition:
    """Write three records of a transaction that ends everywhere but in their partition."""
    place = TopicPartition(scene.topic("state"), 0)
    async with AIOKafkaProducer(bootstrap_servers=scene.bootstrap, transactional_id=ID) as producer:
        await producer.begin_transaction()
        producer._txn_manager._txn_partitions.add(place)  # noqa: SLF001 - the lie itself
        for number in range(3):
            await producer.send_and_wait(place.topic, str(number).encode(), partition=0)
        await producer.send_and_wait(scene.topic("out"), b"out", partition=0)
        await (producer.commit_transaction() if commit else producer.abort_transaction())
    return place


@pytest.mark.parametrize("commit", [True, False])
async def test_its_next_owner_ends_it_as_it_was_decided(own: Scene, commit: bool) -> None:  # noqa: FBT001
    place = await without_a_marker(own, commit=commit)
    decisions, outbox = Decisions(settings(own)), Outbox(settings(own), BrokerClock(), ID)
    decided = await decisions.of(ID)
    assert isinstance(decided, Decided)
    assert decided.committed == commit
    await outbox.start()
    loaded: list[Record] = []

    async def finish() -> bool:
        return await decisions.finish(decided, outbox)

    try:
        count = await recover(settings(own), place, loaded.extend, finish)
    finally:
        await asyncio.gather(outbox.stop(), decisions.stop())
    assert [one.value for one in loaded] == ([b"0", b"1", b"2"] if commit else [])
    assert count == len(loaded)


async def test_an_owner_after_that_cannot_know_and_does_not_guess(own: Scene) -> None:
    place = await without_a_marker(own, commit=True)
    decisions = Decisions(settings(own))
    for expected in (Decided, type(None)):
        assert isinstance(await decisions.of(ID), expected)
        outbox = Outbox(settings(own), BrokerClock(), ID)
        await outbox.start()
        await outbox.stop()
    await decisions.stop()
    with pytest.raises(Undecided, match=r"A transaction stands open in decisions\.state"):
        await recover(settings(own), place, lambda _: None)


async def test_an_id_nobody_has_used_was_decided_nothing(own: Scene) -> None:
    decisions = Decisions(settings(own))
    assert await decisions.of("case-99") is None
    await decisions.stop()
