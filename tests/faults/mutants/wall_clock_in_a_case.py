"""The case dates what it says by this machine's clock."""

from datetime import datetime

from agents.case.partition import Cases
from contracts.records import Record
from deploy.clock import now_ms
from tests.faults.mutants.mutant import Mutant


def _recorded_at(self: Cases, _record: Record) -> datetime:
    return self._ground.clock().city(now_ms())


MUTANT = Mutant(
    Cases,
    "_recorded_at",
    _recorded_at,
    "calm",
    "replay",
    "the same log folded again gives the same bytes",
)

if __name__ == "__main__":
    MUTANT.run()
