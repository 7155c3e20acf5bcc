"""What the reference knows of a city: catalogue versions, its calendars on foot, its time."""

from collections.abc import Callable
from datetime import datetime, timedelta

from contracts.calendar.office import WorkingCalendar
from contracts.catalogue import Catalogue, Service, SlaTerm
from contracts.releases import CityClock
from services.ledger.reference.walk import Walk

Offered = tuple[Service, tuple[SlaTerm, ...]]
"""A service, and what it is promised in."""


class Ground:
    """Catalogue versions by name, None where one is not known; and the city's clock."""

    def __init__(self, version: Callable[[str], Catalogue | None], clock: CityClock) -> None:
        self.version = version
        self.early_wait_ms = clock.early_wait_ms
        self._segments = clock.segments
        self._walks: dict[tuple[str, str], Walk] = {}
        self._offered: dict[tuple[str, str], Offered] = {}

    def city(self, real_ms: int) -> datetime:
        """City time at a real instant: the segment that began last says."""
        begun = [one for one in self._segments if one.real_ms <= real_ms]
        segment = begun[-1] if begun else self._segments[0]
        passed = max(0, real_ms - segment.real_ms) * segment.speed
        return segment.city + timedelta(milliseconds=passed)

    def service(self, catalogue: Catalogue, code: str) -> Offered:
        """A service of a version with its terms, in the order its policies name them."""
        key = (catalogue.version, code)
        if key not in self._offered:
            service = next(one for one in catalogue.services if one.code == code)
            rows = {policy.code: policy.terms for policy in catalogue.policies}
            terms = tuple(term for policy in service.policies for term in rows[policy])
            self._offered[key] = service, terms
        return self._offered[key]

    def answers_for(self, catalogue: Catalogue, agency: str, code: str) -> bool:
        """Whether an agency offers a service: owns it, helps with it, or some rule sends it."""
        service, _ = self.service(catalogue, code)
        rules = [rule for rule in catalogue.routing if code in rule.when.services]
        own = (service.owner, service.fallback, *service.co_agencies)
        return agency in own or any(agency in (r.agency, *r.co_agencies) for r in rules)

    def walk(self, catalogue: Catalogue, calendar: str) -> Walk:
        """A calendar of a version, on foot."""
        key = (catalogue.version, calendar)
        if key not in self._walks:
            self._walks[key] = Walk(_calendar(catalogue, calendar))
        return self._walks[key]


def _calendar(catalogue: Catalogue, name: str) -> WorkingCalendar:
    return next(one for one in catalogue.calendars if one.id == name)
