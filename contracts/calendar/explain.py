"""Dates and due dates as people say them, in Indonesian and English; computes nothing."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from contracts.calendar.due import DueDate, Skipped, TermUnit
from contracts.events import Sentences

MOST_RANGES = 3
"""How many stretches of one name a sentence lists before it counts them instead."""
_ZONE_NAMES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}


class _Language(NamedTuple):
    """The words one language tells a due date with."""

    names: int
    """Which of an entry's two names is in this language."""
    months: tuple[str, ...]
    days: tuple[str, ...]
    instant: str
    conjunction: str
    units: dict[TermUnit, tuple[str, str]]
    due: str
    without: str
    nonstop: str
    provisional: str
    times: str


_ID = _Language(
    names=0,
    months=(
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ),
    days=("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    instant="{day} pukul {time:%H.%M} {zone}",
    conjunction="dan",
    units={
        TermUnit.WORKING_DAYS: ("hari kerja", "hari kerja"),
        TermUnit.WORKING_HOURS: ("jam kerja", "jam kerja"),
        TermUnit.WORKING_MINUTES: ("menit kerja", "menit kerja"),
        TermUnit.CALENDAR_DAYS: ("hari kalender", "hari kalender"),
        TermUnit.ELAPSED_HOURS: ("jam", "jam"),
    },
    due="Jatuh tempo {due}: {term} terhitung sejak {since}",
    without=", di luar {days}",
    nonstop=", termasuk malam dan hari libur",
    provisional="; tanggal ini masih sementara karena kalender liburnya belum final",
    times="{name} ({count} kali)",
)
_EN = _Language(
    names=1,
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    instant="{day} at {time:%H:%M} {zone}",
    conjunction="and",
    units={
        TermUnit.WORKING_DAYS: ("working day", "working days"),
        TermUnit.WORKING_HOURS: ("working hour", "working hours"),
        TermUnit.WORKING_MINUTES: ("working minute", "working minutes"),
        TermUnit.CALENDAR_DAYS: ("calendar day", "calendar days"),
        TermUnit.ELAPSED_HOURS: ("hour", "hours"),
    },
    due="Due {due}: {term} counted from {since}",
    without=", leaving out {days}",
    nonstop=", nights and holidays included",
    provisional="; this date is provisional because its holidays are not final yet",
    times="{name} ({count} times)",
)


def tell_day(day: date) -> Sentences:
    """A day as people say it: "Senin, 30 Maret 2026", "Monday, 30 March 2026"."""
    return Sentences(id=_day(day, _ID), en=_day(day, _EN))


def tell_instant(instant: datetime) -> Sentences:
    """An instant in city time: "Senin, 30 Maret 2026 pukul 16.00 WIB"; its seconds are dropped."""
    return Sentences(id=_instant(instant, _ID), en=_instant(instant, _EN))


def explain(due: DueDate, value: int, unit: TermUnit) -> Sentences:
    """Why a term of `value` units ends when it does: one sentence a language, days off by name."""
    return Sentences(id=_explain(due, value, unit, _ID), en=_explain(due, value, unit, _EN))


def _explain(due: DueDate, value: int, unit: TermUnit, words: _Language) -> str:
    by_the_clock = unit == TermUnit.ELAPSED_HOURS
    since = _instant(due.start, words) if by_the_clock else _day(due.counts_from, words)
    term = f"{value} {words.units[unit][value != 1]}"
    whole_days = unit == TermUnit.CALENDAR_DAYS
    ends = _end_of_day(due.due, words) if whole_days else _instant(due.due, words)
    text = words.due.format(due=ends, term=term, since=since)
    if by_the_clock or whole_days:
        text += words.nonstop
    elif due.skipped:
        text += words.without.format(days=_days_off(due, words))
    return text + (words.provisional if due.provisional else "") + "."


def _day(day: date, words: _Language) -> str:
    return f"{words.days[day.weekday()]}, {day.day} {words.months[day.month - 1]} {day.year}"


def _instant(instant: datetime, words: _Language) -> str:
    zone = _ZONE_NAMES.get(instant.utcoffset() or timedelta(0), f"{instant:UTC%z}")
    return words.instant.format(day=_day(instant, words), time=instant, zone=zone)


def _end_of_day(midnight: datetime, words: _Language) -> str:
    """The midnight that ends a day, as the last of that day and not the first of the next."""
    day = midnight.date() - timedelta(1)
    told = _instant(midnight, words).replace("00.00", "24.00").replace("00:00", "24:00")
    return told.replace(_day(midnight, words), _day(day, words), 1)


def _days_off(due: DueDate, words: _Language) -> str:
    """Each name once, in order of first appearance, with the stretches it covers."""
    stretches: dict[str, list[tuple[date, date]]] = {}
    for name, first, last in _stretches(due.skipped, words):
        stretches.setdefault(name, []).append((first, last))
    year = due.due.year
    return _join([_named(name, ranges, year, words) for name, ranges in stretches.items()], words)


def _stretches(skipped: tuple[Skipped, ...], words: _Language) -> list[tuple[str, date, date]]:
    """Neighbouring days of one name as one: a feast and its collective leave."""
    joined: list[tuple[str, date, date]] = []
    for day in skipped:
        name = (day.name, day.name_en)[words.names]
        first = day.date
        if joined and joined[-1][0] == name and joined[-1][2] + timedelta(1) == first:
            first = joined.pop()[1]
        joined.append((name, first, day.until))
    return joined


def _named(name: str, ranges: list[tuple[date, date]], year: int, words: _Language) -> str:
    if len(ranges) > MOST_RANGES:
        return words.times.format(name=name, count=len(ranges))
    dates = _join([_range(first, last, year, words) for first, last in ranges], words)
    return f"{name} ({dates})"


def _range(first: date, last: date, year: int, words: _Language) -> str:
    """Both ends, the month once if it is one, the year only if it is not that of the due date."""
    end = f"{last.day} {words.months[last.month - 1]}"
    if last.year != year:
        end += f" {last.year}"
    if first == last:
        return end
    if first.month == last.month:
        return f"{first.day}-{end}"
    return f"{first.day} {words.months[first.month - 1]}-{end}"


def _join(parts: list[str], words: _Language) -> str:
    """List as people do: "a", "a dan b", "a, b dan c"."""
    *most, last = parts
    return f"{', '.join(most)} {words.conjunction} {last}" if most else last
