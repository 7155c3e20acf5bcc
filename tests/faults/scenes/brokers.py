"""Faults of brokers: killed, stopped, away for a minute, the leader of three, a full disk."""

import asyncio
from pathlib import Path
from random import Random

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from contracts.topics import CASES
from tests.faults.ground import small_disk, three
from tests.faults.scenario import Fault, Scenario, Work
from tests.faults.stage import Stage

AWAY = 60.0
_LEFT_ON_DISK = 64 * 1024


def _restart(how: str, away: float) -> Work:
    async def work(stage: Stage) -> None:
        broker = stage.ground.broker
        await (broker.kill() if how == "SIGKILL" else broker.stop())
        await asyncio.sleep(away)
        await broker.start()

    return work


def restarts(dice: Random, count: int = 4) -> list[Fault]:
    """The broker ends by force or in good order, and is back after a moment."""
    found = []
    for number in range(count):
        how, away = ("SIGKILL", "SIGTERM")[number % 2], round(dice.uniform(0.0, 3.0), 1)
        pause = round(dice.uniform(0.5, 3.0), 2)
        sentence = f"{how} the broker, start it {away} s after its end"
        found.append(Fault(pause, sentence, _restart(how, away)))
    return found


def absence(_dice: Random) -> list[Fault]:
    """One long outage."""
    return [Fault(2.0, f"the broker is away for {AWAY:.0f} s", _restart("SIGKILL", AWAY))]


async def leader(stage: Stage, partition: int) -> int:
    """Which of the brokers leads a partition of the cases, counted from 0."""
    admin = AIOKafkaAdminClient(bootstrap_servers=stage.ground.bootstrap)
    await admin.start()
    try:
        described = await admin.describe_topics([CASES])
    finally:
        await admin.close()
    leaders = {one["partition"]: one["leader"] for one in described[0]["partitions"]}
    return int(leaders[TopicPartition(CASES, partition).partition]) - 1


def _kill_leader(partition: int, away: float) -> Work:
    async def work(stage: Stage) -> None:
        broker = stage.ground.brokers[await leader(stage, partition)]
        await broker.kill()
        await asyncio.sleep(away)
        await broker.start()

    return work


def leaders(dice: Random, count: int = 3) -> list[Fault]:
    """The leader of a partition of the cases is killed; two are left, as many as a write needs."""
    found = []
    for _ in range(count):
        partition, away = dice.randrange(4), round(dice.uniform(8.0, 12.0), 1)
        sentence = f"SIGKILL the leader of {CASES} partition {partition}, back after {away} s"
        found.append(Fault(1.0, sentence, _kill_leader(partition, away)))
    return found


async def _fill(stage: Stage) -> None:
    """Until the broker fails on it; then room is made and it is started again."""
    disk = stage.ground.disk
    if disk is None:
        raise RuntimeError("this scenario needs a disk of its own")
    ballast = disk.parent / "logs" / "ballast"
    await asyncio.to_thread(_write, ballast)
    await asyncio.sleep(12.0)
    await stage.ground.broker.kill()
    ballast.unlink()
    await stage.ground.broker.start()


def _write(ballast: Path) -> None:
    """Take all the room there is, but for a little."""
    piece = bytes(_LEFT_ON_DISK)
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(piece)
        except OSError:
            return


def full(_dice: Random) -> list[Fault]:
    """The disk fills up, and stays full for a while."""
    return [Fault(3.0, "fill the broker's disk; after 12 s make room and start it again", _fill)]


BROKERS = (
    Scenario("broker", "the broker is killed or stopped, and started again", restarts),
    Scenario("away", "the broker is away for a minute", absence, patience=120),
    Scenario("leader", "three brokers, and a leader is killed", leaders, ground=three),
    Scenario("disk", "the broker's disk is full", full, ground=small_disk),
)
