"""The city of promises a while on: other terms, and days off that were not known before."""

from functools import cache
from typing import Any

from contracts.calendar import TermUnit
from contracts.catalogue import Catalogue, SlaTerm
from tests.builders.calendars import a_calendar
from tests.builders.catalogue import having
from tests.builders.promises import CAPPED, SETS, terms, the_city

LATER = "later-city-of-tests"


def _sets() -> dict[str, tuple[SlaTerm, ...]]:
    more = {"warn_at": (0.25, 0.5), "day_count": {"counts_receipt_day": True, "cut_off": "11:00"}}
    news, *others = SETS["MORE"]
    rarer = {"targets": dict.fromkeys(news.targets, 4)}
    return {
        "DAYS": terms("DAYS", targets=dict.fromkeys(("P1", "P2", "P3", "P4"), 5), **more),
        "HOURS": terms("HOURS", unit=TermUnit.WORKING_HOURS, pause_on=()),
        "WORKING": terms("WORKING", unit=TermUnit.ELAPSED_HOURS, warn_at=(0.9,)),
        "CALENDAR": terms("CALENDAR", unit=TermUnit.WORKING_DAYS),
        "REASONED": terms("REASONED", unit=TermUnit.WORKING_HOURS)[1:],
        "LONGER": terms("LONGER", unit=TermUnit.CALENDAR_DAYS, pause_on=CAPPED),
        "MORE": (news.model_copy(update=rarer), *others),
    }


@cache
def later_city() -> Catalogue:
    """The city itself, as it was to be."""
    sets = _sets()
    policies = tuple(
        one.model_copy(update={"terms": sets.get(one.code, one.terms)})
        for one in the_city().policies
    )
    off = {"kind": "national", "name": "Libur", "name_en": "Holiday", "decree": "SK"}
    days: list[dict[str, Any]] = [{"date": f"2026-03-{day}", **off} for day in (17, 18, 24, 30)]
    days[-1]["provisional"] = True
    moved = a_calendar(version=2, special_days=days)
    _, feasts = the_city().calendars
    fewer = feasts.model_copy(update={"version": 2, "special_days": feasts.special_days[2:]})
    return having(the_city(), version=LATER, policies=policies, calendars=(moved, fewer))


def version(name: str) -> Catalogue:
    """A version by its name; what no test named is the first."""
    return later_city() if name == LATER else the_city()
