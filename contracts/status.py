"""What the bus says about a request's state on bus.status.v1: every change once, in order."""

from typing import ClassVar

from contracts.events import AgencyCode, Event, Instant, RequestId, ServiceCode, Value
from contracts.lifecycle import State
from contracts.spent import Spent


class Cause(Value):
    """The agency's record (or the clock) behind an event."""

    fact_id: str
    topic: str
    partition: int
    offset: int
    logged_ms: int
    """LogAppendTime of that record, real milliseconds: what latency is measured from."""


class CaseEvent(Event):
    """What all events of a case share."""

    request_id: RequestId
    seq: int
    """The request's own counter on this topic, from 1 without gaps."""
    ticket: str
    service: ServiceCode
    cycle: int = 1
    occurred_at: Instant
    received_at: Instant
    recorded_at: Instant
    cause: Cause
    part_of: RequestId | None = None
    """The whole it is a part of: a citizen's request is counted there."""


class StatusChanged(CaseEvent):
    """A request moved from one state to another."""

    TYPE: ClassVar[str] = "simpul.status.changed.v1"

    previous: State | None = None
    state: State
    implied: bool = False
    """Passed through on the way to the state reported; a citizen is told only of the last."""
    agency: AgencyCode | None = None
    """Who has the request."""
    native: str | None = None
    outcome: str | None = None
    reason: str | None = None
    spent: Spent | None = None
    """Of a request that has ended: what its cycle came to."""
