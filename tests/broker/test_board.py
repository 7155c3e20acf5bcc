"""`simpul board` beside real workers: what is late, what they show, a stream that tells of it."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path

import aiohttp
import pytest_asyncio

from contracts.sla import ClockBreached
from contracts.topics import SLA
from deploy.local.kafka import EmbeddedKafka
from deploy.wiring import Hop
from tests.broker.pipeline_scene import Pipeline, staged
from tests.broker.scraping import watched
from tests.broker.test_pipeline_deadlines import A_DAY_A_SECOND
from tests.broker.workers import PATIENCE
from tests.builders.requests import Story

STORIES = [Story("dishub", f"DSH-{number}") for number in range(4)]
_SAYS = re.compile(r"Board at (http://127\.0\.0\.1:\d+)/board")


@pytest_asyncio.fixture
async def fast(kafka: EmbeddedKafka, tmp_path: Path) -> AsyncIterator[Pipeline]:
    """The arrow line on a clock that passes a day a second."""
    async with staged(kafka.bootstrap, tmp_path, speed=A_DAY_A_SECOND) as stage:
        yield stage


@asynccontextmanager
async def served(pipeline: Pipeline, addresses: Sequence[str]) -> AsyncIterator[str]:
    """Where a board of its own process is, which asks these addresses."""
    asked = [word for one in addresses for word in ("--metrics", one)]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.cli", "board", "--port", "0", "--every", "0.5", *asked),
        cwd=pipeline.folder,
        env={"SIMPUL_KAFKA": pipeline.access.bootstrap, "PYTHONPATH": str(Path.cwd())},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            said = _SAYS.match((await process.stdout.readline()).decode())
        assert said
        yield said[1]
    finally:
        process.terminate()
        try:
            async with asyncio.timeout(PATIENCE):
                await process.wait()
        finally:
            if process.returncode is None:
                process.kill()


async def until_says(client: aiohttp.ClientSession, path: str, *wanted: str) -> str:
    """A page's words once all that is wanted is among them."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with client.get(path) as answer:
                said = " ".join(unescape(re.sub(r"<[^>]+>", " ", await answer.text())).split())
            if all(one in said for one in wanted):
                return said
            await asyncio.sleep(0.2)


async def next_round(client: aiohttp.ClientSession) -> int:
    """The instant of a round the stream tells of."""
    async with client.get("/board/events") as stream, asyncio.timeout(PATIENCE):
        assert stream.content_type == "text/event-stream"
        async for line in stream.content:
            if line.startswith(b"data: "):
                return int(line.removeprefix(b"data: "))
    raise AssertionError("the stream ended")


async def test_what_is_late_on_a_real_bus_is_on_the_board_with_its_story(fast: Pipeline) -> None:
    workers = [await watched(fast, hop) for hop in Hop]
    addresses = [worker.address for worker in workers]
    await fast.send([story.submitted() for story in STORIES])
    await fast.until(lambda now: len(now.events(SLA, ClockBreached)) >= len(STORIES))
    async with served(fast, addresses) as home, aiohttp.ClientSession(home) as client:
        late = await until_says(client, "/board", "4 Terlambat", "4 Terbuka", "Tidak ada gangguan.")
        assert "Dinas Perhubungan" in late
        await until_says(client, "/board/bus", *(f"{one} ya" for one in addresses), "simpul-case")
        story = await until_says(client, "/board/requests/dishub/DSH-0", "terlampaui")
        assert "24 jam terhitung sejak" in story
        first = await next_round(client)
        assert await next_round(client) > first
        async with client.get("/board/course/open") as answer:
            known = json.loads(await answer.text())
        assert known["lines"][0]["values"][-1] == len(STORIES)
    await fast.workers.stopped(workers[1].process)
    async with served(fast, addresses) as home, aiohttp.ClientSession(home) as client:
        await until_says(client, "/board", "4 Terlambat", f"{addresses[1]} tidak menjawab.")
        async with client.get("/board/course/open") as answer:
            again = json.loads(await answer.text())
        assert again["at"][0] == known["at"][0]
