"""The case takes an event its source sent before for a new one."""

from agents.case import fold
from contracts.cases import Case
from contracts.requests import Fact
from tests.faults.mutants.mutant import Mutant


def _same_event(_case: Case, _fact: Fact) -> str | None:
    return None


MUTANT = Mutant(
    fold, "_same_event", _same_event, "calm", "history", "class of each record by the reference"
)

if __name__ == "__main__":
    MUTANT.run()
