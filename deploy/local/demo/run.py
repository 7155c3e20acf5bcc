"""One demo from an empty broker to the ledger's last word; shows and counts nothing itself."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic

from contracts.catalogue import Catalogue
from contracts.releases import CityClock
from contracts.topics import QUARANTINE, SLA, STATUS
from deploy.clock import now_ms
from deploy.local.demo.agency import Pace, SimulatedAgency
from deploy.local.demo.app import App
from deploy.local.demo.board import Board
from deploy.local.demo.chance import chance
from deploy.local.demo.result import Result, result, settled
from deploy.local.demo.screen import Screen
from deploy.local.demo.stage import SPEED, set_stage
from deploy.local.supervisor import Supervisor, Worker
from deploy.wiring import Hop
from services.kafka.access import KafkaAccess
from services.kafka.reading import KafkaReader
from services.kafka.writing import KafkaWriter
from services.ledger.reading import read_ledger
from services.ledger.report import Report

TAIL_SECONDS = 60.0
_REDRAW = 0.5
_LOOK = 0.5

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What is asked: records a second in all, for how many real seconds (None: no end)."""

    folder: Path
    rate: float = 25.0
    seconds: float | None = None
    kills: int = 0
    seed: int = 1


class Demo:
    """A demo under way: its agencies, its workers, its board."""

    def __init__(self, order: Order, catalogue: Catalogue, access: KafkaAccess) -> None:
        self._order = order
        self._catalogue = catalogue
        self._codes = [agency.code for agency in catalogue.agencies]
        self._access = access
        self._reader = KafkaReader(access)
        self._board = Board.of(self._codes)
        self._stop = asyncio.Event()
        self.supervisor = Supervisor([_worker(hop, order.folder) for hop in Hop])

    async def set_stage(self, progress: Progress) -> CityClock:
        """Topics, clock and catalogue on an empty broker; returns when both are in force."""
        progress("creating topics and publishing the catalogue")
        stage = await set_stage(self._access, self._catalogue)
        while (left := stage.begins_ms - now_ms()) > 0:
            progress(f"the catalogue takes effect: in {left / 1000:.0f} s")
            await asyncio.sleep(min(_LOOK, left / 1000))
        return stage.clock

    async def play(self, clock: CityClock, screen: Screen) -> int:
        """Let the agencies publish, then wait for what is under way; how many records were sent."""
        agencies = self._agencies(clock)
        async with KafkaWriter(self._access) as writer, asyncio.TaskGroup() as tasks:
            watching = [tasks.create_task(each.read_inbox(self._reader)) for each in agencies]
            watching.append(tasks.create_task(self._follow()))
            watching.append(tasks.create_task(self._redraw(clock, screen)))
            publishing = [tasks.create_task(each.publish(writer, self._stop)) for each in agencies]
            await self._until_over()
            self._stop.set()
            await asyncio.gather(*publishing)
            sent = sum(agency.sent for agency in agencies)
            screen.note(f"{sent} records sent; waiting for what is under way")
            await self._tail(sent)
            for task in watching:
                task.cancel()
        return sent

    def _agencies(self, clock: CityClock) -> list[SimulatedAgency]:
        serving = [code for code in self._codes if self._serves(code)]
        pace = Pace(self._order.rate / len(serving), SPEED)
        city = self._catalogue.city.code

        def now() -> datetime:
            return clock.city(now_ms())

        return [
            SimulatedAgency(App(self._catalogue, code, self._order.seed), city, pace, now)
            for code in serving
        ]

    def _serves(self, code: str) -> bool:
        owners = {service.owner for service in self._catalogue.services}
        return code in owners and code in self._catalogue.mapping

    async def _until_over(self) -> None:
        """Wait for the end of the time, killing workers on the way where that was ordered."""
        begin, seconds = monotonic(), self._order.seconds
        dice = chance(self._order.seed, "kills")
        moments = sorted(dice.uniform(0.1, 0.9) * (seconds or 0) for _ in range(self._order.kills))
        while seconds is None or monotonic() - begin < seconds:
            self.supervisor.check()
            if moments and monotonic() - begin >= moments[0] and self.supervisor.kill_one(dice):
                moments.pop(0)
            await asyncio.sleep(_LOOK / 10)

    async def _follow(self) -> None:
        topics = [STATUS, SLA, QUARANTINE]
        begins = await self._reader.begins(topics)
        async for records in self._reader.tail(topics, since=begins):
            for record in records:
                self._board.apply(record)

    async def _redraw(self, clock: CityClock, screen: Screen) -> None:
        while True:
            screen.show(self._board, clock.city(now_ms()))
            await asyncio.sleep(_REDRAW)

    async def _tail(self, sent: int) -> None:
        """Wait until every record has its last outcome, but no longer than a minute."""
        deadline = monotonic() + TAIL_SECONDS
        while not settled(await self._audit(), sent) and monotonic() < deadline:
            self.supervisor.check()
            await asyncio.sleep(_LOOK)

    async def report(self, sent: int) -> Result:
        """The ledger's last word; true once the workers have stopped."""
        kills, seed = self.supervisor.killed, self._order.seed
        return result(await self._audit(), sent=sent, kills=kills, seed=seed)

    async def _audit(self) -> Report:
        return await read_ledger(self._reader, self._codes)


def _worker(hop: Hop, folder: Path) -> Worker:
    simpul = [sys.executable, "-m", "deploy.cli"]
    return Worker(hop, [*simpul, "worker", hop, "--folder", str(folder)], folder)
