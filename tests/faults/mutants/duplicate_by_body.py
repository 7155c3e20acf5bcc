"""The case takes two events with the same words for one."""

from agents.case import fold
from contracts.cases import Case
from contracts.requests import Fact
from tests.faults.mutants.mutant import Mutant


def _same_event(case: Case, fact: Fact) -> str | None:
    found = (one.digest for one in case.judged if one.digest == fact.origin.digest)
    return next(found, None)


MUTANT = Mutant(
    fold, "_same_event", _same_event, "calm", "history", "class of each record by the reference"
)

if __name__ == "__main__":
    MUTANT.run()
