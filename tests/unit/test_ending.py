"""A signal ends what goes on until one."""

import asyncio
import os
import signal
from collections.abc import Callable

import pytest

from deploy.ending import cancel_on_signals, cancel_until_ended


async def deaf(times: int) -> int:
    """Lose so many cancellations, as a client may; how many came until one was heard."""
    for came in range(times):
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            if came == times - 1:
                return times
    return 0


async def heard(begin: Callable[[], None], times: int) -> int:
    """What a task comes to that loses all but the last of its cancellations."""
    loop = asyncio.get_running_loop()

    async def work() -> int:
        begin()
        loop.call_soon(os.kill, os.getpid(), signal.SIGTERM)
        return await deaf(times)

    try:
        async with asyncio.timeout(20.0):
            return await asyncio.create_task(work())
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


@pytest.mark.parametrize("begin", [cancel_on_signals, cancel_until_ended])
async def test_a_signal_cancels_what_runs(begin: Callable[[], None]) -> None:
    assert await heard(begin, 1) == 1


async def test_a_cancellation_that_was_lost_is_sent_again() -> None:
    assert await heard(cancel_until_ended, 2) == 2
