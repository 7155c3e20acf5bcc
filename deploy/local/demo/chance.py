"""Chance that repeats itself: all the demo invents comes from one seed. The only dice here."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def chance(*seed: object) -> Random:
    """Dice for one purpose; the same seed throws the same."""
    return Random("/".join(map(str, seed)))  # noqa: S311 - invented requests need no secrecy


def weighted(dice: Random, shares: Sequence[tuple[float, T]], otherwise: T) -> T:
    """One of several by its share of 1; what is left of 1 is `otherwise`."""
    left = dice.random()
    for share, found in shares:
        left -= share
        if left < 0:
            return found
    return otherwise
