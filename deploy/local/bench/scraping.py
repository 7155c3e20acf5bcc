"""What a scrape costs a worker with many open cases, and whether its loop notices; no Kafka.

`python -m deploy.local.bench.scraping PACK N`, in a process of its own.
"""

import asyncio
import sys
from pathlib import Path
from time import monotonic, process_time
from typing import Final

import orjson
from aiokafka import TopicPartition

from agents.engine.metering import Carried, LaneLook, Look
from contracts.topics import PARTITIONS, REQUESTS
from deploy.clock import epoch_ms
from deploy.local.bench.moulds import AGE, Scene, copy_of
from deploy.metrics.gathering import Gathering
from deploy.metrics.serving import text_of
from services.catalogue.pack import read_pack

_LOT: Final = 5_000
_SCRAPES: Final = 5
_TICK: Final = 0.001


async def scrape_of(pack: Path, count: int) -> dict[str, float]:
    """Milliseconds of CPU a scrape, its lines, and the longest the loop stood still meanwhile."""
    scene = Scene(read_pack(pack))
    now = epoch_ms(scene.begin + AGE)
    gathering = Gathering("case", "bench", lambda: now)
    await _take_over(scene, gathering, count)
    text = text_of(gathering)
    begun = process_time()
    for _ in range(_SCRAPES):
        text_of(gathering)
    scrape = (process_time() - begun) / _SCRAPES
    beside = asyncio.create_task(asyncio.to_thread(text_of, gathering))
    still = await _longest_tick(beside)
    return {
        "scrape_ms": scrape * 1e3,
        "scrape_lines": text.count(b"\n"),
        "still_ms": still * 1e3,
    }


async def _take_over(scene: Scene, gathering: Gathering, count: int) -> None:
    """Every partition of the topic at one worker, each with its part of the cases."""
    moulds, lanes = await scene.moulds(), []
    for number in range(PARTITIONS):
        cases, place = scene.open(number), TopicPartition(REQUESTS, number)
        mine = range(number, count, PARTITIONS)
        for start in range(0, len(mine), _LOT):
            lot = mine[start : start + _LOT]
            cases.load([copy_of(moulds[n % len(moulds)], n) for n in lot])
        gathering.carried(Carried(place, {}, cases.measure()), now_ms=None)
        lanes.append(LaneLook(place, ready=True, recovered=len(mine), lag=0))
    gathering.looked(Look(lanes, 0.0, 0, silent=0.1))


async def _longest_tick(scrape: asyncio.Task[bytes]) -> float:
    """The longest the loop was kept from its next tick while a scrape went on, seconds."""
    longest, last = 0.0, monotonic()
    while not scrape.done():
        await asyncio.sleep(_TICK)
        now = monotonic()
        longest, last = max(longest, now - last - _TICK), now
    return longest


if __name__ == "__main__":
    found = asyncio.run(scrape_of(Path(sys.argv[1]), int(sys.argv[2])))
    sys.stdout.buffer.write(orjson.dumps(found))
