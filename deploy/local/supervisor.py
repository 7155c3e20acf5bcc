"""Keeps worker processes alive and ends them; they die with it, however it ends. Knows no Kafka."""

import asyncio
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from random import Random
from time import monotonic
from typing import Self

from deploy.local.java import last_words, start_leashed

_LOOK = 0.05
_STOP_SECONDS = 20.0
_TOO_SOON = 3.0
_MOST_FAILURES = 5


class WorkerKeepsFailing(Exception):
    """A worker ended again and again right after its start; the message quotes its last words."""


class Worker:
    """One hop's process: started again whenever it ends by itself."""

    def __init__(self, hop: str, command: Sequence[str], folder: Path) -> None:
        self.hop = hop
        self.starts = 0
        self._command = command
        self._folder = folder
        self._since = 0.0
        self._failures = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        return None if self._process is None else self._process.pid

    @property
    def log(self) -> Path:
        """Where the process that runs now writes its log."""
        return self._folder / f"{self.hop}-{self.starts}.log"

    def look(self) -> None:
        """Start the process where none runs.

        Raises:
            WorkerKeepsFailing: it cannot be kept alive.
        """
        if self._process is not None and self._process.poll() is None:
            return
        if self._process is not None:
            self._count_failure()
        self.starts += 1
        self._since = monotonic()
        self._process = start_leashed(self._command, self.log)

    def _count_failure(self) -> None:
        soon = monotonic() - self._since < _TOO_SOON
        self._failures = self._failures + 1 if soon else 0
        if self._failures >= _MOST_FAILURES:
            message = f"The {self.hop} worker cannot be kept alive: {last_words(self.log)}"
            raise WorkerKeepsFailing(message)

    def send(self, number: signal.Signals) -> bool:
        """Send a signal to the process, if it runs; whether it did."""
        if self._process is None or self._process.poll() is not None:
            return False
        self._process.send_signal(number)
        return True

    def has_ended(self) -> bool:
        """Whether nothing of it runs."""
        return self._process is None or self._process.poll() is not None


class Supervisor:
    """Workers that belong together; `async with` starts them and ends every one of them.

    `patience`: real seconds a worker has to end in order before it is ended by force.
    """

    def __init__(self, workers: Sequence[Worker], patience: float = _STOP_SECONDS) -> None:
        self.workers = workers
        self._patience = patience
        self.killed = 0
        self._watching: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        for worker in self.workers:
            worker.look()
        self._watching = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """End every worker in order, by force after a while; twice is no harm."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        await self._end_all()

    def check(self) -> None:
        """Raise what ended the watching, if something did."""
        if self._watching is not None and self._watching.done():
            self._watching.result()

    def kill_one(self, dice: Random) -> bool:
        """SIGKILL one of the workers, as a crash would; whether it was there to be killed."""
        hit = dice.choice(self.workers).send(signal.SIGKILL)
        self.killed += hit
        return hit

    async def _watch(self) -> None:
        while True:
            for worker in self.workers:
                worker.look()
            await asyncio.sleep(_LOOK)

    async def _end_all(self) -> None:
        for worker in self.workers:
            worker.send(signal.SIGTERM)
        deadline = monotonic() + self._patience
        while not all(worker.has_ended() for worker in self.workers):
            if monotonic() > deadline:
                for worker in self.workers:
                    worker.send(signal.SIGKILL)
            await asyncio.sleep(_LOOK)
