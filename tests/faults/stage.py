"""A scenario's stage: the arrow line with the pack in force, agencies, workers that are kept."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random

from contracts.releases import CityClock
from contracts.topics import REQUESTS, STATUS, Topic, topics_for
from deploy.clock import now_ms
from deploy.wiring import Hop
from services.catalogue.publish import publish
from services.kafka.access import KafkaAccess
from services.kafka.admin import KafkaTopics
from services.kafka.reading import KafkaReader
from services.kafka.writing import KafkaWriter
from services.ledger import Groups
from tests.broker.log_tail import LogTail
from tests.broker.pipeline_scene import PARTITIONS, a_clock, the_pack
from tests.faults.ground import Ground
from tests.faults.history import History
from tests.faults.keeping import WORKER, Keeper, Kept
from tests.faults.load import Load

NAME = "bus"
"""What the workers' groups are named after."""
A_DAY_IN_TWELVE_SECONDS = 7_200
"""Fast enough for clocks to breach meanwhile, too slow for a request to be put away."""
_LOOK = 0.05
PATIENCE = 90.0
"""Seconds the bus may take to go on after a fault."""


class DidNotRecover(Exception):
    """The bus stood still for longer than it may; the message says since when."""


@dataclass(frozen=True)
class Size:
    """How large a scenario is played."""

    stories: int = 6
    """Told at once; about four records each."""
    pause: float = 0.2
    """Real seconds between two batches."""
    chunk: int = 200
    session: float = 6.0


@dataclass
class Stage:
    """Everything a fault may lay its hands on."""

    ground: Ground
    folder: Path
    clock: CityClock
    keeper: Keeper
    load: Load
    history: History
    told: LogTail
    size: Size
    module: str = WORKER
    struck: int | None = None
    """When the bus was hit, where that is not when the fault was over: ms since 1970 UTC."""
    recovered: list[float] = field(default_factory=list)
    """Seconds from a fault until every partition had told something new."""
    notes: list[str] = field(default_factory=list)
    """What a scenario found wrong by itself."""

    @property
    def access(self) -> KafkaAccess:
        """The harness's own way in."""
        return KafkaAccess(self.ground.bootstrap)

    @property
    def groups(self) -> Groups:
        """The consumer groups of the workers."""
        return Groups(*(f"{NAME}-{hop.group}" for hop in (Hop.INTAKE, Hop.CASE)))

    @cached_property
    def topics(self) -> list[Topic]:
        """Every topic of the city."""
        return topics_for([one.code for one in the_pack().agencies], PARTITIONS)

    def worker(self, hop: Hop, first: Mapping[str, object] | None = None, **order: object) -> Kept:
        """One more worker, kept running; `first` is the order of its first start alone."""
        whole: Mapping[str, object] = {
            "bootstrap": self.ground.bus,
            "name": NAME,
            "folder": str(self.folder),
            "clock": self.clock.to_bytes().decode(),
            "chunk": self.size.chunk,
            "session": self.size.session,
            **order,
        }
        kept = Kept(hop, self.module, whole, self.folder)
        kept.next = dict(first or {})
        self.keeper.workers.append(kept)
        kept.start()
        return kept

    async def joined(self, worker: Kept) -> None:
        """Wait until a worker has been given partitions."""
        async with asyncio.timeout(PATIENCE):
            while not self._was_given(worker):
                await asyncio.sleep(_LOOK)

    def _was_given(self, worker: Kept) -> bool:
        log = self.folder / f"{worker.hop}-{worker.pid}.log"
        return log.exists() and "newly assigned partitions {Topic" in log.read_text()

    async def leaves(self, worker: Kept) -> None:
        """A worker stops in good order and does not come back."""
        status = await worker.stop()
        if status != 0:
            self.notes.append(f"a worker of {worker.hop} left with status {status}")

    async def told_since(self, since_ms: int) -> float:
        """Wait until every partition has told something new; the seconds that took."""
        firsts: dict[int, int] = {}
        seen = 0
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while len(firsts) < PARTITIONS:
            if asyncio.get_running_loop().time() > deadline:
                raise DidNotRecover(await self._how_it_stands(set(firsts)))
            await self.told.look()
            for record in self.told.records[seen:]:
                if record.timestamp > since_ms:
                    firsts.setdefault(record.partition, record.timestamp)
            seen = len(self.told.records)
        return (max(firsts.values()) - since_ms) / 1000

    async def _how_it_stands(self, told: set[int]) -> str:
        """Which partitions are silent, and how far they are read and written, asked anew."""
        reader = KafkaReader(self.access)
        ends = await reader.ends([REQUESTS, STATUS])
        done = await reader.committed(self.groups.case)
        facts = [(REQUESTS, number) for number in range(PARTITIONS) if number not in told]
        read = {one.partition: one.offset for one in self.told.records}
        stands = [
            f"{place[1]} (facts to {ends[place]}, carried to {done.get(place)}"
            f", told to {ends[STATUS, place[1]]}, seen to {read.get(place[1])})"
            for place in facts
        ]
        return f"nothing new in {PATIENCE:.0f} s of partition {', '.join(stands)}"

    async def fault(self, work: Callable[["Stage"], Awaitable[None]]) -> float:
        """Play one fault and wait until the bus goes on; the seconds that took."""
        self.struck = None
        await work(self)
        seconds = await self.told_since(self._hit())
        self.recovered.append(seconds)
        return seconds

    def _hit(self) -> int:
        return now_ms() if self.struck is None else self.struck


async def prepare(ground: Ground, clock: CityClock, topics: list[Topic]) -> None:
    """Create the topics, publish the clock and the pack."""
    access = KafkaAccess(ground.bootstrap)
    await KafkaTopics(access, ground.replication).apply(topics)
    async with KafkaWriter(access) as writer:
        await publish(the_pack(), KafkaReader(access), writer, clock, now_ms)


@asynccontextmanager
async def staged(
    ground: Ground, folder: Path, dice: Random, size: Size, module: str = WORKER
) -> AsyncIterator[Stage]:
    """A stage whose workers do not outlive it; none runs yet, and nobody publishes."""
    clock = a_clock(A_DAY_IN_TWELVE_SECONDS)
    async with AsyncExitStack() as stack:
        keeper = await stack.enter_async_context(Keeper())
        history = stack.enter_context(History(folder / "history.jsonl"))
        told = await stack.enter_async_context(LogTail(ground.bootstrap))
        load = Load(KafkaAccess(ground.bootstrap), history, dice)
        stage = Stage(ground, folder, clock, keeper, load, history, told, size, module)
        await prepare(ground, clock, stage.topics)
        await told.follow([topic for topic in stage.topics if topic.name == STATUS])
        yield stage
