"""Asks every address for figures once in a while, and tells the board; keeps nothing itself."""

import asyncio
import logging
from collections.abc import Sequence
from time import monotonic
from typing import Final

from deploy.clock import now_ms
from deploy.metrics.lagging import LagFigures
from deploy.metrics.scraping import NotScraped, lines_of, scrape
from services.board.board import Board
from services.ledger.counters import Shown

log = logging.getLogger(__name__)

PATIENCE: Final = 2.0
"""Seconds an address has to answer: a page is not kept waiting for one that hangs."""
OWN: Final = "broker"
"""What the board itself asks the broker stands beside what addresses answer under this name."""


class Rounds:
    """One round after another over the same addresses, and over what the board asks itself."""

    def __init__(self, addresses: Sequence[str], lag: LagFigures) -> None:
        self._addresses = addresses
        self._lag = lag
        self._away: set[str] = set()

    async def follow(self, board: Board, every: float) -> None:
        """A round each so many seconds, without end."""
        while True:
            began = monotonic()
            answers = await asyncio.gather(*map(self._ask, self._addresses))
            asked = dict(zip(self._addresses, answers, strict=True))
            board.take(now_ms(), {**asked, OWN: lines_of(self._lag.collect())})
            await asyncio.sleep(max(0.0, began + every - monotonic()))

    async def _ask(self, address: str) -> list[Shown] | None:
        """What an address shows; None where it does not answer, which is said once."""
        try:
            found = await asyncio.to_thread(scrape, address, PATIENCE)
        except NotScraped as away:
            if address not in self._away:
                log.warning("%s", away)
            self._away.add(address)
            return None
        self._away.discard(address)
        return found
