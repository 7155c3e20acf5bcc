"""Intake sends to quarantine and does not wait for the receipt."""

from collections.abc import Sequence

from agents.engine.outbox import Outbox, Receipt
from contracts.records import Message
from contracts.topics import QUARANTINE
from tests.faults.mutants.mutant import Mutant

_PUT = Outbox.put


async def _put(self: Outbox, messages: Sequence[Message]) -> list[Receipt]:
    await _PUT(self, [one for one in messages if one.topic == QUARANTINE])
    return await _PUT(self, [one for one in messages if one.topic != QUARANTINE])


MUTANT = Mutant(Outbox, "put", _put, "quarantine-too-small", "ledger: one-outcome-a-record")

if __name__ == "__main__":
    MUTANT.run()
