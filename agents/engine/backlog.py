"""How far the next hop is behind what was written for it, looked at once a second."""

import asyncio
from time import monotonic

from agents.engine.clock import BrokerClock
from agents.engine.horizon import Horizon, Survey
from agents.engine.pace import Pace
from agents.engine.ports import Arrivals, EngineSettings

_EVERY = 1.0


class Backlog:
    """Tells the pace the next hop's lag: how long ago its group had finished all there was."""

    def __init__(
        self, settings: EngineSettings, next_hop: Arrivals, clock: BrokerClock, pace: Pace
    ) -> None:
        self._survey = Survey(settings, next_hop)
        self._clock = clock
        self._pace = pace

    async def follow(self) -> None:
        """Look again and again, from the first receipt on."""
        horizon, first = Horizon(), None
        try:
            while True:
                await asyncio.sleep(_EVERY)
                now = self._clock.now_ms()
                if now is None:
                    continue
                first = first or now
                await self._survey.look(now, horizon)
                lag_ms = now - (horizon.reached or first)
                self._pace.looked(lag_ms / 1000, monotonic())
        finally:
            await self._survey.stop()
