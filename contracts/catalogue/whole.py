"""The catalogue itself: all a city agreed on, looked up by code."""

from datetime import date
from functools import cached_property
from typing import Self

from contracts.areas import Areas
from contracts.calendar import WorkingCalendar, WorkingTime
from contracts.catalogue.agencies import Agency, City, StatusMapping
from contracts.catalogue.escalation import Chain, Officer
from contracts.catalogue.kinds import Metric
from contracts.catalogue.offers import Policy, Service, SlaTerm
from contracts.catalogue.standard import Channel
from contracts.events import Value
from contracts.routing import RoutingRule


class Catalogue(Value):
    """Everything a city agreed on, as one immutable whole."""

    version: str
    city: City
    agencies: tuple[Agency, ...]
    services: tuple[Service, ...]
    policies: tuple[Policy, ...]
    mappings: tuple[StatusMapping, ...]
    routing: tuple[RoutingRule, ...]
    calendars: tuple[WorkingCalendar, ...]
    areas: Areas
    channels: tuple[Channel, ...] = ()
    chains: tuple[Chain, ...] = ()
    """The first is the city's own: every term's that names none."""
    officers: tuple[Officer, ...] = ()

    def to_json(self) -> bytes:
        """The body as it stands on ref.catalogue.v1."""
        return self.__pydantic_serializer__.to_json(self, exclude_none=True)

    @classmethod
    def from_json(cls, body: bytes) -> Self:
        """Read a body of ours; fields a newer release added are passed over."""
        found: Self = cls.__pydantic_validator__.validate_json(body, extra="ignore")
        return found

    @cached_property
    def agency(self) -> dict[str, Agency]:
        """Agencies by code."""
        return {agency.code: agency for agency in self.agencies}

    @cached_property
    def service(self) -> dict[str, Service]:
        """Services by code."""
        return {service.code: service for service in self.services}

    @cached_property
    def mapping(self) -> dict[str, StatusMapping]:
        """Status mappings by agency."""
        return {mapping.agency: mapping for mapping in self.mappings}

    @cached_property
    def policy(self) -> dict[str, Policy]:
        """Policies by code."""
        return {policy.code: policy for policy in self.policies}

    @cached_property
    def working_time(self) -> dict[str, WorkingTime]:
        """Compiled calendars by id."""
        return {calendar.id: WorkingTime(calendar) for calendar in self.calendars}

    @cached_property
    def _native_services(self) -> dict[tuple[str, str], Service]:
        return {(s.owner, code): s for s in self.services for code in s.native_codes}

    def service_named(self, agency: str, code: str, on: date | None = None) -> Service | None:
        """The published service an agency means by its own code, or by the catalogue's.

        `on`: the day it must be offered on, city time; any day where none is given.
        """
        found = self._native_services.get((agency, code)) or self.service.get(code)
        if found is None or found.status != "published":
            return None
        return found if on is None or found.offered_on(on) else None

    @cached_property
    def _answering(self) -> dict[str, frozenset[str]]:
        found = {s.code: {s.owner, s.fallback, *s.co_agencies} for s in self.services}
        for rule in self.routing:
            for code in rule.when.services:
                if code in found:
                    found[code] |= {rule.agency, *rule.co_agencies}
        return {code: frozenset(agencies) for code, agencies in found.items()}

    def answers_for(self, agency: str, service: str) -> bool:
        """Whether an agency offers a service: owns it, helps with it, or is sent it by a rule."""
        return agency in self._answering.get(service, frozenset())

    @cached_property
    def _terms(self) -> dict[str, tuple[SlaTerm, ...]]:
        return {
            service.code: tuple(
                term for code in service.policies for term in self.policy[code].terms
            )
            for service in self.services
        }

    @cached_property
    def _term(self) -> dict[tuple[str, Metric], SlaTerm]:
        return {(p.code, term.metric): term for p in self.policies for term in p.terms}

    def terms_of(self, service: str) -> tuple[SlaTerm, ...]:
        """The SLA terms of a service, in the order its policies name them."""
        return self._terms[service]

    def policies_of_part(self, agency: str | None) -> tuple[str, ...]:
        """By which policies an agency's part runs: its own, else the city's."""
        own = tuple(one.code for one in self.policies if one.parts and one.agency == agency)
        return own or tuple(one.code for one in self.policies if one.parts and one.agency is None)

    def term(self, policy: str, metric: Metric) -> SlaTerm:
        """A policy's row for a metric."""
        return self._term[policy, metric]

    @cached_property
    def _chain(self) -> dict[str, Chain]:
        return {chain.code: chain for chain in self.chains}

    @cached_property
    def _officer(self) -> dict[tuple[str | None, str], Officer]:
        return {(officer.agency, officer.role): officer for officer in self.officers}

    def chain_of(self, term: SlaTerm) -> Chain | None:
        """The escalation chain of a term; None where the city has none."""
        if term.on_breach is not None:
            return self._chain[term.on_breach]
        return self.chains[0] if self.chains else None

    def officer(self, agency: str | None, role: str) -> Officer | None:
        """Who has a role: the agency's own officer, or else the city's."""
        return self._officer.get((agency, role)) or self._officer.get((None, role))
