"""Workers are started again when they end, and none outlives its supervisor. Real processes."""

import asyncio
import sys
from pathlib import Path

import psutil
import pytest

from deploy.local.demo.chance import chance
from deploy.local.supervisor import Supervisor, Worker, WorkerKeepsFailing

_LASTING = [sys.executable, "-I", "-S", "-c", "import time; time.sleep(600)"]
_STUBBORN = [
    *(sys.executable, "-I", "-S", "-c"),
    "from signal import *; signal(SIGTERM, SIG_IGN); print('deaf', flush=True); pause()",
]
_OWNER = """
import asyncio, sys
from pathlib import Path
from deploy.local.supervisor import Supervisor, Worker

async def own():
    worker = Worker("case", sys.argv[2:], Path(sys.argv[1]))
    async with Supervisor([worker]):
        print(worker.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(own())
"""
_FAILING = [sys.executable, "-I", "-S", "-c", "raise SystemExit('no such topic')"]


async def _pid_after(worker: Worker, starts: int) -> int:
    async with asyncio.timeout(20):
        while worker.starts < starts or worker.pid is None:
            await asyncio.sleep(0.01)
    return worker.pid


def _lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


async def test_a_killed_worker_is_started_again(tmp_path: Path) -> None:
    worker = Worker("intake", _LASTING, tmp_path)
    async with Supervisor([worker]) as supervisor:
        first = await _pid_after(worker, starts=1)
        assert supervisor.kill_one(chance("one"))
        second = await _pid_after(worker, starts=2)
        assert (first != second, supervisor.killed, _lives(first)) == (True, 1, False)
    assert not _lives(second)


async def test_a_worker_that_ends_at_once_every_time_ends_the_demo_with_its_last_words(
    tmp_path: Path,
) -> None:
    async with Supervisor([Worker("case", _FAILING, tmp_path)]) as supervisor:
        with pytest.raises(WorkerKeepsFailing, match="no such topic"):  # noqa: PT012 - polls for it
            async with asyncio.timeout(30):
                while True:
                    supervisor.check()
                    await asyncio.sleep(0.01)


async def test_a_worker_that_ignores_the_signal_is_ended_by_force(tmp_path: Path) -> None:
    worker = Worker("intake", _STUBBORN, tmp_path)
    async with Supervisor([worker], patience=0.2):
        pid = await _pid_after(worker, starts=1)
        async with asyncio.timeout(20):
            while "deaf" not in worker.log.read_text():
                await asyncio.sleep(0.01)
    assert not _lives(pid)


async def test_no_worker_outlives_a_demo_that_is_killed(tmp_path: Path) -> None:
    owner = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _OWNER, str(tmp_path), *_LASTING), stdout=asyncio.subprocess.PIPE
    )
    assert owner.stdout is not None
    pid = int(await owner.stdout.readline())
    assert _lives(pid)
    owner.kill()
    await owner.wait()
    async with asyncio.timeout(20):
        while _lives(pid):
            await asyncio.sleep(0.01)
