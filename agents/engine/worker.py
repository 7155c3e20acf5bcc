"""A worker process: starts an app, stops it cleanly on a signal, ends loudly on a failure."""

import asyncio
import gc
from typing import NoReturn

import faust
import mode
import uvloop

from agents.engine.failing import end_process, watched
from agents.engine.quiet import quiet_aiokafka


class _Worker(mode.Worker):
    """Mode's worker, whose crash ends the process instead of shutting down in good order."""

    def _crash(self, reason: BaseException) -> None:
        end_process(reason)


def run(app: faust.App) -> NoReturn:
    """Run until SIGTERM or SIGINT, then exit 0; a failure exits 70 with a sentence on stderr.

    Logging is the caller's: nothing is configured here but a limit on aiokafka's lines.
    """
    quiet_aiokafka()
    _collect_seldom()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(app))
    raise SystemExit(0)


def _collect_seldom() -> None:
    """Leave what was imported out of garbage collection, and look through the rest seldom.

    A chunk makes some hundred thousand objects and hardly a cycle among them; looked through at
    every 700, as Python would, they took a third of a case worker's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


async def _serve(app: faust.App) -> None:
    app.loop = asyncio.get_running_loop()
    worker = _Worker(app, override_logging=False, redirect_stdouts=False, quiet=True, daemon=False)
    worker._starting_fut = watched(worker.start(), "start")
    await worker.wait_until_stopped()
    if worker._signal_stop_future is not None:
        await worker._signal_stop_future
