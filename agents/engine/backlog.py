"""How far the next hop is behind what was written for it, looked at five times a second."""

import asyncio
from time import monotonic

from agents.engine.clock import BrokerClock
from agents.engine.horizon import Horizon, Offsets, Survey
from agents.engine.pace import Pace
from agents.engine.ports import Arrivals, EngineSettings

_EVERY = 0.2


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
        finished: Offsets = {}
        try:
            while True:
                await asyncio.sleep(_EVERY)
                now = self._clock.now_ms()
                if now is None:
                    continue
                first = first or now
                before, finished = finished, await self._survey.look(now, horizon)
                lag_ms = now - (horizon.reached or first)
                self._pace.looked(lag_ms / 1000, _more(before, finished), monotonic())
        finally:
            await self._survey.stop()


def _more(before: Offsets, after: Offsets) -> int:
    """Records finished between two looks; a partition seen for the first time tells nothing."""
    return sum(max(0, at - before[place]) for place, at in after.items() if place in before)
