"""When an office works, as agreed data: hours, holidays, seasons; never the arithmetic on them."""

from datetime import date, time, timedelta, timezone
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.events import AgencyCode, Value

Day = date
"""A date, where a field of that name stands in its way."""

# Fixed offsets are exact here: Indonesia has kept these three zones without daylight saving
# since 1 January 1964 (Keppres 243/1963), so no instant of the bus can fall on a change. A test
# compares them with the tz database.
ZONES = {
    "Asia/Jakarta": timezone(timedelta(hours=7), "WIB"),
    "Asia/Makassar": timezone(timedelta(hours=8), "WITA"),
    "Asia/Jayapura": timezone(timedelta(hours=9), "WIT"),
}
ZoneName = Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
MIDNIGHT = time(0)
DAY = 86_400_000_000
"""Microseconds."""


def _from_text(value: object) -> object:
    """Refuse numbers: a bare 12:00 in YAML 1.1 arrives as 720. "24:00" ends a day as 00:00 does."""
    if isinstance(value, int | float):
        kind, message = "time_of_day", "write times of day in quotes, as '12:00', not as a number"
        raise PydanticCustomError(kind, message)
    return MIDNIGHT if value == "24:00" else value


def _without_zone(value: time) -> time:
    if value.tzinfo is not None:
        message = "a time of day is city time and carries no zone"
        raise ValueError(message)
    return value


ClockTime = Annotated[time, BeforeValidator(_from_text), AfterValidator(_without_zone)]
Opening = tuple[ClockTime, ClockTime]


def microseconds(moment: time) -> int:
    """Microseconds between midnight and a time of day."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return seconds * 1_000_000 + moment.microsecond


def bounds(opening: Opening) -> tuple[int, int]:
    """Microseconds of the day at which an opening starts and ends."""
    start, end = opening
    return microseconds(start), microseconds(end) or DAY


class OfficeHours(Value):
    """From when to when an office works on each day of the week; breaks are the gaps between.

    An end of 00:00 (or "24:00") is the midnight that ends the day. `assumed`: to be confirmed by
    the city. `source`: the regulation behind it.
    """

    source: str
    assumed: bool = False
    monday: tuple[Opening, ...] = ()
    tuesday: tuple[Opening, ...] = ()
    wednesday: tuple[Opening, ...] = ()
    thursday: tuple[Opening, ...] = ()
    friday: tuple[Opening, ...] = ()
    saturday: tuple[Opening, ...] = ()
    sunday: tuple[Opening, ...] = ()

    @property
    def week(self) -> tuple[tuple[Opening, ...], ...]:
        """The openings of the seven days, Monday first."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )

    @model_validator(mode="after")
    def _follow_one_another(self) -> Self:
        for openings in self.week:
            moments = [moment for opening in openings for moment in bounds(opening)]
            if any(later <= earlier for earlier, later in pairwise(moments)):
                told = ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in openings)
                message = f"openings of a day must follow one another: {told}"
                raise ValueError(message)
        if not any(self.week):
            message = "an office that never opens has no working time"
            raise ValueError(message)
        return self


class DayOff(StrEnum):
    """Why an office does not work on a day."""

    NATIONAL = "national"
    COLLECTIVE = "collective"
    LOCAL = "local"
    ELECTION = "election"
    WEEKEND = "weekend"
    CLOSED = "closed"


class SpecialDay(Value):
    """A day off by decree. `decree` is a key of the calendar's decrees.

    `provisional`: the date may still move, as those that wait for the sighting of the moon do.
    """

    date: Day
    kind: Literal[DayOff.NATIONAL, DayOff.COLLECTIVE, DayOff.LOCAL, DayOff.ELECTION]
    name: str
    name_en: str
    decree: str
    provisional: bool = False


class Span(Value):
    """From the first day to the last, both included."""

    first: Day
    last: Day
    provisional: bool = False

    @model_validator(mode="after")
    def _run_forwards(self) -> Self:
        if self.last < self.first:
            message = f"a season ends on {self.last}, before it starts on {self.first}"
            raise ValueError(message)
        return self


class Season(Value):
    """A time of the year with hours of its own, such as Ramadan; one span a year."""

    name: str
    name_en: str
    hours: OfficeHours
    spans: tuple[Span, ...]


class WorkingCalendar(Value):
    """One version of one office's calendar. Times are city time.

    Before `known_from` and after `known_until` no decree is known: what is computed there is
    provisional. None means there is nothing to wait for (a calendar around the clock).
    """

    id: Annotated[str, Field(min_length=1)]
    version: Annotated[int, Field(ge=1)]
    agency: AgencyCode | None = None
    """Whose shifts these are; absent where they are nobody's own."""
    time_zone: ZoneName = "Asia/Jakarta"
    known_from: Day | None = None
    known_until: Day | None = None
    hours: OfficeHours
    decrees: dict[str, str] = Field(default_factory=dict)
    """A decree's short name, as explanations cite it, and its full title."""
    seasons: tuple[Season, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()

    @model_validator(mode="after")
    def _cite_known_decrees(self) -> Self:
        for day in self.special_days:
            if day.decree not in self.decrees:
                message = f"{day.date} {day.name} cites {day.decree!r}, not one of the decrees"
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _name_each_day_once(self) -> Self:
        ordered = sorted(day.date for day in self.special_days)
        for earlier, later in pairwise(ordered):
            if earlier == later:
                message = f"{later} stands there twice; give both reasons in one row"
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _keep_seasons_apart(self) -> Self:
        spans = sorted((s for season in self.seasons for s in season.spans), key=_first_day)
        for earlier, later in pairwise(spans):
            if later.first <= earlier.last:
                message = f"two seasons claim {later.first}"
                raise ValueError(message)
        return self


def _first_day(span: Span) -> Day:
    return span.first


_WHOLE_DAY: tuple[Opening, ...] = ((MIDNIGHT, MIDNIGHT),)

ROUND_THE_CLOCK = WorkingCalendar(
    id="24x7",
    version=1,
    known_from=None,
    known_until=None,
    hours=OfficeHours(
        source="for terms that run through nights and holidays",
        monday=_WHOLE_DAY,
        tuesday=_WHOLE_DAY,
        wednesday=_WHOLE_DAY,
        thursday=_WHOLE_DAY,
        friday=_WHOLE_DAY,
        saturday=_WHOLE_DAY,
        sunday=_WHOLE_DAY,
    ),
)
