"""Workers that are started again whenever they end, as in production; signals go to a process."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Self

import psutil

from agents.engine.failing import FAILED
from deploy.local.java import start_leashed
from deploy.wiring import Hop

WORKER = "tests.faults.worker"
_LOOK = 0.05
_BACK_OFF = 0.5
_PATIENCE = 40.0
_STOPPED = (0, -signal.SIGTERM)  # the latter while it was still starting
_USUAL = (*_STOPPED, FAILED, -signal.SIGKILL)


class Kept:
    """One worker of a hop."""

    def __init__(self, hop: Hop, module: str, order: Mapping[str, object], folder: Path) -> None:
        self.hop = hop
        self.next: dict[str, object] = {}
        """What differs in the order of the next start alone."""
        self.statuses: list[int] = []
        """How it ended so far."""
        self.starts = 0
        self._module = module
        self._order = dict(order)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.wanted = False
        """Whether it is started again."""
        self._ended = 0.0

    def start(self) -> None:
        """Run from now on."""
        self.wanted = True
        self.look()

    def look(self) -> None:
        """Start the process where none runs but one should."""
        if self._process is not None and self._process.poll() is not None:
            self.statuses.append(self._process.returncode)
            self._process, self._ended = None, monotonic()
        if self._process is None and self.wanted and monotonic() - self._ended > _BACK_OFF:
            order = self._order | self.next | {"hop": self.hop}
            self.next = {}
            self.starts += 1
            command = [sys.executable, "-m", self._module, json.dumps(order)]
            self._process = start_leashed(command, self.log)

    @property
    def log(self) -> Path:
        """What the process that runs now says on stdout and stderr."""
        return self._folder / f"{self.hop}-{id(self)}-{self.starts}.err"

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        return self._process.pid if self._process is not None else None

    def is_frozen(self) -> bool:
        """Whether it has been stopped by SIGSTOP."""
        if self._process is None:
            return False
        return psutil.Process(self._process.pid).status() == psutil.STATUS_STOPPED

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if it runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    async def ends(self) -> int:
        """Wait until the process that runs now has ended; its status."""
        process = self._process
        async with asyncio.timeout(_PATIENCE):
            while process is not None and process.poll() is None:
                await asyncio.sleep(_LOOK)
        return 0 if process is None else process.returncode

    async def stop(self) -> int:
        """SIGTERM, and no start after it."""
        self.wanted = False
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        status = await self.ends()
        self.look()
        return status

    def end(self) -> None:
        """End it by force."""
        self.wanted = False
        self.send(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
            self.look()

    def complaints(self) -> list[str]:
        """Ends that are none of those a fault may lead to."""
        return [
            f"a worker of {self.hop} ended with status {status}"
            for status in self.statuses
            if status not in _USUAL
        ]


class Keeper:
    """All workers of a stage, looked at all the time; use it as `async with`."""

    def __init__(self) -> None:
        self.workers: list[Kept] = []
        self._watching: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._watching = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._watching is not None:
            self._watching.cancel()
        for worker in self.workers:
            worker.end()

    async def _watch(self) -> None:
        while True:
            for worker in self.workers:
                worker.look()
            await asyncio.sleep(_LOOK)

    def of(self, hop: Hop) -> list[Kept]:
        """The workers of a hop, oldest first."""
        return [worker for worker in self.workers if worker.hop is hop]

    async def stop(self) -> list[str]:
        """Stop all of them in order; what did not end as it should."""
        statuses = [(worker, await worker.stop()) for worker in self.workers]
        late = [
            f"a worker of {worker.hop} ended with status {status} on SIGTERM"
            for worker, status in statuses
            if status not in _STOPPED
        ]
        return late + [one for worker in self.workers for one in worker.complaints()]
