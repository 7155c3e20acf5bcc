"""A worker process: starts an app, stops it cleanly on a signal, ends loudly on a failure."""

import asyncio
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
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(app))
    raise SystemExit(0)


async def _serve(app: faust.App) -> None:
    app.loop = asyncio.get_running_loop()
    worker = _Worker(app, override_logging=False, redirect_stdouts=False, quiet=True, daemon=False)
    worker._starting_fut = watched(worker.start(), "start")
    await worker.wait_until_stopped()
    if worker._signal_stop_future is not None:
        await worker._signal_stop_future
