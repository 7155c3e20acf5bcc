"""An age or an instant as somebody types it, in city time; asks no clock."""

import re
from datetime import date, datetime, time, timedelta

_AGE = re.compile(r"(\d{1,4})([smhdw])")
_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
EXPECTED = "an age such as 30m, 12h or 3d, or an instant such as 2026-03-12 or 2026-03-12T07:30"


def instant_of(text: str, now: datetime) -> datetime | None:
    """The instant an age lies before now, or the one that is named; None where it is neither.

    Without an offset it is in the city's zone, which is that of `now`.
    """
    age = _AGE.fullmatch(text)
    if age is not None:
        return now - int(age[1]) * _UNITS[age[2]]
    try:
        day = date.fromisoformat(text)
        return datetime.combine(day, time(), now.tzinfo)
    except ValueError:
        return _instant(text, now)


def _instant(text: str, now: datetime) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=now.tzinfo)


def tell_age(passed: timedelta) -> str:
    """How long ago, to two parts at most: "3d 4h"; "now" below a second."""
    left, parts = int(passed.total_seconds()), []
    for letter, unit in reversed(list(_UNITS.items())[:4]):
        count, left = divmod(left, int(unit.total_seconds()))
        if count:
            parts.append(f"{count}{letter}")
    return " ".join(parts[:2]) or "now"
