"""A take-over reads the committed offset, and cases, while the former owner may still commit."""

import asyncio
from contextlib import AsyncExitStack

from agents.engine.desk import Desk
from agents.engine.folding import Folding
from agents.engine.lane import Lane
from agents.engine.outbox import Outbox
from tests.faults.mutants.mutant import Mutant

_WINDOW = 5.0
"""Seconds between reading and being the owner, which a busy machine might take as well."""


async def _take_over(self: Folding, lane: Lane) -> None:
    topic, number = lane.partition
    name = f"{self.settings.group}-{topic}-{number}"
    outbox = Outbox(self.settings, self._clock, name)
    async with AsyncExitStack() as undo:
        undo.push_async_callback(outbox.stop)
        former = await self._decisions.of(name)
        committed = await self.source.committed(lane.partition)
        state = await self._state(lane, committed)
        await asyncio.sleep(_WINDOW)
        await outbox.start()
        self.settings.at("taking-over")
        if former is not None:
            await self._decisions.finish(former, outbox)
        start = await self.source.earliest(lane.partition) if committed is None else committed
        undo.pop_all()
    desk = self._desks[lane] = Desk(lane, state, outbox, asyncio.Event())
    lane.open_at(start, committed)
    self._tell(desk, ())
    desk.task = self.background(self._work(desk), f"fold {topic} {number}")


MUTANT = Mutant(
    Folding, "take_over", _take_over, "thaw-in-take-over", "ledger: sequence-without-gaps"
)

if __name__ == "__main__":
    MUTANT.run()
