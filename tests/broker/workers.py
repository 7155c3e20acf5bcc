"""Worker processes of a test: started as modules, signalled and ended by pid, none outlives it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil

_ROOT = Path(__file__).parents[2]
PATIENCE = 40.0
"""Seconds an effect may take before a test gives up."""

Process = subprocess.Popen[str]


class Workers:
    """The processes a test started."""

    def __init__(self) -> None:
        self._all: list[Process] = []

    def start(self, module: str, order: dict[str, object]) -> Process:
        """Start a module with its order as JSON."""
        process = subprocess.Popen(
            [sys.executable, "-m", module, json.dumps(order)],
            cwd=_ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._all.append(process)
        return process

    async def ended(self, process: Process) -> tuple[int, str]:
        """Wait for a worker to end: its status and what it wrote to stderr."""
        async with asyncio.timeout(PATIENCE):
            _, stderr = await asyncio.to_thread(process.communicate)
        self._all.remove(process)
        return process.returncode, stderr

    async def stopped(self, *processes: Process) -> None:
        """Send SIGTERM to workers and wait: each ends in good order and says nothing."""
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            assert await self.ended(process) == (0, "")

    async def killed(self, process: Process) -> None:
        """Wait for a worker to be killed, by itself or by the test."""
        status, stderr = await self.ended(process)
        assert status == -signal.SIGKILL, stderr

    async def frozen(self, process: Process) -> None:
        """Wait for a worker to be stopped by SIGSTOP, as it will do to itself."""
        async with asyncio.timeout(PATIENCE):
            while psutil.Process(process.pid).status() != psutil.STATUS_STOPPED:
                self.check()
                await asyncio.sleep(0.02)

    def check(self) -> None:
        """Every worker still runs, but for those that were to be killed."""
        for process in self._all:
            assert process.poll() in (None, -signal.SIGKILL), process.communicate()[1]

    def end_all(self) -> None:
        """Kill what a test left running."""
        for process in self._all:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGCONT)
                process.kill()
            process.wait()
            if process.stderr is not None:
                process.stderr.close()
