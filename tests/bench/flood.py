"""One agency floods, another sends as usual: `python -m tests.bench.flood`; nothing is asserted.

Both hops on an embedded Kafka: how much they carry of a backlog, then how long the quiet agency's
events take to become status events, first alone, then while the other sends twice that much.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import monotonic

import typer

from agents.intake.take import Under
from contracts.catalogue import Catalogue
from contracts.records import Message
from contracts.releases import CityClock
from contracts.status import StatusChanged
from contracts.topics import PARTITIONS, STATUS, events_topic, topics_for
from deploy.clock import now_ms
from deploy.local.bench.load import load
from deploy.local.bench.watching import Gauge, Goal, gauge, watch
from deploy.local.kafka import EmbeddedKafka
from deploy.local.supervisor import Supervisor, Worker
from deploy.release import AsTheBus
from deploy.wiring import Hop
from services.catalogue.publish import publish
from services.kafka.access import KafkaAccess
from services.kafka.admin import KafkaTopics
from services.kafka.reading import KafkaReader
from services.kafka.writing import KafkaWriter
from tests.builders.packs import city_catalogue

FLOOD, QUIET = "dlh", "dishub"
BACKLOG = 10_000
SECONDS = 20
QUIET_A_SECOND = 20
TIMES = 2
"""How many times what both hops can carry the flood is."""
_TICK = 0.05


@dataclass
class Stage:
    """A broker with a city's topics and catalogue, and both agencies' events in waiting."""

    access: KafkaAccess
    folder: Path
    writer: KafkaWriter
    flood: Iterator[Message]
    quiet: Iterator[Message]
    sent: int = 0

    async def send(self, messages: Sequence[Message]) -> None:
        """Publish some events."""
        await self.writer.write(messages)
        self.sent += len(messages)

    async def capacity(self, ask: Gauge) -> float:
        """Events a second that both hops carry of a backlog."""
        await self.send(list(islice(self.flood, BACKLOG)))
        goal = Goal(self.sent, ask, ask.folded, lambda _: None)
        span = await watch([Hop.CASE, Hop.INTAKE], self.folder, goal)
        return span.events / span.seconds

    async def told(self, flood_a_second: float, ask: Gauge) -> list[int]:
        """Delays of the quiet agency's events, milliseconds, in order of size."""
        since = now_ms()
        async with asyncio.TaskGroup() as both:
            both.create_task(self._at(self.quiet, QUIET_A_SECOND))
            if flood_a_second:
                both.create_task(self._at(self.flood, flood_a_second))
        await self.caught_up(ask)
        return await self._delays(since)

    async def caught_up(self, ask: Gauge) -> None:
        """Wait until all that was sent is folded."""
        while await ask.folded() < self.sent:
            await asyncio.sleep(_TICK)

    async def _at(self, messages: Iterator[Message], a_second: float) -> None:
        begin, sent = monotonic(), 0
        while (elapsed := monotonic() - begin) < SECONDS:
            due = int(elapsed * a_second) - sent
            if due:
                await self.send(list(islice(messages, due)))
            sent += due
            await asyncio.sleep(_TICK)

    async def _delays(self, since: int) -> list[int]:
        found = []
        async for records in KafkaReader(self.access).read([STATUS]):
            for record in records:
                cause = StatusChanged.read(record.value or b"").cause
                if cause.topic == events_topic(QUIET) and cause.logged_ms >= since:
                    found.append(record.timestamp - cause.logged_ms)
        return sorted(found)


async def run(folder: Path) -> None:
    """Print the figures."""
    catalogue, clock = city_catalogue(), CityClock.identity("bench")
    under = Under(catalogue, clock, b"a key for benches only")
    async with EmbeddedKafka(folder) as kafka:
        access = KafkaAccess(kafka.bootstrap)
        async with KafkaWriter(access) as writer, gauge(access, PARTITIONS) as ask:
            await prepared(access, writer, catalogue, clock)
            flood, quiet = load(under, 10**9, [FLOOD]), load(under, 10**9, [QUIET])
            stage = Stage(access, folder, writer, flood, quiet)
            await told_of(stage, ask)


async def told_of(stage: Stage, ask: Gauge) -> None:
    """Say each figure as it is found."""
    capacity = await stage.capacity(ask)
    typer.echo(f"both hops carry {capacity:,.0f} events a second of a backlog")
    async with Supervisor([worker(hop, stage.folder) for hop in Hop]) as both:
        await stage.send(list(islice(stage.quiet, QUIET_A_SECOND)))
        await stage.caught_up(ask)
        typer.echo("usual: " + figures(await stage.told(0, ask)))
        begin, sent = monotonic(), stage.sent
        typer.echo(
            f"beside {TIMES} times that: " + figures(await stage.told(TIMES * capacity, ask))
        )
        rate = (stage.sent - sent) / (monotonic() - begin)
        typer.echo(f"all of it was carried at {rate:,.0f} events a second")
        if failed := sum(each.starts - 1 for each in both.workers):
            typer.echo(f"workers ended by themselves {failed} times: these figures say nothing")


async def prepared(
    access: KafkaAccess, writer: KafkaWriter, catalogue: Catalogue, clock: CityClock
) -> None:
    """Topics and the catalogue."""
    await KafkaTopics(access).apply(topics_for([one.code for one in catalogue.agencies]))
    await publish(catalogue, KafkaReader(access), AsTheBus(writer), clock, now_ms)


def worker(hop: Hop, folder: Path) -> Worker:
    """A hop as `simpul worker` starts it."""
    command = [sys.executable, "-m", "deploy.cli", "worker", hop, "--folder", str(folder)]
    return Worker(hop, command, folder)


def figures(delays: Sequence[int]) -> str:
    """Nearest-rank percentiles of what is in order."""
    last = len(delays) - 1
    p50, p99 = delays[last * 50 // 100], delays[last * 99 // 100]
    return f"p50 {p50:,} ms, p99 {p99:,} ms, at most {delays[-1]:,} ms over {last + 1:,} events"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="flood-") as place:
        asyncio.run(run(Path(place)))
