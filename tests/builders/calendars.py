"""Builders of calendars and instants: a valid thing of which a test changes one part."""

from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from contracts.calendar import WorkingCalendar

CITY = Path(__file__).parents[2] / "deploy/cities/kota-serang"
PACK = CITY / "calendar.yaml"
WIB = timezone(timedelta(hours=7), "WIB")
_OFFICE = [["07:30", "12:00"], ["13:00", "16:00"]]
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


@cache
def serang() -> WorkingCalendar:
    """The calendar of the city pack."""
    return WorkingCalendar.model_validate(yaml.safe_load(PACK.read_text()))


@cache
def shift(agency: str) -> WorkingCalendar:
    """The calendar of an agency's folder; what it leaves to the city is the city's."""
    raw = yaml.safe_load((CITY / "agencies" / agency / "calendar.yaml").read_text())
    citys = yaml.safe_load(PACK.read_text())
    if raw["special_days"] == "city":
        known = ("known_from", "known_until", "special_days", "decrees")
        raw |= {name: citys[name] for name in known}
    for season in raw.get("seasons", ()):
        spans = {one["name"]: one["spans"] for one in citys["seasons"]}
        season["spans"] = spans[season["name"]] if season["spans"] == "city" else season["spans"]
    return WorkingCalendar.model_validate(raw | {"agency": agency})


def a_calendar(**changed: Any) -> WorkingCalendar:
    """An office that works 7.5 hours from Monday to Friday and has no holidays."""
    calendar: dict[str, Any] = {
        "id": "OFFICE",
        "version": 1,
        "known_from": "2025-01-01",
        "known_until": "2027-12-31",
        "hours": {"source": "a test", **dict.fromkeys(_WEEKDAYS, _OFFICE)},
        "decrees": {"SK": "Surat keputusan"},
    }
    return WorkingCalendar.model_validate(calendar | changed)


def at(city_time: str) -> datetime:
    """An instant given in city time, such as "2026-03-16 10:00"."""
    return datetime.fromisoformat(city_time).replace(tzinfo=WIB)
