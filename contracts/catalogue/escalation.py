"""Who is called upon when a term runs out: chains of levels, and the officers they lead up."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from contracts.catalogue.kinds import Text
from contracts.events import AgencyCode, Value

LEGAL = "X"
"""The level at which the law itself was broken; only terms of the kind `law` reach it."""

LevelCode = Annotated[str, StringConstraints(pattern=r"^([1-9]|X)$")]
RoleCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,39}$")]
Audience = Literal["citizen", "board", "arbitration", "ombudsman"]
"""Who else is told: the citizen, Diskominfo's board, who arbitrates authority, the Ombudsman."""


class Level(Value):
    """One step of a chain: when it is reached, and whose it is then."""

    level: LevelCode
    role: RoleCode
    at: float | None = Field(default=None, gt=0)
    """Share of the term's own time; above 1 lies after the due date."""
    unassigned: float | None = Field(default=None, gt=0, lt=1)
    """Share of the term's own time for which nobody has taken the request up."""
    bounces: int | None = Field(default=None, gt=0)
    """How often agencies have handed the request on."""
    also: tuple[Audience, ...] = ()

    @model_validator(mode="after")
    def _is_reached(self) -> Self:
        if self.at is None and self.unassigned is None and self.bounces is None:
            raise ValueError(f"level {self.level} is never reached")
        return self


class Chain(Value):
    """Levels from the first officer up; the last but X is the one who always stands in."""

    code: str
    names: Text
    desk: AgencyCode | None = None
    """Whose officers are called upon while no agency has the request."""
    levels: tuple[Level, ...] = Field(min_length=1)
    assumed: bool = False

    @model_validator(mode="after")
    def _climbs(self) -> Self:
        codes = [one.level for one in self.levels]
        if codes != sorted(set(codes)):  # X sorts behind every digit
            raise ValueError(f"levels must rise and stand once, got {', '.join(codes)}")
        shares = [one.at for one in self.levels if one.at is not None and one.level != LEGAL]
        if shares != sorted(shares):
            raise ValueError("a higher level may not be reached before a lower one")
        return self

    def level(self, code: str) -> Level:
        """The level of a code; LookupError where it has none."""
        return next(one for one in self.levels if one.level == code)

    def upwards(self, level: Level) -> tuple[Level, ...]:
        """A level and those above it; the legal one has nobody above."""
        if level.level == LEGAL:
            return (level,)
        ordinary = [one for one in self.levels if one.level != LEGAL]
        return tuple(ordinary[ordinary.index(level) :])


class Absence(Value):
    """Days on which an officer is not there, both included; without an end until one is known."""

    since: date
    until: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Self:
        if self.until is not None and self.until < self.since:
            raise ValueError("ends before it began")
        return self

    def covers(self, day: date) -> bool:
        """Whether it lasts on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Officer(Value):
    """One office on a chain, by its role; never a person's name."""

    role: RoleCode
    titles: Text
    agency: AgencyCode | None = None
    """Absent where it is the city's own."""
    absences: tuple[Absence, ...] = ()
    assumed: bool = False

    def is_there(self, day: date) -> bool:
        """Whether nobody must stand in on a day."""
        return not any(one.covers(day) for one in self.absences)
