"""The board as one process: what it follows, its rounds, and its pages, until a signal."""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contracts.catalogue import Catalogue
from deploy.board.watching import Rounds
from deploy.clock import now_ms
from deploy.ending import end
from deploy.lag.following import follow
from deploy.lag.looking import Lookout
from deploy.metrics.lagging import LagFigures
from deploy.reach import Reach
from deploy.release import VERSION
from deploy.serving import serve_app
from services.board.board import Board, Sources
from services.board.guard import Guard
from services.board.history import History
from services.board.reading import Reading
from services.board.routes import build
from services.board.story import Teller
from services.catalogue.following import Following

_STALLED, _SILENT = 60.0, 15.0 * 3600
"""As `simpul lag` has them unless told otherwise."""


@dataclass(frozen=True)
class Plan:
    """Which addresses are asked, how often (seconds), where figures are kept, who may ask.

    `names`: host names the board is asked by besides loopback's; None: any.
    """

    addresses: Sequence[str]
    every: float
    history: Path
    names: Sequence[str] | None = ()


class FromTopics:
    """The catalogue and the city's time, as the topics have them."""

    def __init__(self, following: Following) -> None:
        self._following = following

    def catalogue(self) -> Catalogue | None:
        """The version in force."""
        found = self._following.in_force()
        return None if found is None else found.catalogue

    def now(self) -> datetime | None:
        """City time."""
        return self._following.city_now()

    def trouble(self) -> str | None:
        """Why neither may be known."""
        return self._following.why_not_ready()


async def run_board(reach: Reach, listener: socket.socket, plan: Plan, tell: Teller) -> None:
    """Serve the board until SIGINT or SIGTERM; a bug in what it follows ends it loudly.

    Raises:
        HistoryRefused: the file cannot keep a history.
    """
    with closing(History(plan.history)) as history:
        following, reading = Following(reach.reader(), now_ms), Reading(reach.reader())
        lag = LagFigures(VERSION, _STALLED, _SILENT)
        board = Board(Sources(history, reading, FromTopics(following), tell))
        rounds = Rounds(plan.addresses, lag)
        async with asyncio.TaskGroup() as tasks:
            under_way = [
                tasks.create_task(following.follow()),
                tasks.create_task(reading.follow()),
                tasks.create_task(follow(Lookout(reach.reader()), lag, plan.every)),
                tasks.create_task(rounds.follow(board, plan.every)),
            ]
            await serve_app(Guard(build(board), plan.names), listener)
            await end(under_way)
