"""What a citizen can ask for: a service, its fields, and the terms it is promised in."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from contracts.calendar import DayCount, TermUnit
from contracts.catalogue.kinds import Impact, Kind, Metric, Priority, Signal, Text, Urgency
from contracts.events import AgencyCode, ServiceCode, Value
from contracts.lifecycle import State

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


class Policy(Value):
    """A named set of terms."""

    code: str
    names: Text
    terms: tuple[SlaTerm, ...] = Field(min_length=1)


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
