"""How each simulated agency behaves: a table of data with a default; knows no agency by name."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Annotated, NamedTuple

import yaml
from pydantic import Field

from contracts.catalogue import Catalogue
from contracts.events import Value
from contracts.ids import digest

_FILE = Path(__file__).with_name("manners.yaml")
_WORKING, _OFF = 5, 2  # days of a week

Share = Annotated[float, Field(ge=0, le=1)]
Hour = Annotated[int, Field(ge=0, le=23)]
Weight = Annotated[float, Field(ge=0)]


class Manner(Value):
    """How one agency and its citizens behave; manners.yaml says what each figure means."""

    weight: float = Field(gt=0)
    day: str
    day_off: Weight
    tells_after_minutes: tuple[Weight, Weight]
    tells_at: tuple[Hour, ...]
    skips: Share
    slow: Share
    repeats: Share
    overtaken: Share
    goes_back: Share
    runs_ahead: Share
    improvises: Share
    contradicts: Share
    reuses: Share
    thinks_again: Share

    @property
    def bad(self) -> float:
        """The share of its requests of which one record is put aside."""
        return self.contradicts + self.reuses + self.thinks_again

    def told(self, at: datetime, dice: Random) -> datetime:
        """When its app publishes what happened at an instant of city time."""
        after = timedelta(minutes=dice.uniform(*self.tells_after_minutes))
        return (_next_hour(at, self.tells_at) if self.tells_at else at) + after


class Manners(NamedTuple):
    """Everybody's manners, and a fingerprint of them: another file makes another demo."""

    default: Manner
    agencies: dict[str, Manner]
    days: dict[str, tuple[float, ...]]
    digest: str

    def of(self, agency: str) -> Manner:
        """An agency's manner; the default where it is not known."""
        return self.agencies.get(agency, self.default)

    def tide(self, agency: str, is_working_day: Callable[[date], bool]) -> "Tide":
        """When people turn to an agency."""
        manner = self.of(agency)
        return Tide(self.days[manner.day], manner.day_off, is_working_day)

    def part(self, agency: str, catalogue: Catalogue) -> float:
        """An agency's part of all requests: 1 for all simulated agencies of a city together."""
        weights = {code: self.of(code).weight for code in serving(catalogue)}
        return weights[agency] / sum(weights.values())


class Tide(NamedTuple):
    """How many come by hour and day, against the fullest hour."""

    hours: tuple[float, ...]
    day_off: float
    is_working_day: Callable[[date], bool]

    def share(self, at: datetime) -> float:
        """How many come at an instant of city time: 1 in the fullest hour there is."""
        return self.hours[at.hour] * self._day(at.date()) / self._fullest

    @property
    def mean(self) -> float:
        """The same on average over a week without holidays."""
        week = (_WORKING + _OFF * self.day_off) / (_WORKING + _OFF)
        return sum(self.hours) / len(self.hours) * week / self._fullest

    @property
    def _fullest(self) -> float:
        return max(self.hours) * max(1, self.day_off)

    def _day(self, day: date) -> float:
        return 1 if self.is_working_day(day) else self.day_off


def serving(catalogue: Catalogue) -> list[str]:
    """The agencies that have an app to simulate: those with services and a table of statuses."""
    owners = {one.owner for one in catalogue.services}
    codes = [one.code for one in catalogue.agencies]
    return [code for code in codes if code in catalogue.mapping and code in owners]


@cache
def manners() -> Manners:
    """The manners that come with the demo."""
    return read_manners(_FILE.read_bytes())


def read_manners(text: bytes) -> Manners:
    """Manners as a file has them; ValueError where a figure makes no sense."""
    found = yaml.safe_load(text)
    default = found["default"]
    agencies = {code: {**default, **own} for code, own in (found["agencies"] or {}).items()}
    days = {name: _day_of(name, hours) for name, hours in found["days"].items()}
    known = Manners(
        default=Manner.model_validate(default),
        agencies={code: Manner.model_validate(one) for code, one in agencies.items()},
        days=days,
        digest=digest(text)[:8],
    )
    for manner in (known.default, *known.agencies.values()):
        if manner.day not in days:
            raise ValueError(f"`day` must be one of {', '.join(days)}, got {manner.day!r}")
    return known


def _day_of(name: str, hours: list[float]) -> tuple[float, ...]:
    if len(hours) != 24 or min(hours) < 0 or max(hours) == 0:  # noqa: PLR2004 - hours of a day
        raise ValueError(f"`days.{name}` must be 24 figures from 0 up, not all 0, got {hours}")
    return tuple(hours)


def _next_hour(at: datetime, hours: tuple[int, ...]) -> datetime:
    """The first of some full hours of the day at or after an instant."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    times = [midnight + timedelta(days=day, hours=hour) for day in (0, 1) for hour in sorted(hours)]
    return next(time for time in times if time >= at)
