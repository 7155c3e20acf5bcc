"""The service catalogue: what a city offers, who answers, when and why; an immutable whole."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from contracts.areas import Areas
from contracts.calendar import DayCount, TermUnit, WorkingCalendar, WorkingTime
from contracts.events import AgencyCode, Instant, ServiceCode, Value
from contracts.lifecycle import State
from contracts.routing import RoutingRule


class Text(Value):
    """Words per language; Indonesian is required."""

    id: str = Field(min_length=1)
    en: str | None = None


class Kind(StrEnum):
    """What is asked of the city (the classes of SP4N-LAPOR! and Signalen)."""

    COMPLAINT = "complaint"
    SERVICE_REQUEST = "service_request"
    LICENCE = "licence"
    INFORMATION = "information"
    ASPIRATION = "aspiration"
    EMERGENCY = "emergency"


class Metric(StrEnum):
    """What a clock measures."""

    VERIFICATION = "verification"
    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"


class Signal(StrEnum):
    """What may start, stop or cancel a clock."""

    ACCEPTED = "accepted"
    LEFT_RECEIVED = "left_received"
    ROUTED = "routed"
    RESPONDED = "responded"
    RESOLVED = "resolved"
    REJECTED = "rejected"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class Priority(StrEnum):
    """P1 is most urgent."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Impact(StrEnum):
    """How far it reaches."""

    CITY = "city"
    NEIGHBOURHOOD = "neighbourhood"
    HOUSEHOLD = "household"


class Urgency(StrEnum):
    """How soon it hurts."""

    DANGER = "danger"
    WORSENING = "worsening"
    PLANNABLE = "plannable"


PRIORITIES: dict[tuple[Impact, Urgency], Priority] = {
    (Impact.CITY, Urgency.DANGER): Priority.P1,
    (Impact.CITY, Urgency.WORSENING): Priority.P1,
    (Impact.CITY, Urgency.PLANNABLE): Priority.P2,
    (Impact.NEIGHBOURHOOD, Urgency.DANGER): Priority.P1,
    (Impact.NEIGHBOURHOOD, Urgency.WORSENING): Priority.P2,
    (Impact.NEIGHBOURHOOD, Urgency.PLANNABLE): Priority.P3,
    (Impact.HOUSEHOLD, Urgency.DANGER): Priority.P2,
    (Impact.HOUSEHOLD, Urgency.WORSENING): Priority.P3,
    (Impact.HOUSEHOLD, Urgency.PLANNABLE): Priority.P4,
}


class City(Value):
    """The city itself."""

    code: str
    region: str
    name: str
    ticket_prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    time_zone: Literal["Asia/Jakarta"] = "Asia/Jakarta"


class Backfill(Value):
    """A window of received_at, opened by the city, in which an agency may claim the past."""

    since: Instant
    until: Instant


class Agency(Value):
    """An office (OPD) on the bus."""

    code: AgencyCode
    names: Text
    claim_skew_hours: int = Field(ge=0)
    """Oldest claimed occurred_at taken as said, in city hours before receipt."""
    backfills: tuple[Backfill, ...] = ()


Datatype = Literal[
    "string", "text", "number", "datetime", "date", "singlevaluelist", "multivaluelist", "boolean"
]


class FieldRule(Value):
    """One field a service asks for (the datatypes of Open311 GeoReport v2, and boolean, date)."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    datatype: Datatype
    required: bool = False
    values: tuple[str, ...] = ()
    pii: bool = False
    help: Text


class Pause(Value):
    """A state in which a clock stands still."""

    state: State
    reasons: tuple[str, ...] = ()
    cap_working_days: int | None = None


class SlaTerm(Value):
    """One promise about time: a row per metric."""

    metric: Metric
    kind: Literal["law", "promise", "ola", "contract"]
    policy: str
    targets: dict[Priority, Annotated[int, Field(gt=0)]]
    unit: TermUnit
    calendar: str
    day_count: DayCount = DayCount()
    start_on: tuple[Signal, ...]
    stop_on: tuple[Signal, ...]
    cancel_on: tuple[Signal, ...] = (Signal.WITHDRAWN,)
    pause_on: tuple[Pause, ...] = ()
    warn_at: tuple[Annotated[float, Field(gt=0, lt=1)], ...] = ()
    legal_basis: str
    assumed: bool = False


class Closure(Value):
    """How a resolved request is closed."""

    silent_consent_working_days: int = Field(gt=0)


class Service(Value):
    """One thing a citizen can ask for."""

    code: ServiceCode
    native_codes: tuple[str, ...] = Field(min_length=1)
    """What the owning agency calls it in its own events."""
    names: Text
    descriptions: Text
    keywords: tuple[str, ...] = ()
    kind: Kind
    dimension: Literal["governance", "branding", "economy", "living", "society", "environment"]
    group: str
    owner: AgencyCode
    fallback: AgencyCode
    """Who answers where the rules name nobody else (the service's fallback queue)."""
    fields: tuple[FieldRule, ...] = ()
    location: Literal["required", "optional", "none"]
    impact: Impact = Impact.HOUSEHOLD
    urgency: Urgency = Urgency.PLANNABLE
    outcomes: tuple[str, ...]
    policies: tuple[str, ...] = Field(min_length=1)
    """Names of the SLA policies whose terms apply, one term a metric."""
    closure: Closure
    verify_by: Literal["rule", "operator"] = "rule"
    confidential: bool = False
    legal_basis: tuple[str, ...] = ()
    status: Literal["draft", "published", "retired"] = "published"
    assumed: bool = False

    @cached_property
    def rules_by_field(self) -> dict[str, FieldRule]:
        """The field rules by code."""
        return {rule.code: rule for rule in self.fields}


class StatusRow(Value):
    """One native status in canonical words, with an example event that shows it."""

    native: str
    label: str
    outcome: str | None = None
    """Where set, the row holds only for reports that carry this outcome."""
    state: State
    gives_outcome: str | None = None
    human: bool = True
    """Whether it counts as a human response; an automatic receipt does not."""
    reason: str | None = None
    example: dict[str, Any]


class StatusMapping(Value):
    """An agency's own statuses as canonical ones."""

    agency: AgencyCode
    version: int
    effective_from: date
    assumed: bool = False
    rows: tuple[StatusRow, ...]

    @cached_property
    def _rows(self) -> dict[tuple[str, str | None], StatusRow]:
        return {(row.native, row.outcome): row for row in self.rows}

    def find(self, native: str, outcome: str | None) -> StatusRow | None:
        """The row for a native status, its outcome's own before any; None where unknown."""
        return self._rows.get((native, outcome)) or self._rows.get((native, None))


class Policy(Value):
    """A named set of terms."""

    code: str
    names: Text
    terms: tuple[SlaTerm, ...] = Field(min_length=1)


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

    def service_named(self, agency: str, code: str) -> Service | None:
        """The published service an agency means by its own code, or by the catalogue's."""
        found = self._native_services.get((agency, code)) or self.service.get(code)
        return found if found is not None and found.status == "published" else None

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

    def term(self, policy: str, metric: Metric) -> SlaTerm:
        """A policy's row for a metric."""
        return self._term[policy, metric]


def allowed_since(agency: Agency, received: datetime) -> tuple[datetime, bool]:
    """The oldest claim an agency may make at an instant, and whether a backfill window is open."""
    for window in agency.backfills:
        if window.since <= received < window.until:
            return datetime.min.replace(tzinfo=received.tzinfo), True
    return received - timedelta(hours=agency.claim_skew_hours), False
