"""How soon partitions go on: `python -m tests.bench.takeover`; nothing is asserted.

Agencies publish all the while. A case worker of two is killed and does not come back; the only
worker of a hop is told to stop and started anew at once. Times are the broker's, of what is told.
"""

import asyncio
import logging
import signal
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from statistics import median

import typer

from deploy.clock import now_ms
from deploy.local.demo.chance import chance
from deploy.wiring import Hop
from tests.broker.pipeline_scene import PARTITIONS
from tests.faults.ground import one
from tests.faults.keeping import Kept
from tests.faults.stage import Size, Stage, staged
from tests.faults.verdict import verdict

TIMES = 5
SETTLED = 3.0
"""Seconds between a new worker's first words and the next blow."""

Strike = Callable[[Stage], Awaitable[int]]
"""Does something to the workers; returns the instant it is measured from, ms since 1970 UTC."""


async def killed(stage: Stage) -> int:
    """SIGKILL one of two case workers; the other takes over."""
    second = stage.worker(Hop.CASE)
    await stage.joined(second)
    await asyncio.sleep(SETTLED)
    first = stage.keeper.of(Hop.CASE)[0]
    since = now_ms()
    first.wanted = False
    first.send(signal.SIGKILL)
    await first.ends()
    stage.keeper.workers.remove(first)
    return since


def restarted(hop: Hop) -> Strike:
    """SIGTERM a hop's only worker, and start it once it has ended; measured from then."""

    async def strike(stage: Stage) -> int:
        worker: Kept = stage.keeper.of(hop)[0]
        await stage.leaves(worker)
        worker.start()
        return now_ms()

    return strike


STRIKES: dict[str, Strike] = {
    "a case worker of two killed": killed,
    "intake stopped and started": restarted(Hop.INTAKE),
    "the case worker stopped and started": restarted(Hop.CASE),
}


async def run(folder: Path) -> None:
    """Print the figures."""
    size = Size()
    async with one(folder) as ground, staged(ground, folder, chance(7), size) as stage:
        for hop in Hop:
            stage.worker(hop)
        stage.load.start(size.stories, size.pause)
        await stage.told_since(now_ms())
        typer.echo(f"session {size.session:g} s; {PARTITIONS} partitions; seconds")
        for name, strike in STRIKES.items():
            waited = [await struck(stage, strike) for _ in range(TIMES)]
            first, last = zip(*waited, strict=True)
            typer.echo(f"{name}, {TIMES} times: first event {figures(first)}; all partitions "
                f"{figures(last)}")  # fmt: skip
        found = await verdict(stage)
        typer.echo(f"{found.sent:,} sent, lost {found.lost}, repeated {found.report.copies}, "
            f"wrong {len(found.wrong)}")  # fmt: skip


async def struck(stage: Stage, strike: Strike) -> tuple[float, float]:
    """Seconds until the first event, and until every partition has told something new."""
    since = await strike(stage)
    last = await stage.told_since(since)
    first = min(one.timestamp for one in stage.told.records if one.timestamp > since)
    await asyncio.sleep(SETTLED)
    return (first - since) / 1000, last


def figures(seconds: Sequence[float]) -> str:
    """The median and the longest."""
    return f"median {median(seconds):.1f}, at most {max(seconds):.1f}"


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="takeover-", ignore_cleanup_errors=True) as place:
        asyncio.run(run(Path(place)))
