"""The bus as anybody starts it: Kafka, workers, the lag exporter, agencies that go on speaking."""

import asyncio
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import monotonic

from agents.intake.take import Under
from contracts.catalogue import Catalogue
from contracts.records import Message
from contracts.releases import CityClock
from contracts.topics import PARTITIONS, topics_for
from deploy.clock import now_ms
from deploy.local.bench.load import load
from deploy.local.java import start_leashed
from deploy.local.kafka import EmbeddedKafka, free_port
from deploy.metrics.scraping import NotScraped, scrape
from deploy.wiring import Hop
from services.catalogue.publish import publish
from services.kafka.access import KafkaAccess
from services.kafka.admin import KafkaTopics
from services.kafka.failures import TopicsFailed, Unavailable
from services.kafka.reading import KafkaReader
from services.kafka.writing import KafkaWriter
from tests.broker.pipeline_scene import a_clock, the_pack
from tests.builders.catalogue import having

SPEED = 20
"""City time: an office day is 25 minutes long."""
SILENT_AFTER = 0.3
"""Its own working hours until an agency counts as silent: 54 s by this clock."""
STALLED_AFTER = 15.0
"""Seconds; longer than a session, so that one worker may take over from another."""
PATIENCE = 300.0
_AT_ONCE = 10
_EVERY = 1.0
_AGAIN = 3.0
_FLOOD_EVERY = 0.1
_KEY = b"for tests only"
_ENDLESS = 1_000_000
SIMPUL = ("-m", "deploy.cli")
WRONG_DATE = ("-m", "tests.alarms.wrong_date")


class Program:
    """One process at a port of its own, started again while it is wanted."""

    def __init__(self, name: str, words: Sequence[str], bootstrap: str, folder: Path) -> None:
        self.port = free_port()
        self.wanted = False
        self._name = name
        self._command = [
            shutil.which("env") or "/usr/bin/env",
            f"SIMPUL_KAFKA={bootstrap}",
            f"SIMPUL_METRICS_PORT={self.port}",
            f"SIMPUL_DATA={folder / name}",
            sys.executable,
            *(word.format(port=self.port) for word in words),
        ]
        self._folder = folder
        self._starts = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = 0.0

    def look(self) -> None:
        """Start it where it is wanted and does not run; not at once again."""
        if self._process is not None and self._process.poll() is not None:
            self._process, self._ended = None, monotonic()
        if self._process is None and self.wanted and monotonic() - self._ended > _AGAIN:
            self._starts += 1
            log = self._folder / f"{self._name}-{self._starts}.log"
            self._process = start_leashed(self._command, log)

    def kill(self) -> None:
        """End it as a crash would, for good."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in good order."""
        self._end(signal.SIGTERM)

    async def end(self) -> None:
        """Kill it, and wait until it is gone."""
        self.kill()
        if self._process is not None:
            await asyncio.to_thread(self._process.wait)

    def _end(self, number: signal.Signals) -> None:
        self.wanted = False
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    async def shows(self) -> None:
        """Wait until it answers a scrape."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    await asyncio.to_thread(scrape, f"http://127.0.0.1:{self.port}/metrics")
                except NotScraped:
                    await asyncio.sleep(0.3)
                else:
                    return


def earlier() -> Catalogue:
    """The version before the one in force: the first promise of the first policy was another."""
    policy, *others = the_pack().policies
    first, *terms = policy.terms
    other = first.model_copy(update={"targets": dict.fromkeys(first.targets, 9)})
    changed = policy.model_copy(update={"terms": (other, *terms)})
    return having(the_pack(), policies=(changed, *others))


@dataclass
class Bus:
    """Everything a fault may lay its hands on."""

    kafka: EmbeddedKafka
    folder: Path
    clock: CityClock
    programs: dict[str, Program] = field(default_factory=dict)
    muted: str = ""
    """An agency that says nothing now."""
    flooding: str = ""
    """An agency whose system sends what nobody can read, many times a second."""

    @property
    def access(self) -> KafkaAccess:
        """The way in."""
        return KafkaAccess(self.kafka.bootstrap)

    @property
    def ports(self) -> dict[str, list[int]]:
        """Where Prometheus looks, by job; a program that never ran is away, which is no news."""
        found: dict[str, list[int]] = {f"simpul-{job}": [] for job in ("intake", "case", "lag")}
        for name, program in self.programs.items():
            found[f"simpul-{name.partition('-')[0]}"].append(program.port)
        return found

    def add(self, name: str, *words: str) -> Program:
        """One more program."""
        program = Program(name, words, self.kafka.bootstrap, self.folder)
        self.programs[name] = program
        return program

    async def set_up(self) -> None:
        """Topics, the clock and two versions; then everybody starts."""
        await KafkaTopics(self.access).apply(topics_for([one.code for one in the_pack().agencies]))
        async with KafkaWriter(self.access) as writer:
            reader = KafkaReader(self.access)
            for version in (earlier(), the_pack()):
                await publish(version, reader, writer, self.clock, now_ms)
        for hop, name in ((Hop.INTAKE, "intake"), (Hop.CASE, "case-1"), (Hop.CASE, "case-2")):
            self.add(name, *SIMPUL, "worker", hop.value).wanted = True
        looking = ("--every", "1", "--stalled-after", str(STALLED_AFTER))
        silent = ("--silent-after", str(SILENT_AFTER))
        self.add("lag", *SIMPUL, "lag", "{port}", "--serve", *looking, *silent).wanted = True
        self.add("case-3", *WRONG_DATE, "worker", Hop.CASE.value)

    async def keep(self) -> None:
        """Programs that are wanted run; until cancelled."""
        while True:
            for program in self.programs.values():
                program.look()
            await asyncio.sleep(0.1)

    async def under_way(self) -> None:
        """Wait until every program that is wanted shows its metrics and partitions are owned."""
        for program in self.programs.values():
            if program.wanted:
                await program.shows()
        async with asyncio.timeout(PATIENCE):
            while await self._ready() < PARTITIONS:
                await asyncio.sleep(0.5)

    async def _ready(self) -> int:
        shown = 0
        for name, program in self.programs.items():
            if program.wanted and name.startswith("case"):
                address = f"http://127.0.0.1:{program.port}/metrics"
                lines = await asyncio.to_thread(scrape, address)
                ready = (one for one in lines if one.name == "simpul_partition_ready")
                shown += sum(int(one.value) for one in ready)
        return shown

    async def speak(self) -> None:
        """Agencies tell their stories; what has no receipt is said again; until cancelled."""
        messages = load(Under(the_pack(), self.clock, _KEY), _ENDLESS)
        while some := list(islice(messages, _AT_ONCE)):
            await self._said([one for one in some if f".{self.muted}." not in one.topic])
            await asyncio.sleep(_EVERY)

    async def flood(self) -> None:
        """Unreadable records of the agency that floods; until cancelled."""
        for number, one in enumerate(self._unreadable()):
            await self._said([one._replace(key=f"X-{number}".encode())] if self.flooding else [])
            await asyncio.sleep(_FLOOD_EVERY)

    def _unreadable(self) -> Iterator[Message]:
        under = Under(the_pack(), self.clock, _KEY)
        for one in load(under, _ENDLESS, only=("dlh",)):
            topic = one.topic.replace(".dlh.", f".{self.flooding or 'dlh'}.")
            yield one._replace(topic=topic, value=b"{")

    async def _said(self, messages: Iterable[Message]) -> None:
        while some := list(messages):
            try:
                async with KafkaWriter(self.access) as writer:
                    await writer.write(some)
            except (TopicsFailed, Unavailable):
                await asyncio.sleep(_EVERY)
            else:
                return


@asynccontextmanager
async def the_bus(folder: Path) -> AsyncIterator[Bus]:
    """A bus under way; nothing of it outlives the block."""
    async with EmbeddedKafka(folder / "bus") as kafka:
        bus = Bus(kafka, folder, a_clock(SPEED))
        await bus.set_up()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in (bus.keep(), bus.speak(), bus.flood())]
            try:
                await bus.under_way()
                yield bus
            finally:
                for task in tasks:
                    task.cancel()
                for program in bus.programs.values():
                    await program.end()
