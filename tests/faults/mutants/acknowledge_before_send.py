"""Intake acknowledges a chunk before it sends what it came to."""

from agents.engine.forwarding import Forwarding
from agents.engine.turns import Turn
from tests.faults.mutants.mutant import Mutant


async def _hand_out(self: Forwarding, turn: Turn) -> None:
    lane = turn.lane
    records = lane.take(turn.most)
    chunk = self._trackers[lane].begin(records[-1].offset + 1, 0.0)
    self._trackers[lane].finish(chunk)
    await self._commit([lane])
    messages = self._hop.decide(records)
    self.settings.at("before-delivery")
    receipts = await self._outbox.put(messages)
    await self._outbox.delivered(receipts)
    self.settings.at("delivered")


MUTANT = Mutant(
    Forwarding, "_hand_out", _hand_out, "intake-killed", "ledger: offsets-never-past-a-loss"
)

if __name__ == "__main__":
    MUTANT.run()
