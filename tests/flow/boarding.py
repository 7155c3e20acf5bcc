"""A board over a bus in memory, and who reads its pages."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from httpx import ASGITransport, AsyncClient

from deploy.board.running import FromTopics
from deploy.cli.board.story import teller
from services.board.board import Board, Sources
from services.board.guard import Guard
from services.board.history import History
from services.board.reading import Reading
from services.board.routes import build
from services.catalogue.following import Following
from tests.flow.line import MemoryReach
from tests.flow.memory_bus import MemoryBus

HOME = "http://127.0.0.1:8312"


class Open(NamedTuple):
    """A board that has read a bus, and a browser without scripts."""

    board: Board
    app: Guard
    client: AsyncClient

    async def read(self, path: str) -> str:
        """A page's text, which must be there."""
        found = await self.client.get(path)
        assert found.status_code == 200, found.text
        return found.text


@asynccontextmanager
async def opened(bus: MemoryBus, folder: Path) -> AsyncIterator[Open]:
    """A board over a bus, its catalogue and its requests read."""
    reading, following = Reading(bus, retry=0.001), Following(bus, bus.clock, retry=0.001)
    tasks = [asyncio.create_task(one.follow()) for one in (reading, following)]
    history, known = History(folder / "board.sqlite3"), FromTopics(following)
    board = Board(Sources(history, reading, known, teller(MemoryReach(bus))))
    app = Guard(build(board))
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url=HOME) as client:
        async with asyncio.timeout(30):
            while board.seen().troubles:
                await asyncio.sleep(0)
        yield Open(board, app, client)
    for task in tasks:
        task.cancel()
    history.close()
