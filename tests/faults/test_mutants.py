"""Each wrong build replaces one function that there is, and every trial is played by some."""

import pytest

from tests.faults.mutants.__main__ import found
from tests.faults.mutants.mutant import Mutant
from tests.faults.mutants.trials import TRIALS

MUTANTS = found()


def test_there_are_enough_of_them_and_each_trial_has_one() -> None:
    assert len(MUTANTS) >= 12
    assert {one.trial for one in MUTANTS.values()} == TRIALS.keys()


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS)
def test_it_replaces_one_function_of_the_real_build(mutant: Mutant) -> None:
    real = getattr(mutant.owner, mutant.name)
    assert callable(real)
    assert real is not mutant.wrong
    assert mutant.owner.__module__ if isinstance(mutant.owner, type) else mutant.owner.__name__
