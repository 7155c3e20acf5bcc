"""Workers at work, watched from outside: how far they are and what CPU time they took."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import psutil
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from contracts.topics import REQUESTS
from deploy.local.bench.figures import Span
from deploy.local.supervisor import Supervisor, Worker
from deploy.wiring import Hop
from services.kafka.access import KafkaAccess

_LOOK = 0.05
STALLED = 120.0
"""Seconds without any progress after which a run is given up."""


class Stalled(Exception):
    """Workers made no progress; the message says at what."""


class Meter(NamedTuple):
    """Monotonic seconds, and CPU seconds of the workers."""

    at: float
    cpu: float


class Gauge:
    """Asks the broker how many events a hop has finished; closes nothing of the workers'."""

    def __init__(self, consumer: AIOKafkaConsumer, admin: AIOKafkaAdminClient, count: int) -> None:
        self._consumer = consumer
        self._admin = admin
        self._places = [TopicPartition(REQUESTS, number) for number in range(count)]

    async def taken(self) -> int:
        """Facts intake has written."""
        ends = await self._consumer.end_offsets(self._places)
        return sum(ends.values())

    async def at_work(self, hop: Hop) -> bool:
        """Whether the hop's worker has its partitions."""
        try:
            answers = await self._admin.describe_consumer_groups([hop.group])
        except KafkaError:
            return False
        return any(state == "Stable" for answer in answers for _, _, state, *_ in answer.groups)

    async def folded(self) -> int:
        """Facts the case hop has committed."""
        try:
            offsets = await self._admin.list_consumer_group_offsets(Hop.CASE.group)
        except KafkaError:  # the group is not there yet
            return 0
        return sum(max(0, offsets[place].offset) for place in self._places if place in offsets)


class Goal(NamedTuple):
    """How many events are to be done, who says how many are, and who is told."""

    events: int
    gauge: Gauge
    done: Callable[[], Awaitable[int]]
    tell: Callable[[int], None]


@asynccontextmanager
async def gauge(access: KafkaAccess, partitions: int) -> AsyncIterator[Gauge]:
    """A gauge with connections of its own."""
    consumer = AIOKafkaConsumer(**access.arguments(), group_id=None)
    admin = AIOKafkaAdminClient(**access.arguments())
    await consumer.start()
    await admin.start()
    try:
        yield Gauge(consumer, admin, partitions)
    finally:
        await admin.close()
        await consumer.stop()


async def watch(hops: Sequence[Hop], folder: Path, goal: Goal) -> Span:
    """Run one worker a hop until the goal: from when the last one has its partitions.

    Raises:
        Stalled: nothing moves.
    """
    workers = [_worker(hop, folder) for hop in hops]
    async with AsyncExitStack() as stack:
        for hop, worker in zip(hops, workers, strict=True):
            supervisor = await stack.enter_async_context(Supervisor([worker]))
            while not await goal.gauge.at_work(hop):
                supervisor.check()
                await asyncio.sleep(_LOOK)
        begin = _meter(workers)
        await _until_done(goal)
        end = _meter(workers)
    return Span(events=goal.events, seconds=end.at - begin.at, cpu_seconds=end.cpu - begin.cpu)


async def _until_done(goal: Goal) -> None:
    last, moved = 0, monotonic()
    while (done := await goal.done()) < goal.events:
        goal.tell(done)
        moved = monotonic() if done > last else moved
        last = done
        if monotonic() - moved > STALLED:
            raise Stalled(f"nothing moved for {STALLED:.0f} s at {done} of {goal.events} events")
        await asyncio.sleep(_LOOK)


def _meter(workers: Sequence[Worker]) -> Meter:
    return Meter(monotonic(), sum(_cpu(worker.pid) for worker in workers))


def _cpu(pid: int | None) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _worker(hop: Hop, folder: Path) -> Worker:
    command = [sys.executable, "-m", "deploy.cli", "worker", hop, "--folder", str(folder)]
    return Worker(hop, command, folder)
