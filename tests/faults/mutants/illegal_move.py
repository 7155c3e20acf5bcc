"""The case lets an agency's report move a request wherever it says."""

from agents.case import fold, move
from agents.case.move import Words
from agents.case.telling import Telling
from contracts.requests import Mapped, StatusUpdated
from tests.faults.mutants.mutant import Mutant


def _moved(telling: Telling, fact: StatusUpdated, mapped: Mapped) -> None:
    if mapped.state is not telling.case.state:
        move.enter(telling, mapped.state, fact.origin.occurred_at, Words(fact.native))


MUTANT = Mutant(fold, "_moved", _moved, "calm", "ledger: legal-path")

if __name__ == "__main__":
    MUTANT.run()
