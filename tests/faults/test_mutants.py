"""Each wrong build replaces one function that there is, and every trial is played by some."""

import inspect
from collections.abc import Callable
from typing import Any

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


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS)
def test_it_is_called_as_the_real_one_is(mutant: Mutant) -> None:
    """Seen: a wrong build that stood still, and was found by nobody it was meant for."""
    assert asked(mutant.wrong) == asked(getattr(mutant.owner, mutant.name))


def asked(function: Callable[..., Any]) -> list[tuple[str, Any]]:
    """What a function takes: names, and types but for `self`."""
    given = inspect.signature(function).parameters.values()
    names = [one.name.lstrip("_") for one in given]
    types = [one.annotation for one in given]
    return [(name, name != "self" and kind) for name, kind in zip(names, types, strict=True)]
