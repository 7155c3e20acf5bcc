"""How a command that goes on until a signal hears of it: the task it runs in is cancelled."""

import asyncio
import signal
from collections.abc import Collection

_AGAIN = 1.0


def cancel_on_signals(*more: signal.Signals) -> None:
    """Cancel the task that runs now on SIGINT, SIGTERM and what else is named; its clean-up runs.

    For who starts processes: each signal is told once, so that ending them is not cut short.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    if task is not None:
        for number in (signal.SIGINT, signal.SIGTERM, *more):
            loop.add_signal_handler(number, task.cancel)


def cancel_until_ended() -> None:
    """Cancel the task that runs now on SIGINT and SIGTERM, once a second until it has ended.

    For who only asks Kafka: its client waits by Python 3.11's `wait_for`, which loses a
    cancellation that comes just as the answer does.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()

    def cancel() -> None:
        if task is not None and not task.done():
            task.cancel()
            loop.call_later(_AGAIN, cancel)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, cancel)


async def end(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel tasks that ask Kafka, once a second until each has ended."""
    going = set(tasks)
    while going:
        for task in going:
            task.cancel()
        _, going = await asyncio.wait(going, timeout=_AGAIN)
