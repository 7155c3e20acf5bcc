"""What worker processes of a test show on their loopback ports, as a scrape gets it."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from deploy.metrics.scraping import scrape
from deploy.wiring import Hop
from services.ledger import Shown
from tests.broker.pipeline_scene import Pipeline
from tests.broker.workers import PATIENCE, Process

_SERVED = re.compile(r"metrics are served on (\S+)")


class Watched(NamedTuple):
    """A worker, and where it shows its metrics."""

    process: Process
    address: str


async def watched(pipeline: Pipeline, hop: Hop, **order: object) -> Watched:
    """Start a worker that serves metrics, and find out where."""
    process = pipeline.worker(hop, metrics=True, **order)
    log = pipeline.folder / f"{hop}-{process.pid}.log"
    async with asyncio.timeout(PATIENCE):
        while (found := _SERVED.search(_text(log))) is None:
            pipeline.workers.check()
            await asyncio.sleep(0.05)
    return Watched(process, found[1])


def _text(log: Path) -> str:
    return log.read_text(encoding="utf-8") if log.exists() else ""


async def scraped(workers: Iterable[Watched]) -> list[Shown]:
    """Everything some workers show now."""
    found = [await asyncio.to_thread(scrape, worker.address) for worker in workers]
    return [line for lines in found for line in lines]


def summed(series: Iterable[Shown], name: str, *by: str) -> dict[tuple[str, ...], int]:
    """`sum by (...)` of one name; what is zero is left out."""
    found: Counter[tuple[str, ...]] = Counter()
    for one in series:
        if one.name == name:
            found[tuple(one.labels[label] for label in by)] += int(one.value)
    return dict(+found)
