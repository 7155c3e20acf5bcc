"""The case writes what it says, what it keeps and its offset in three transactions."""

from collections.abc import Sequence

from agents.engine.desk import Desk
from agents.engine.folding import Folding
from contracts.records import Message
from contracts.topics import CASES
from tests.faults.mutants.mutant import Mutant


async def _commit(self: Folding, desk: Desk, messages: Sequence[Message], end: int) -> None:
    outbox = desk.outbox
    kept = [one for one in messages if one.topic == CASES]
    for part in ([one for one in messages if one.topic != CASES], kept):
        await outbox.begin()
        await outbox.delivered(await outbox.put(part))
        await outbox.commit()
        self.settings.at("in-transaction")
    await outbox.begin()
    await outbox.consumed({desk.lane.partition: end})
    self.settings.at("before-commit")
    await outbox.commit()
    self.settings.at("committed")


MUTANT = Mutant(Folding, "_commit", _commit, "case-killed", "ledger: sequence-without-gaps")

if __name__ == "__main__":
    MUTANT.run()
