"""One bench from empty brokers to figures: load, each hop alone, both together."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from agents.intake.take import Under
from contracts.catalogue import Catalogue
from contracts.releases import CityClock
from contracts.topics import CASES, PARTITIONS, REQUESTS, events_topic, topics_for
from deploy.clock import now_ms
from deploy.local.bench.figures import Figures, Recovery, Span, Step, speed, together
from deploy.local.bench.load import load
from deploy.local.bench.machine import machine
from deploy.local.bench.small import TOPIC, small_cases
from deploy.local.bench.steps import Steps, read_log
from deploy.local.bench.watching import Gauge, Goal, gauge, watch
from deploy.local.kafka import EmbeddedKafka
from deploy.release import AsTheBus
from deploy.settings import Settings
from deploy.wiring import Hop, engine_settings
from services.catalogue.publish import publish
from services.catalogue.releases import read_releases
from services.kafka.access import KafkaAccess
from services.kafka.admin import KafkaTopics
from services.kafka.reading import KafkaReader
from services.kafka.writing import KafkaWriter

_AT_ONCE = 2_000
_SMALL = 200_000

Progress = Callable[[str, int], None]
"""What is being done, and how many of the events have been."""


@dataclass(frozen=True)
class Alone:
    """What the first log was for: each hop by itself, and its step."""

    spans: dict[Hop, Span]
    steps: dict[Hop, Step]
    recovery: Recovery
    small: Recovery


@dataclass(frozen=True)
class Bench:
    """A bench of so many events with a city's catalogue, on brokers in a folder."""

    catalogue: Catalogue
    settings: Settings
    folder: Path
    events: int
    progress: Progress

    async def run(self) -> Figures:
        """The figures; brokers and workers are gone afterwards."""
        alone = await self._alone()
        async with self._log("together") as (access, loaded), gauge(access, PARTITIONS) as ask:
            goal = self._goal("both hops together", loaded, ask, ask.folded)
            span = await watch([Hop.CASE, Hop.INTAKE], self.folder / "together", goal)
        return Figures(
            events=loaded,
            hops={hop.value: speed(alone.spans[hop], alone.steps[hop]) for hop in Hop},
            pipeline=speed(span, together(alone.steps.values())),
            recovery=alone.recovery,
            small=alone.small,
            machine=machine(),
        )

    async def _alone(self) -> Alone:
        folder = self.folder / "alone"
        async with self._log("alone") as (access, loaded), gauge(access, PARTITIONS) as ask:
            taking = self._goal("intake alone", loaded, ask, ask.taken)
            intake = await watch([Hop.INTAKE], folder, taking)
            folding = self._goal("case alone", loaded, ask, ask.folded)
            case = await watch([Hop.CASE], folder, folding)
            self.progress("the pure steps", loaded)
            steps, recovery, small = await self._steps(access)
        return Alone({Hop.INTAKE: intake, Hop.CASE: case}, steps, recovery, small)

    def _goal(self, what: str, events: int, ask: Gauge, done: Callable[[], Awaitable[int]]) -> Goal:
        return Goal(events, ask, done, partial(self.progress, what))

    async def _steps(self, access: KafkaAccess) -> tuple[dict[Hop, Step], Recovery, Recovery]:
        reader = KafkaReader(access)
        releases = await read_releases(reader)
        clock = CityClock.identity("bench")
        settings = engine_settings(Hop.CASE, access, clock, self.folder)
        steps = Steps(settings, releases, self.catalogue.city.code, self._key)
        intake = steps.intake(await read_log(reader, self._events_topics))
        case = await steps.case(await read_log(reader, [REQUESTS]))
        recovery = await steps.recovery(CASES, PARTITIONS)
        self.progress("reading many small cases back", 0)
        return {Hop.INTAKE: intake, Hop.CASE: case}, recovery, await self._small(access, steps)

    async def _small(self, access: KafkaAccess, steps: Steps) -> Recovery:
        await KafkaTopics(access).apply([TOPIC])
        async with KafkaWriter(access) as writer:
            await writer.write(small_cases(_SMALL))
        return await steps.recovery(TOPIC.name, TOPIC.partitions)

    @asynccontextmanager
    async def _log(self, name: str) -> AsyncIterator[tuple[KafkaAccess, int]]:
        """A broker with the load on it, and how many events that is."""
        folder = self.folder / name
        self.progress("starting Kafka", 0)
        async with EmbeddedKafka(folder) as kafka:
            access = KafkaAccess(kafka.bootstrap)
            yield access, await self._fill(access)
        shutil.rmtree(folder / "kafka", ignore_errors=True)

    async def _fill(self, access: KafkaAccess) -> int:
        await KafkaTopics(access).apply(topics_for([one.code for one in self.catalogue.agencies]))
        clock = CityClock.identity("bench")
        async with KafkaWriter(access) as writer:
            await publish(self.catalogue, KafkaReader(access), AsTheBus(writer), clock, now_ms)
            messages, loaded = load(Under(self.catalogue, clock, self._key), self.events), 0
            while some := list(islice(messages, _AT_ONCE)):
                await writer.write(some)
                loaded += len(some)
                self.progress("loading", loaded)
        return loaded

    @property
    def _events_topics(self) -> list[str]:
        return [events_topic(agency.code) for agency in self.catalogue.agencies]

    @property
    def _key(self) -> bytes:
        return self.settings.ticket_key.get_secret_value().encode()
