"""What changes in the calendars: days off that come, go or move, hours, how far they are known."""

from collections.abc import Iterator

from contracts.calendar import SpecialDay, WorkingCalendar, tell_day
from contracts.catalogue import Catalogue
from services.catalogue.changes.comparing import (
    Change,
    Concerned,
    Sides,
    Told,
    What,
    differing,
    sides,
)

_CLOCKS = Concerned.CLOCKS

TOLD: dict[str, Told] = {
    "known_until": Told(_CLOCKS, "it is known until"),
    "known_from": Told(_CLOCKS, "it is known from"),
    "hours": Told(_CLOCKS, "its office hours"),
    "seasons": Told(_CLOCKS, "its seasons"),
}
"""How a field's change is told."""

_YEAR = 4  # characters of an ISO date
_ELSEWHERE = ("special_days", "version", "decrees")


def calendar_changes(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    """Calendar by calendar."""
    before = {calendar.id: calendar for calendar in old.calendars}
    after = {calendar.id: calendar for calendar in new.calendars}
    found = sides(before, after)
    for name in found.added:
        whose = f" of {after[name].agency}" if after[name].agency else ""
        yield Change(_CLOCKS, name, "added", f"Calendar {name}{whose} is new.")
    for name in found.removed:
        yield Change(_CLOCKS, name, "removed", f"Calendar {name} is gone.")
    for name in found.both:
        yield from _days(before[name], after[name])
        for pair in differing(before[name], after[name], but=_ELSEWHERE):
            yield pair.told(f"Calendar {name}", TOLD, _CLOCKS)._replace(about=name)


def _days(old: WorkingCalendar, new: WorkingCalendar) -> Iterator[Change]:
    before, after = _special(old), _special(new)
    found = sides(before, after)
    moved = _moved(before, after, found)
    for then, now in moved.items():
        yield _said(
            new, "changed", f"{_told(before[then])} moves to {tell_day(after[now].date).en}"
        )
    for day in found.added:
        if day not in moved.values():
            yield _said(new, "added", f"{_told(after[day])} is a day off now")
    for day in found.removed:
        if day not in moved:
            yield _said(new, "removed", f"{_told(before[day])} is no day off any more")
    for day in found.both:
        for pair in differing(before[day], after[day]):
            yield pair.told(f"{new.id}: {_told(after[day])}", {}, _CLOCKS)._replace(about=new.id)


def _moved(
    before: dict[str, SpecialDay], after: dict[str, SpecialDay], found: Sides[str]
) -> dict[str, str]:
    """Days gone and come under one name in one year, first with first."""
    free, moved = list(found.added), dict[str, str]()
    for then in found.removed:
        name, year = before[then].name, then[:_YEAR]
        now = next((one for one in free if (after[one].name, one[:_YEAR]) == (name, year)), None)
        if now is not None:
            moved[then] = now
            free.remove(now)
    return moved


def _special(calendar: WorkingCalendar) -> dict[str, SpecialDay]:
    return {day.date.isoformat(): day for day in calendar.special_days}


def _told(day: SpecialDay) -> str:
    return f"{day.name} ({tell_day(day.date).en})"


def _said(calendar: WorkingCalendar, what: What, sentence: str) -> Change:
    return Change(_CLOCKS, calendar.id, what, f"{calendar.id}: {sentence}.")
