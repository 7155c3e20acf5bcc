"""A stage for engine tests: own topics, worker processes ended by pid, the log read back."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from agents.engine.failing import FAILED
from contracts.records import Record

PARTITIONS = 4
_ROOT = Path(__file__).parents[2]
_PATIENCE = 40.0


@dataclass
class Scene:
    """One test's corner of the shared broker."""

    bootstrap: str
    name: str
    folder: Path
    workers: list[subprocess.Popen[str]] = field(default_factory=list)
    partitions: dict[str, int] = field(default_factory=dict)
    supervisors: list[Callable[[], subprocess.Popen[str]]] = field(default_factory=list)

    def topic(self, which: str) -> str:
        """This scene's topic of that name."""
        return f"{self.name}.{which}"

    async def create(self, *which: str, partitions: int = PARTITIONS, **config: str) -> None:
        """Create topics; `config` with underscores for dots."""
        self.partitions |= dict.fromkeys(which, partitions)
        names = {key.replace("_", "."): value for key, value in config.items()}
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        await admin.start()
        try:
            await admin.create_topics(
                [NewTopic(self.topic(each), partitions, 1, topic_configs=names) for each in which]
            )
        finally:
            await admin.close()

    async def publish(self, which: str, keys: Sequence[str], value: bytes = b"facts") -> None:
        """Write one record a key, in order, and wait for the receipts."""
        async with AIOKafkaProducer(bootstrap_servers=self.bootstrap, acks="all") as producer:
            sent = [await producer.send(self.topic(which), value, key=key.encode()) for key in keys]
            await asyncio.gather(*sent)

    def worker(self, hop: str, **order: object) -> subprocess.Popen[str]:
        """Start a worker process on this scene's topics."""
        whole = {
            "hop": hop,
            "bootstrap": self.bootstrap,
            "group": f"{self.name}.{hop}",
            "folder": str(self.folder),
            "source": self.topic("in"),
            "out": self.topic("out"),
            "state": self.topic("state"),
        } | order
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.broker.engine_worker", json.dumps(whole)],
            cwd=_ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.workers.append(process)
        return process

    async def ended(self, process: subprocess.Popen[str]) -> tuple[int, str]:
        """Wait for a worker to end: its status and what it wrote to stderr."""
        async with asyncio.timeout(_PATIENCE):
            _, stderr = await asyncio.to_thread(process.communicate)
        return process.returncode, stderr

    async def stopped(self, process: subprocess.Popen[str]) -> int:
        """Send SIGTERM and wait; the status."""
        process.send_signal(signal.SIGTERM)
        status, stderr = await self.ended(process)
        assert stderr == "", stderr
        return status

    async def joined(self, process: subprocess.Popen[str]) -> None:
        """Wait until a worker has been given partitions."""
        async with asyncio.timeout(_PATIENCE):
            while "newly assigned partitions {Topic" not in self.log(process):
                await asyncio.sleep(0.05)

    def log(self, process: subprocess.Popen[str]) -> str:
        """What a worker has logged so far."""
        log = self.folder / f"worker-{process.pid}.log"
        return log.read_text() if log.exists() else ""

    async def owns(self, process: subprocess.Popen[str], *counts: int) -> None:
        """Wait until a worker owns one of these numbers of partitions."""
        async with asyncio.timeout(_PATIENCE):
            while _owned(self.log(process)) not in counts:
                await asyncio.sleep(0.02)

    async def publish_while(self, which: str, keys: Sequence[str], going_on: asyncio.Event) -> int:
        """Write all keys again and again until told to stop, and once more; how often."""
        times, last = 0, False
        while not last:
            last = not going_on.is_set()
            await self.publish(which, keys)
            times += 1
            await asyncio.sleep(0.05)
        return times

    async def frozen(self, process: subprocess.Popen[str]) -> None:
        """Wait until a worker has stopped itself by SIGSTOP."""
        async with asyncio.timeout(_PATIENCE):
            while psutil.Process(process.pid).status() != psutil.STATUS_STOPPED:
                await asyncio.sleep(0.05)

    async def read(self, which: str) -> list[Record]:
        """Every committed record, ordered by partition and offset."""
        async with AIOKafkaConsumer(
            bootstrap_servers=self.bootstrap, isolation_level="read_committed", fetch_max_wait_ms=20
        ) as consumer:
            numbers = self.partitions[which]
            places = [TopicPartition(self.topic(which), number) for number in range(numbers)]
            return [record for place in places for record in await _whole(consumer, place)]

    async def until(self, which: str, enough: Callable[[list[Record]], bool]) -> list[Record]:
        """Read the topic again and again until it says enough."""
        async with asyncio.timeout(_PATIENCE):
            while not enough(records := await self.read(which)):
                self._still_running()
                await asyncio.sleep(0.1)
            return records

    def supervised(self, hop: str, **order: object) -> Callable[[], subprocess.Popen[str]]:
        """Start a worker that is started again when it ends by a failure; the one running now."""
        latest = self.worker(hop, **order)

        def running() -> subprocess.Popen[str]:
            nonlocal latest
            if latest.poll() == FAILED:
                self.workers.remove(latest)
                latest.communicate()
                latest = self.worker(hop, **order)
            return latest

        self.supervisors.append(running)
        return running

    def _still_running(self) -> None:
        for running in self.supervisors:
            running()
        for process in self.workers:
            assert process.poll() in (None, 0, -signal.SIGKILL), process.communicate()[1]

    def end_all(self) -> None:
        """Kill what a test left running."""
        for process in self.workers:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGCONT)
                process.kill()
            process.wait()
            if process.stderr is not None:
                process.stderr.close()


def _owned(log: str) -> int:
    """How many partitions a worker owned when it looked last."""
    looks = re.findall(r"owns (\d+) partitions", log)
    return int(looks[-1]) if looks else 0


async def _whole(consumer: AIOKafkaConsumer, place: TopicPartition) -> list[Record]:
    consumer.assign([place])
    await consumer.seek_to_beginning(place)
    end = (await consumer.end_offsets([place]))[place]
    records: list[Record] = []
    while await consumer.position(place) < end:
        records += (await consumer.getmany(place, timeout_ms=200)).get(place, [])
    return records


@asynccontextmanager
async def staged(bootstrap: str, name: str, folder: Path) -> AsyncIterator[Scene]:
    """A scene whose workers do not outlive it."""
    scene = Scene(bootstrap, name, folder)
    try:
        yield scene
    finally:
        scene.end_all()
