"""What a reader of ref.catalogue.v1 knows: which catalogue was in force when, and the clock."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from pydantic import Field

from contracts.calendar import ZONES, ZoneName
from contracts.catalogue import Catalogue
from contracts.events import Event, Instant, Value
from contracts.records import Record
from contracts.restored import Restored, first_logged_ms

CLOCK = b"clock"
CURRENT = b"current"


class ClockSegment(Value):
    """From a real instant on, city time is `city` plus `speed` times what has passed since."""

    real_ms: int
    city: Instant
    speed: float = Field(ge=0)


class CityClock(Event):
    """City time as affine segments of real time: only appended to; identity in production."""

    TYPE = "simpul.ref.clock.v1"

    epoch: str
    """Tells this log from another that begins at offset 0 again; part of every record's id."""
    segments: tuple[ClockSegment, ...] = Field(min_length=1)
    demo: bool = False
    restored: tuple[Restored, ...] = ()
    """The logs before this one, each begun anew from a backup; the latest stands last."""

    @classmethod
    def identity(cls, epoch: str, zone: ZoneName = "Asia/Jakarta") -> "CityClock":
        """Production: city time is real time, told in the city's zone."""
        start = datetime.fromtimestamp(0, ZONES[zone])
        return cls(epoch=epoch, segments=(ClockSegment(real_ms=0, city=start, speed=1),))

    @property
    def is_identity(self) -> bool:
        """Whether city time is real time."""
        return all(
            self.city(one.real_ms).timestamp() * 1000 == one.real_ms and one.speed == 1
            for one in self.segments
        )

    @property
    def begun_ms(self) -> int:
        """What was logged before this instant was logged in an earlier log; real milliseconds."""
        return max((one.restored_ms for one in self.restored), default=0)

    @property
    def lead_ms(self) -> int:
        """How long before it takes effect a release must have been written, real milliseconds."""
        return 5_000 if self.demo else 60_000

    @property
    def fresh_seconds(self) -> float:
        """How long ago at most a reader must have been at the log's end to decide, real seconds."""
        return 2.0 if self.demo else 30.0

    @property
    def early_wait_ms(self) -> int:
        """How long a fact waits for its request, real milliseconds."""
        return 5_000 if self.demo else 900_000

    def city(self, real_ms: float) -> datetime:
        """City time at a real instant, ms since 1970 UTC; it begins with the first segment."""
        segment = self.segments[0]
        for one in self.segments[1:]:
            if one.real_ms > real_ms:
                break
            segment = one
        passed = max(0, real_ms - segment.real_ms) * segment.speed
        return segment.city + timedelta(milliseconds=passed)

    def real(self, city: datetime) -> int | None:
        """The first whole real millisecond at which it is that city time; None if never."""
        for place, segment in enumerate(self.segments):
            last = place + 1 == len(self.segments)
            end = None if last else self.city(self.segments[place + 1].real_ms - 1)
            if end is not None and end < city:
                continue
            if segment.speed == 0:
                return segment.real_ms if city <= segment.city else None
            passed = (city - segment.city) / timedelta(milliseconds=1) / segment.speed
            found = segment.real_ms + max(0, -int(-passed // 1))
            return found if self.city(found) >= city else found + 1
        return None


class Release(Event):
    """A catalogue version and the real instant, milliseconds since 1970 UTC, it takes effect."""

    TYPE = "simpul.ref.catalogue.v1"

    version: str
    effective_at: int
    catalogue: Catalogue


class Heading(Value):
    """The part of a release that is read at once; the rest waits until somebody asks."""

    version: str
    effective_at: int


class Current(Event):
    """The newest version published: for people to look at, never what a worker decides by."""

    TYPE = "simpul.ref.current.v1"

    version: str
    effective_at: int


class Listed(NamedTuple):
    """One version as a list shows it."""

    version: str
    effective_at: int
    standing: Literal["refused", "accepted"]
    """Refused: written less than the lead before taking effect, so never in force."""


class Releases:
    """What one reader has seen so far; feed it every record of the topic in offset order."""

    def __init__(self) -> None:
        self.clock: CityClock | None = None
        self._listed: dict[str, Listed] = {}
        self._bodies: dict[str, bytes] = {}
        self._parsed: dict[str, Catalogue] = {}
        self._early: list[tuple[Heading, int]] = []

    def apply(self, record: Record) -> None:
        """Take one record in; a version that is known already is never replaced."""
        if record.value is None or record.key == CURRENT:
            return
        if record.key == CLOCK:
            self.clock = CityClock.read(record.value)
            self._settle()
            return
        heading = Heading.model_validate_json(record.value, extra="ignore")
        if heading.version not in self._bodies:
            self._bodies[heading.version] = record.value
            self._early.append((heading, first_logged_ms(record)))
            self._settle()

    def in_force(self, received_ms: int) -> Catalogue | None:
        """The version with the greatest effective_at at or before an instant; else the first.

        None while none is known. From any thread: what is read meanwhile is looked at as it was.
        """
        chosen = in_force(self.versions(), received_ms)
        return None if chosen is None else self.version(chosen.version)

    def version(self, name: str) -> Catalogue | None:
        """A version by name; None where it is not known."""
        if name not in self._parsed and name in self._bodies:
            self._parsed[name] = Release.read(self._bodies[name]).catalogue
        return self._parsed.get(name)

    def known(self, name: str) -> Catalogue:
        """A version by name; LookupError where it is not known."""
        found = self.version(name)
        if found is None:
            message = f"catalogue {name} is not known"
            raise LookupError(message)
        return found

    def all(self) -> list[Catalogue]:
        """Every version seen, read whole."""
        return [found for name in self._bodies if (found := self.version(name)) is not None]

    def agencies(self) -> frozenset[str]:
        """The codes of every agency any version seen names."""
        return frozenset(code for found in self.all() for code in found.agency)

    def city_clock(self) -> CityClock:
        """The city's clock; LookupError while none has been read."""
        if self.clock is None:
            message = "no city clock stands on ref.catalogue.v1"
            raise LookupError(message)
        return self.clock

    def versions(self) -> list[Listed]:
        """Every version seen, in the order it was written."""
        return list(self._listed.values())

    def _settle(self) -> None:
        """Judge versions by the lead, which the clock says; those before the clock wait for it."""
        if self.clock is None:
            return
        for heading, written_ms in self._early:
            late = heading.effective_at - written_ms < self.clock.lead_ms
            self._listed[heading.version] = Listed(
                heading.version, heading.effective_at, "refused" if late else "accepted"
            )
        self._early.clear()


def in_force(versions: Iterable[Listed], at_ms: int) -> Listed | None:
    """Which of some versions is in force at a real instant; None where none was accepted."""
    accepted = [one for one in versions if one.standing == "accepted"]
    begun = [one for one in accepted if one.effective_at <= at_ms]
    return max(begun, key=_effect) if begun else min(accepted, key=_effect, default=None)


def _effect(one: Listed) -> int:
    return one.effective_at
