"""Figures as people read them, Indonesian and English."""

from contracts.events import Sentences
from contracts.kpis import Unit

NOTHING = "-"
_HOUR = 3600


def told(unit: Unit, value: float | None) -> Sentences:
    """A figure in its unit: `87,5 %`, `12,5 jam`; a dash where there is none."""
    if value is None:
        return Sentences.alike(NOTHING)
    english = {Unit.SHARE: f"{value:.1%}", Unit.SECONDS: f"{value / _HOUR:,.1f} h"}
    told = english.get(unit, f"{value:,.0f}")
    return Sentences(id=_indonesian(told).replace(" h", " jam"), en=told)


def _indonesian(number: str) -> str:
    """Points and commas change places; a space stands before a percent sign."""
    swapped = number.translate(str.maketrans(",.", ".,"))
    return swapped.replace("%", " %")
