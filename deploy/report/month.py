"""A month of the city, and when its books close; no clock is looked at."""

import re
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple, Self

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class NoMonth(ValueError):
    """A month is written as 2026-03."""


class Month(NamedTuple):
    """A calendar month, city time."""

    year: int
    number: int

    @classmethod
    def named(cls, text: str) -> Self:
        """As `2026-03`.

        Raises:
            NoMonth: it is written otherwise.
        """
        found = _MONTH.fullmatch(text)
        if found is None or not 1970 <= int(found[1]) < 9999:  # noqa: PLR2004 -- what dates can hold
            raise NoMonth(f"a month such as 2026-03, got {text!r}")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, instant: datetime, zone: tzinfo) -> Self:
        """The month an instant lies in."""
        local = instant.astimezone(zone)
        return cls(local.year, local.month)

    def begin(self, zone: tzinfo) -> datetime:
        """Its first instant."""
        return datetime(self.year, self.number, 1, tzinfo=zone)

    def end(self, zone: tzinfo) -> datetime:
        """The first instant after it."""
        return self.next().begin(zone)

    def next(self) -> "Month":
        """The month after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"


class Books(NamedTuple):
    """When months close, so that each thing is counted once: what is known later counts later.

    `wait` is the longest an agency may claim that something happened before it said so.
    """

    zone: tzinfo
    wait: timedelta

    def closes(self, month: Month) -> datetime:
        """From then on nothing is added to a month."""
        return month.end(self.zone) + self.wait

    def month_of(self, dated: datetime, known: datetime) -> Month:
        """Where something counts: its own month, or where that was closed the one it came in."""
        own = Month.of(dated, self.zone)
        return own if known < self.closes(own) else Month.of(known, self.zone)
