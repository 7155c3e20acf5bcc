"""Each owner of a partition writes under a transactional id of its own, so nobody is refused."""

from agents.engine.outbox import Outbox
from deploy.clock import fresh_id
from tests.faults.mutants.mutant import Mutant

_START = Outbox.start


async def _start(self: Outbox) -> None:
    if self._transactional_id is not None:
        self._transactional_id += fresh_id()
    await _START(self)


MUTANT = Mutant(Outbox, "start", _start, "case-frozen", "ledger: sequence-without-gaps")

if __name__ == "__main__":
    MUTANT.run()
