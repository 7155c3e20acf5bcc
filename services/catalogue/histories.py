"""Example histories of a pack: what an agency published, and the story the bus made of it.

Read and held against the contract here; replayed elsewhere, through the real steps.
"""

from typing import Any, Literal

from pydantic import Field

from contracts.cases import ClockState
from contracts.catalogue import Metric
from contracts.events import AgencyCode, Instant, Value
from contracts.lifecycle import State

Shape = Literal[
    "straight",
    "repeated",
    "skipping",
    "asking",
    "refused",
    "withdrawn",
    "late_report",
    "breached",
    "referred_out",
    "not_applied",
    "bounced",
    "reopened",
    "unmapped",
    "shared",
    "triage",
    "rejected",
]
"""What an example shows: how the request went, or what was wrong with a report of it."""


class Heard(Value):
    """One event as its agency published it; `at` is when the broker took it, city time."""

    at: Instant
    agency: AgencyCode | None = None
    """Whose topic it came on; the folder's where absent."""
    event_id: str | None = None
    """The agency's own id of the event; one of its own where absent. The same again is a repeat."""
    type: str
    data: dict[str, Any]


class Step(Value):
    """One change of state, as bus.status.v1 tells it."""

    at: Instant
    state: State
    implied: bool = False
    agency: AgencyCode | None = None
    native: str | None = None
    outcome: str | None = None
    reason: str | None = None


class Stretch(Value):
    """From when to when a clock stood still; open where it still does."""

    since: Instant
    until: Instant | None = None


class Promise(Value):
    """One clock from its start to what became of it; `due` as it stood last."""

    metric: Metric
    policy: str
    started_at: Instant
    due: Instant
    pauses: tuple[Stretch, ...] = ()
    cycle: int = 1
    breached: bool = False
    recomputed: bool = False
    """Whether a result was withdrawn on the way."""
    result: ClockState
    ended_at: Instant | None = None


class Story(Value):
    """What the bus made of a history."""

    became: tuple[str, ...]
    """Per event in order: applied, duplicate, late, refused, held, or rejected and why."""
    agency: AgencyCode | None = None
    """Who has it at the end."""
    co_agencies: tuple[AgencyCode, ...] = ()
    states: tuple[Step, ...]
    clocks: tuple[Promise, ...]


class History(Value):
    """One request by example, from the first event to `until` (the last event where absent)."""

    title: str
    shape: Shape
    events: tuple[Heard, ...] = Field(min_length=1)
    until: Instant | None = None
    story: Story | None = None
