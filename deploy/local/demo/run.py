"""One demo from its stage to the ledger's last word; shows and counts nothing itself."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from os import getpid
from pathlib import Path
from time import monotonic

from contracts.catalogue import Catalogue
from contracts.releases import CityClock
from deploy.clock import now_ms
from deploy.local.board import Ports, board_worker, metrics_ports, port_option
from deploy.local.demo.agency import SimulatedAgency
from deploy.local.demo.board import Board
from deploy.local.demo.chance import chance
from deploy.local.demo.course import Courses, resident
from deploy.local.demo.kept import Start, episodes, is_kept, note_starts, read_starts
from deploy.local.demo.manners import manners, serving
from deploy.local.demo.result import Played, Result, result, settled
from deploy.local.demo.screen import Screen
from deploy.local.demo.stage import Stage, go_on, set_stage, speed_of, stand_still
from deploy.local.demo.view import Now
from deploy.local.supervisor import Supervisor, Worker
from deploy.settings import Settings
from deploy.wiring import Hop
from services.catalogue.releases import read_releases
from services.kafka.access import KafkaAccess
from services.kafka.reading import KafkaReader
from services.kafka.writing import KafkaWriter
from services.ledger import ALL, NONE, Report, Scope, read_ledger

RATE, SEED = 38.0, 1
TAIL_SECONDS = 180.0
_REDRAW = 0.5
_LOOK = 0.5
_SAMPLE = 1.0

_UNDER_WAY = ("open requests", "planned records")

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What is asked: for how many real seconds (None: no end), records a second in all.

    Rate, seed and how fast city time runs are those of the start before where none are given.
    """

    folder: Path
    city: str
    rate: float | None = None
    seconds: float | None = None
    kills: int = 0
    seed: int | None = None
    days_a_minute: float | None = None
    keep: bool = False

    @property
    def speed(self) -> float | None:
        """City seconds in a real one, where that is asked for."""
        return None if self.days_a_minute is None else speed_of(self.days_a_minute)

    def start(self, begins_ms: int, before: Sequence[Start]) -> Start:
        """The start this order makes of a demo that was started so before."""
        last = before[-1] if before else Start(begins_ms=0, seed=SEED, rate=RATE)
        seed = last.seed if self.seed is None else self.seed
        rate = last.rate if self.rate is None else self.rate
        city, known = self.city, manners().digest
        return Start(begins_ms=begins_ms, seed=seed, rate=rate, city=city, manners=known)


class Demo:
    """A demo under way: its agencies, its workers, its board."""

    def __init__(
        self, order: Order, catalogue: Catalogue, access: KafkaAccess, broker: int
    ) -> None:
        """`broker`: the broker's process."""
        self._order = order
        self._broker = broker
        self._catalogue = catalogue
        self._codes = [agency.code for agency in catalogue.agencies]
        self._access = access
        self._reader = KafkaReader(access)
        self._board = Board.of(self._codes)
        self._stop = asyncio.Event()
        self._agencies: list[SimulatedAgency] = []
        self._seed = SEED
        self._ports = metrics_ports(Settings())
        self.supervisor = Supervisor([_worker(hop, order.folder, self._ports) for hop in Hop])

    async def set_stage(self, progress: Progress, started: AsyncExitStack) -> Stage:
        """Topics, clock, catalogue and agencies, new or going on; the workers are started.

        They start at once where all is new, to be there in time. A clock that was not stopped must
        be before they see it.
        """
        progress("creating topics and publishing the catalogue")
        folder, starts = self._order.folder, read_starts(self._order.folder)
        goes_on = is_kept(folder)
        if not starts:
            await started.enter_async_context(self.supervisor)
        begin = go_on if goes_on else set_stage
        stage = await begin(self._access, self._catalogue, self._order.speed)
        if starts:
            await started.enter_async_context(self.supervisor)
        starts.append(self._order.start(stage.clock.segments[-1].real_ms, starts))
        note_starts(folder, starts)
        await self._recall(starts, stage, progress)
        return stage

    async def _recall(self, starts: Sequence[Start], stage: Stage, progress: Progress) -> None:
        """Let the agencies work out what they have still to say."""
        progress("agencies recall what they have said")
        self._seed = starts[-1].seed
        known = list(episodes(starts, await read_releases(self._reader), manners()))
        codes = serving(self._catalogue)
        self._agencies = [SimulatedAgency(code, known, stage.clock, now_ms) for code in codes]
        for agency in self._agencies:
            await agency.recall(self._reader)

    def board_at(self, port: int) -> Supervisor:
        """The built-in board of this demo, started by `async with`; no kill is meant for it."""
        folder = self._order.folder
        return Supervisor([board_worker(self._ports, port, folder, ["--folder", str(folder)])])

    async def stand_still(self) -> datetime | None:
        """Stop city time where it is, once the workers have ended; what it stands at."""
        clock = await stand_still(self._access)
        return None if clock is None else clock.segments[-1].city

    async def until_it_begins(self, stage: Stage, progress: Progress) -> None:
        """Return when city time runs and the catalogue is in force."""
        while (left := stage.begins_ms - now_ms()) > 0:
            progress(f"the catalogue takes effect: in {left / 1000:.0f} s")
            await asyncio.sleep(min(_LOOK, left / 1000))

    async def play(self, clock: CityClock, screen: Screen) -> Played:
        """Let the agencies publish, then wait for what is under way; what was seen meanwhile."""
        agencies, courses, begin = self._agencies, Courses(), monotonic()
        async with KafkaWriter(self._access) as writer, asyncio.TaskGroup() as tasks:
            watching = [tasks.create_task(each.read_inbox(self._reader)) for each in agencies]
            watching.append(tasks.create_task(self._follow()))
            watching.append(tasks.create_task(self._redraw(clock, screen)))
            publishing = [tasks.create_task(each.publish(writer, self._stop)) for each in agencies]
            sampling = tasks.create_task(self._sample(courses))
            await self._until_over()
            self._stop.set()
            sampling.cancel()
            seconds = monotonic() - begin
            await asyncio.gather(*publishing)
            sent = sum(agency.sent for agency in agencies)
            screen.note(f"{sent} records sent; waiting for what is under way")
            await self._tail(sent)
            for task in watching:
                task.cancel()
        told = courses.told()
        under_way = {name: told.pop(name) for name in _UNDER_WAY if name in told}
        return Played(sent, self.supervisor.killed, self._seed, seconds, told, under_way)

    async def _sample(self, courses: Courses) -> None:
        """Note every second what may grow."""
        begin = monotonic()
        while True:
            pids = {worker.hop: worker.pid for worker in self.supervisor.workers}
            pids |= {"broker": self._broker, "demo": getpid()}
            planned = sum(agency.planned for agency in self._agencies)
            under_way = dict(zip(_UNDER_WAY, (len(self._board.requests), planned), strict=True))
            courses.take(monotonic() - begin, {**dict(resident(pids)), **under_way})
            await asyncio.sleep(_SAMPLE)

    async def _until_over(self) -> None:
        """Wait for the end of the time, killing workers on the way where that was ordered."""
        begin, seconds = monotonic(), self._order.seconds
        dice = chance(self._seed, "kills")
        moments = sorted(dice.uniform(0.1, 0.9) * (seconds or 0) for _ in range(self._order.kills))
        while seconds is None or monotonic() - begin < seconds:
            self.supervisor.check()
            if moments and monotonic() - begin >= moments[0] and self.supervisor.kill_one(dice):
                moments.pop(0)
            await asyncio.sleep(_LOOK / 10)

    async def _follow(self) -> None:
        topics = self._board.reads
        begins = await self._reader.begins(topics)
        async for records in self._reader.tail(topics, since=begins):
            for record in records:
                self._board.apply(record)

    async def _redraw(self, clock: CityClock, screen: Screen) -> None:
        while True:
            now = now_ms()
            screen.show(self._board, Now(clock.city(now), now))
            await asyncio.sleep(_REDRAW)

    async def _tail(self, sent: int) -> None:
        """Wait until every record has its last outcome, but no longer than three minutes."""
        deadline = monotonic() + TAIL_SECONDS
        while not settled(await self._audit(NONE), sent) and monotonic() < deadline:
            self.supervisor.check()
            await asyncio.sleep(_LOOK)

    async def report(self, played: Played) -> Result:
        """The ledger's last word; true once the workers have stopped."""
        return result(await self._audit(), played)

    async def _audit(self, every: int = ALL) -> Report:
        return await read_ledger(self._reader, self._codes, Scope(every=every))


def _worker(hop: Hop, folder: Path, ports: Ports) -> Worker:
    simpul = [sys.executable, "-m", "deploy.cli", "worker", hop, "--folder", str(folder)]
    return Worker(hop, [*simpul, *port_option(hop, ports)], folder)
