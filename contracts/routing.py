"""Routing rules as data: the first rule that matches says which agency answers. Never a guess."""

from datetime import datetime, time
from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.calendar import ClockTime
from contracts.events import AgencyCode, Instant, ServiceCode, Value

MIDNIGHT = time(0)


class RiskLevel(StrEnum):
    """How risky the activity is that a licence allows (PP 28/2025, risk-based licensing)."""

    LOW = "low"
    MEDIUM_LOW = "medium_low"
    MEDIUM_HIGH = "medium_high"
    HIGH = "high"


class Weekday(StrEnum):
    """A day of the week, in the order of `date.weekday()`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK = tuple(Weekday)


class Window(Value):
    """A part of the day on some days of the week, city time; every day where none is named.

    `until` is not in it any more; 00:00 (or "24:00") is the midnight that ends the day. What runs
    over midnight is two windows.
    """

    days: tuple[Weekday, ...] = ()
    since: ClockTime = MIDNIGHT
    until: ClockTime = MIDNIGHT

    @model_validator(mode="after")
    def _run_forwards(self) -> Self:
        if MIDNIGHT < self.until <= self.since:
            kind, message = "window", "a window ends after it begins; split one over midnight"
            raise PydanticCustomError(kind, message)
        return self

    def holds(self, at: datetime) -> bool:
        """Whether an instant lies in it, by the time of day it carries."""
        day, moment = WEEK[at.weekday()], at.time()
        ended = self.until != MIDNIGHT and moment >= self.until
        return (not self.days or day in self.days) and self.since <= moment and not ended


class Routable(Value):
    """What a rule may look at: the facts a route is decided on."""

    service: ServiceCode
    submitter: AgencyCode
    kecamatan: str | None = None
    kelurahan: str | None = None
    zones: tuple[str, ...] = ()
    """Codes of the named areas its coordinates lie in."""
    fields: dict[str, Any] = Field(default_factory=dict)
    risk_level: RiskLevel | None = None
    received_at: Instant | None = None
    """When it reached the bus: city time, in the city's own zone."""


class When(Value):
    """Conditions of a rule; an empty one asks nothing, several must all hold.

    What a request does not say meets no condition on it. The owner of an asset (city, province,
    PLN) is a field like any other.
    """

    services: tuple[ServiceCode, ...] = ()
    submitters: tuple[AgencyCode, ...] = ()
    kecamatan: tuple[str, ...] = ()
    kelurahan: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    fields: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    risk_levels: tuple[RiskLevel, ...] = ()
    times: tuple[Window, ...] = ()

    def holds(self, request: Routable) -> bool:
        """Whether every condition holds for a request."""
        return (
            (not self.services or request.service in self.services)
            and (not self.submitters or request.submitter in self.submitters)
            and (not self.kecamatan or request.kecamatan in self.kecamatan)
            and (not self.kelurahan or request.kelurahan in self.kelurahan)
            and (not self.zones or any(zone in self.zones for zone in request.zones))
            and (not self.risk_levels or request.risk_level in self.risk_levels)
            and (not self.times or self._in_time(request.received_at))
            and all(_has(request.fields.get(code), some) for code, some in self.fields.items())
        )

    def _in_time(self, at: datetime | None) -> bool:
        return at is not None and any(window.holds(at) for window in self.times)


def _has(value: object, wanted: tuple[str, ...]) -> bool:
    """Whether a field holds one of these; any of several chosen values counts, absence never."""
    if isinstance(value, list | tuple):
        return any(_has(one, wanted) for one in value)
    if isinstance(value, bool):
        return str(value).lower() in wanted
    return value is not None and str(value) in wanted


class RuleExamples(Value):
    """Requests a rule must match, and one it must not."""

    match: tuple[Routable, ...] = Field(min_length=1)
    miss: Routable


class RoutingRule(Value):
    """One row of the ordered routing table."""

    code: str
    because: str
    when: When
    agency: AgencyCode
    co_agencies: tuple[AgencyCode, ...] = ()
    examples: RuleExamples


class Routed(Value):
    """Who answers for a request, and the rule that said so."""

    agency: AgencyCode
    co_agencies: tuple[AgencyCode, ...] = ()
    rule: str
    facts: Routable


class Unrouted(Value):
    """No rule matched: the request waits in triage."""

    considered: int
    facts: Routable


def route(request: Routable, rules: tuple[RoutingRule, ...]) -> Routed | Unrouted:
    """First matching rule wins; no match is triage."""
    for rule in rules:
        if rule.when.holds(request):
            return Routed(
                agency=rule.agency, co_agencies=rule.co_agencies, rule=rule.code, facts=request
            )
    return Unrouted(considered=len(rules), facts=request)
