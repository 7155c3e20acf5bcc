"""What a figure is: its names, what it says, which event decides its month, and its formula."""

from enum import StrEnum
from typing import NamedTuple

from contracts.events import Sentences
from contracts.kpis.formulas import Formula


class Unit(StrEnum):
    """What a figure is told in."""

    REQUESTS = "requests"
    PROMISES = "promises"
    LEVELS = "levels"
    SHARE = "share"
    """Of 1."""
    SECONDS = "seconds"
    """Of the term's own time: working time, but for terms that run day and night."""


class Kpi(NamedTuple):
    """One figure: what it is called, what it says, what it is worked out from."""

    id: str
    names: Sentences
    meaning: Sentences
    dated: Sentences
    """Which event decides the month it is counted in; city time."""
    unit: Unit
    formula: Formula
    by: tuple[str, ...]
    """Labels it may be told by, the widest first; a report tells it by service too."""
    recorded: tuple[str, ...] = ()
    """Recording rules that hold the same figure, over seven days or as it stands now."""


def said(indonesian: str, english: str) -> Sentences:
    """The same in both languages."""
    return Sentences(id=indonesian, en=english)
