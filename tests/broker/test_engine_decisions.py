"""A transaction whose markers Kafka lost is ended by its next owner, as it was decided."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer, TopicPartition

from agents.engine.clock import BrokerClock
from agents.engine.decisions import Decisions, Former
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


async def without_a_marker(scene: Scene, *, commit: bool | None) -> TopicPartition:
    """Write three records of a transaction that ends everywhere but in their partition.

    With `commit` None nobody ends it but the coordinator, when its time is up.
    """
    place = TopicPartition(scene.topic("state"), 0)
    async with AIOKafkaProducer(
        bootstrap_servers=scene.bootstrap, transactional_id=ID, transaction_timeout_ms=1_000
    ) as producer:
        await producer.begin_transaction()
        producer._txn_manager._txn_partitions.add(place)  # noqa: SLF001 - the lie itself
        for number in range(3):
            await producer.send_and_wait(place.topic, str(number).encode(), partition=0)
        await producer.send_and_wait(scene.topic("out"), b"out", partition=0)
        if commit is None:
            producer._sender.sender_task.cancel()  # noqa: SLF001 - its end would abort in good order
            return place
        await (producer.commit_transaction() if commit else producer.abort_transaction())
    return place


async def its_time_runs_out(scene: Scene) -> None:
    """Wait until the coordinator has ended the transaction, under an epoch of its own."""
    decisions = Decisions(settings(scene))
    async with asyncio.timeout(30.0):
        while (await decisions._standing(ID)).state != "CompleteAbort":  # noqa: SLF001
            await asyncio.sleep(0.05)
    await decisions.stop()


@asynccontextmanager
async def owner(scene: Scene) -> AsyncIterator[tuple[Former, Decisions, Outbox]]:
    """The next owner of the id, and what it asked before it was that."""
    decisions, outbox = Decisions(settings(scene)), Outbox(settings(scene), BrokerClock(), ID)
    former = await decisions.of(ID)
    assert former is not None
    await outbox.start()
    try:
        yield former, decisions, outbox
    finally:
        await asyncio.gather(outbox.stop(), decisions.stop())


@pytest.mark.parametrize("commit", [True, False])
async def test_its_next_owner_ends_it_as_it_was_decided(own: Scene, commit: bool) -> None:  # noqa: FBT001
    place = await without_a_marker(own, commit=commit)
    loaded: list[Record] = []
    async with owner(own) as (former, decisions, outbox):
        assert former.committed == commit
        assert await decisions.finish(former, outbox)
        count = await recover(settings(own), place, loaded.extend)
    assert [one.value for one in loaded] == ([b"0", b"1", b"2"] if commit else [])
    assert count == len(loaded)


async def test_one_that_timed_out_meanwhile_is_known_to_be_aborted(own: Scene) -> None:
    place = await without_a_marker(own, commit=None)
    await its_time_runs_out(own)
    async with owner(own) as (former, decisions, outbox):
        assert former.committed is False
        assert await decisions.finish(former, outbox)
        assert await recover(settings(own), place, lambda _: None) == 0


async def test_where_nothing_was_left_open_there_is_nothing_to_finish(own: Scene) -> None:
    await without_a_marker(own, commit=True)
    async with owner(own) as (former, decisions, outbox):
        assert await decisions.finish(former, outbox)
    async with owner(own) as (former, decisions, outbox):
        assert not await decisions.finish(former, outbox)


async def test_an_owner_after_that_cannot_know_and_does_not_guess(own: Scene) -> None:
    await without_a_marker(own, commit=True)
    async with owner(own) as (former, *_):
        assert former.committed is True
    async with owner(own) as (former, decisions, outbox):
        assert former.committed is None
        with pytest.raises(Undecided, match=r"A transaction stands open in decisions\.state"):
            await decisions.finish(former, outbox)


async def test_an_id_nobody_has_used_was_decided_nothing(own: Scene) -> None:
    decisions = Decisions(settings(own))
    assert await decisions.of("case-99") is None
    await decisions.stop()
