"""What the board knows now: the last moment, the day before it, and requests as they stand."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contracts.catalogue import Catalogue
from services.board import figures
from services.board.alarms import Seen
from services.board.figures import Series
from services.board.history import Course, History
from services.board.meter import NOTHING, Meter
from services.board.reading import Reading
from services.board.standing import Digest, Term
from services.board.story import Teller


class Known(Protocol):
    """The catalogue in force and the city's time."""

    def catalogue(self) -> Catalogue | None:
        """The version in force; None while none is known."""

    def now(self) -> datetime | None:
        """City time; None while no clock is known."""

    def trouble(self) -> str | None:
        """Why neither may be known; None where they are."""


@dataclass(frozen=True)
class Sources:
    """Where the board takes what it shows from."""

    history: History
    reading: Reading
    known: Known
    tell: Teller


class Board:
    """Told of scrapes by who makes them; asked by pages."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._meter = Meter(sources.history.totals())
        self._moment = NOTHING
        self._grown: Mapping[Series, float] = {}
        self._digest = Digest()
        self._turn = asyncio.Event()

    def take(self, at_ms: int, scrapes: Mapping[str, Sequence[figures.Reading] | None]) -> None:
        """One round of scrapes, at a real instant in ms since 1970 UTC; pages are told of it."""
        history, catalogue = self._sources.history, self._sources.known.catalogue()
        digest = self._sources.reading.standings.digest(_warning(catalogue))
        moment = self._meter.take(at_ms, scrapes)
        codes = [one.code for one in catalogue.agencies] if catalogue is not None else []
        moment = moment._replace(values={**moment.values, **digest.figures(codes)})
        history.keep(moment)
        self._moment, self._digest, self._grown = moment, digest, history.grown(moment)
        turned, self._turn = self._turn, asyncio.Event()
        turned.set()

    async def turned(self) -> int:
        """Wait for the next round; its instant."""
        await self._turn.wait()
        return self._moment.at_ms

    def seen(self) -> Seen:
        """All that is known."""
        known = self._sources.known
        troubles = (known.trouble(), self._sources.reading.trouble)
        said = tuple(dict.fromkeys(one for one in troubles if one is not None))
        return Seen(self._moment, self._digest, said, known.catalogue())

    def grown(self) -> Mapping[Series, float]:
        """What was counted within a day."""
        return self._grown

    def now(self) -> datetime | None:
        """City time."""
        return self._sources.known.now()

    def course(self, code: str) -> Course:
        """A figure over the day."""
        return self._sources.history.course(code, self._moment.at_ms)

    @property
    def tell(self) -> Teller:
        """Tells one request's story."""
        return self._sources.tell


def _warning(catalogue: Catalogue | None) -> frozenset[Term]:
    """The terms that warn of their due dates, by the catalogue in force."""
    policies = () if catalogue is None else catalogue.policies
    return frozenset(
        (one.policy, one.metric) for policy in policies for one in policy.terms if one.warn_at
    )
