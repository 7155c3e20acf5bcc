"""Intake goes on when a delivery fails, as if it had not."""

from collections.abc import Sequence
from contextlib import suppress

from aiokafka.errors import KafkaError

from agents.engine.forwarding import Forwarding
from agents.engine.lane import Lane
from agents.engine.metering import Carried
from agents.engine.outbox import Receipt
from agents.engine.tracker import Chunk
from tests.faults.mutants.mutant import Mutant


async def _deliver(
    self: Forwarding, lane: Lane, chunk: Chunk, receipts: Sequence[Receipt], told: Carried
) -> None:
    with suppress(KafkaError):
        await self._outbox.delivered(receipts)
    self._trackers[lane].finish(chunk)
    self.settings.observer.carried(told, self._clock.now_ms())
    self._work.set()


MUTANT = Mutant(
    Forwarding, "_deliver", _deliver, "quarantine-too-small", "ledger: one-outcome-a-record"
)

if __name__ == "__main__":
    MUTANT.run()
