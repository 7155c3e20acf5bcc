"""What a citizen can ask for: a service, its fields, and the terms it is promised in."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from contracts.calendar import DayCount, TermUnit
from contracts.catalogue.kinds import (
    PRIORITIES,
    Impact,
    Kind,
    Metric,
    Priority,
    Signal,
    Text,
    Urgency,
)
from contracts.catalogue.standard import (
    Cell,
    ChannelCode,
    DataClass,
    Day,
    Evidence,
    ExternalCodes,
    Stage,
)
from contracts.events import AgencyCode, ServiceCode, Value
from contracts.lifecycle import State
from contracts.routing import RiskLevel

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
    """A state in which a clock stands still, who has the turn then, and for how long at most."""

    state: State
    reasons: tuple[str, ...] = ()
    """The agency's reasons that are allowed; any, and none, where none is named."""
    owner: Literal["reporter", "third_party"] = "reporter"
    """Whose turn it is while the clock stands still."""
    cap_working_days: int | None = None
    """Working days of the city after which the pause ends by itself; never where absent."""


class Extension(Value):
    """By how much a term may be extended before it is due, and on whose word."""

    max_days: Annotated[int, Field(gt=0)]
    """In all: working days, or calendar days of a term that runs through nights and holidays."""
    approver: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
    """The role that approves, as the city's orders name it."""
    notice: Text
    """What the citizen is told; {days} and {due} stand for how many, and for the new date."""


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
    renew_on: tuple[Signal, ...] = ()
    """What begins it anew while it is owed: a promise that recurs."""
    pause_on: tuple[Pause, ...] = ()
    extension: Extension | None = None
    warn_at: tuple[Annotated[float, Field(gt=0, lt=1)], ...] = ()
    on_breach: str | None = None
    """Its escalation chain; the city's first where none is named."""
    legal_basis: str
    assumed: bool = False


class Policy(Value):
    """A named set of terms."""

    code: str
    names: Text
    agency: AgencyCode | None = None
    """Whose own it is, for that agency's services alone; absent where it is the city's."""
    parts: bool = False
    """Whether an agency's part of a split request runs by it: its own where it has one."""
    terms: tuple[SlaTerm, ...] = Field(min_length=1)


class Closure(Value):
    """How a resolved request is closed, and how long it may be opened again."""

    confirm_by: Literal["reporter", "office"] = "reporter"
    silent_consent_working_days: int = Field(gt=0)
    reopen_window_working_days: int | None = Field(default=None, gt=0)


class Service(Value):
    """One thing a citizen can ask for."""

    code: ServiceCode
    version: int = Field(default=1, ge=1)
    valid_from: Day | None = None
    valid_to: Day | None = None
    """First and last day it is offered, both included; absent where there is none."""
    native_codes: tuple[str, ...] = Field(min_length=1)
    """What the owning agency calls it in its own events."""
    names: Text
    descriptions: Text
    keywords: tuple[str, ...] = ()
    kind: Kind
    dimension: Literal["governance", "branding", "economy", "living", "society", "environment"]
    group: str
    owner: AgencyCode
    co_agencies: tuple[AgencyCode, ...] = ()
    """Who usually works on it too; which of them for one request is the routing rules' to say."""
    fallback: AgencyCode
    """Who answers where the rules name nobody else (the service's fallback queue)."""
    fields: tuple[FieldRule, ...] = ()
    location: Literal["required", "optional", "none"]
    channels: tuple[ChannelCode, ...] = ()
    """By which channels it may be asked for; every one where none is named."""
    evidence: Evidence = Evidence()
    impact: Impact = Impact.HOUSEHOLD
    urgency: Urgency = Urgency.PLANNABLE
    priorities: tuple[Cell, ...] = ()
    """Cells of the matrix a request may claim; every one where none is named."""
    risk_level: RiskLevel | None = None
    """Of the activity a licence is for; absent where it is no licence."""
    outcomes: tuple[str, ...]
    policies: tuple[str, ...] = Field(min_length=1)
    """Names of the SLA policies whose terms apply, one term a metric."""
    closure: Closure
    verify_by: Literal["rule", "operator"] = "rule"
    confidential: bool = False
    data_class: DataClass = "internal"
    retention_days: int | None = Field(default=None, gt=0)
    """How long its personal data is kept after it ended."""
    output: Text | None = None
    """What the citizen holds in hand at the end."""
    requirements: tuple[Text, ...] = ()
    stages: tuple[Stage, ...] = ()
    cost: Text | None = None
    legal_basis: tuple[str, ...] = ()
    external: ExternalCodes = ExternalCodes()
    status: Literal["draft", "published", "retired"] = "published"
    assumed: bool = False

    @cached_property
    def rules_by_field(self) -> dict[str, FieldRule]:
        """The field rules by code."""
        return {rule.code: rule for rule in self.fields}

    def offered_on(self, day: Day) -> bool:
        """Whether a day lies between its first and its last."""
        return not (
            (self.valid_from is not None and day < self.valid_from)
            or (self.valid_to is not None and day > self.valid_to)
        )

    def priority(self, impact: Impact | None = None, urgency: Urgency | None = None) -> Priority:
        """By the matrix, of what a request claims; its own cell where that claim is not open."""
        claimed = impact or self.impact, urgency or self.urgency
        if self.priorities and claimed not in self._cells:
            claimed = self.impact, self.urgency
        return PRIORITIES[claimed]

    @cached_property
    def _cells(self) -> frozenset[tuple[Impact, Urgency]]:
        return frozenset((cell.impact, cell.urgency) for cell in self.priorities)
