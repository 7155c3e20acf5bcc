"""How old requests are in working days, by the calendar in force; for a scrape's own thread."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from contracts.calendar import OutsideCalendar, WorkingTime
from contracts.catalogue import Catalogue
from contracts.metrics import AGES, OLDER
from contracts.releases import CityClock

AgeOf = Callable[[int], str]
"""The bucket of a day, given as an ordinal."""


class _Known(NamedTuple):
    version: str
    today: date
    age_of: AgeOf


class Ages:
    """The buckets of days as they are today.

    Its calendar is its own: the hop's grows while it is asked, which one thread alone may do.
    """

    def __init__(
        self, clock: Callable[[], CityClock], in_force: Callable[[int], Catalogue | None]
    ) -> None:
        self._clock = clock
        self._in_force = in_force
        self._known: _Known | None = None

    def at(self, now_ms: int) -> AgeOf | None:
        """How old days are at a real instant; None while no catalogue is known."""
        catalogue = self._in_force(now_ms)
        if catalogue is None:
            return None
        today = self._clock().city(now_ms).astimezone(catalogue.city.zone).date()
        known = self._known
        if known is None or (known.version, known.today) != (catalogue.version, today):
            time = WorkingTime(catalogue.calendars[0])
            known = self._known = _Known(catalogue.version, today, buckets(time, today))
        return known.age_of


def buckets(time: WorkingTime, today: date) -> AgeOf:
    """Which bucket a day lies in: the working days after it, up to and with today, are counted."""
    firsts = list(reversed(_first_days(time, today.toordinal())))
    names = [OLDER, *(name for name, _ in reversed(AGES))]

    def age_of(day: int) -> str:
        return names[bisect_right(firsts, day)]

    return age_of


def _first_days(time: WorkingTime, today: int) -> list[int]:
    """The earliest day of each bucket, the youngest bucket first."""
    firsts, day, passed = [], today, 0
    for _, most in AGES:
        while passed + _works(time, day) <= most:
            passed += _works(time, day)
            day -= 1
        firsts.append(day)
    return firsts


def _works(time: WorkingTime, day: int) -> int:
    """Where no calendar reaches, every day is one."""
    try:
        return int(time.is_working_day(date.fromordinal(day)))
    except OutsideCalendar:
        return 1
