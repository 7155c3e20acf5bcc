"""While the broker is away work is held, never dropped; a worker that cannot start says why."""

import asyncio
import os
import signal
from pathlib import Path

import psutil
from aiokafka import TopicPartition

from agents.engine.clock import BrokerClock
from agents.engine.outbox import Outbox
from agents.engine.ports import EngineSettings
from agents.engine.recovery import group_less, let_go
from deploy.local.kafka import EmbeddedKafka
from tests.broker.engine_scene import staged
from tests.broker.test_engine_folding import counted, exactly
from tests.broker.test_engine_forwarding import copies_differ, origins

KEYS = [f"laporan-{number % 40}" for number in range(400)]


async def test_both_ways_of_carrying_go_on_after_the_broker_was_killed(
    tmp_path: Path,
) -> None:
    async with (
        EmbeddedKafka(tmp_path) as broker,
        staged(broker.bootstrap, "outage", tmp_path) as scene,
    ):
        await scene.create("in", "copies", "out", "state")
        intake = scene.supervised("forward", chunk=20, out=scene.topic("copies"))
        case = scene.supervised("fold", chunk=20)
        await scene.publish("in", KEYS)
        await scene.until("out", lambda records: len(records) > 0)
        await broker.kill()
        await asyncio.sleep(1.0)  # an outage lasts; nothing is read from it
        await broker.start()
        await scene.publish("in", KEYS)
        total = 2 * len(KEYS)
        copies = await scene.until("copies", lambda records: len(origins(records)) == total)
        await scene.until("out", lambda records: len(records) >= total)
        assert [await scene.stopped(intake()), await scene.stopped(case())] == [0, 0]
        assert not copies_differ(copies)
        assert counted(await scene.read("out")) == exactly(KEYS * 2)


async def test_letting_go_of_a_reader_while_the_broker_is_away_does_not_look_like_being_cancelled(
    tmp_path: Path,
) -> None:
    """A reader of reference data ended so without a word, and intake stood still for ever."""
    async with (
        EmbeddedKafka(tmp_path) as broker,
        staged(broker.bootstrap, "away", tmp_path) as scene,
    ):
        await scene.create("in", partitions=1)
        consumer = group_less(EngineSettings(scene.bootstrap, "away", tmp_path))
        await consumer.start()
        consumer.assign([TopicPartition(scene.topic("in"), 0)])
        await consumer.getmany(timeout_ms=100)
        await broker.kill()
        await consumer.getmany(timeout_ms=1_000)
        letting_go = asyncio.create_task(let_go(consumer))
        await asyncio.wait([letting_go])
        assert not letting_go.cancelled()


async def test_a_worker_that_cannot_reach_kafka_ends_with_a_sentence(tmp_path: Path) -> None:
    async with staged("127.0.0.1:1", "nowhere", tmp_path) as scene:
        status, stderr = await scene.ended(scene.worker("forward"))
        assert (status, stderr.count("\n")) == (70, 1)
        assert stderr.startswith("Kafka cannot be reached, ")


async def test_a_broker_too_slow_to_say_is_not_taken_for_one_that_lacks_the_topic(
    tmp_path: Path,
) -> None:
    async with (
        EmbeddedKafka(tmp_path) as broker,
        staged(broker.bootstrap, "slow", tmp_path) as scene,
    ):
        await scene.create("out", partitions=3)
        outbox = Outbox(EngineSettings(scene.bootstrap, "slow", tmp_path), BrokerClock())
        await outbox.start()
        try:
            os.kill(broker.pid, signal.SIGSTOP)
            while psutil.Process(broker.pid).status() != psutil.STATUS_STOPPED:
                await asyncio.sleep(0.01)
            learning = asyncio.create_task(outbox.learn([scene.topic("out")]))
            await asyncio.wait([learning], timeout=7.0)  # longer than an answer is waited for
            assert not learning.done()
            os.kill(broker.pid, signal.SIGCONT)
            await asyncio.wait_for(learning, 30.0)
        finally:
            os.kill(broker.pid, signal.SIGCONT)
            await outbox.stop()
