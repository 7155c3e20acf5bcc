"""How much waits for the next hop of what was written for it, looked at five times a second."""

import asyncio
from time import monotonic

from agents.engine.clock import BrokerClock
from agents.engine.horizon import Survey
from agents.engine.pace import Pace
from agents.engine.ports import Arrivals, EngineSettings

_EVERY = 0.2


class Backlog:
    """Tells the pace what waits for the next hop's group, and what that has finished."""

    def __init__(
        self, settings: EngineSettings, next_hop: Arrivals, clock: BrokerClock, pace: Pace
    ) -> None:
        self._survey = Survey(settings, next_hop)
        self._clock = clock
        self._pace = pace

    async def follow(self) -> None:
        """Look again and again, from the first receipt on."""
        earlier = None
        try:
            while True:
                await asyncio.sleep(_EVERY)
                now = self._clock.now_ms()
                found = None if now is None else await self._survey.standing(now)
                if found is not None and earlier is not None:
                    self._pace.looked(found.waiting, found.since(earlier), monotonic())
                earlier = found or earlier
        finally:
            await self._survey.stop()
