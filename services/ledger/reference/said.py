"""What the reference expects a case to say: values to compare, never an event of the bus."""

from datetime import datetime
from typing import NamedTuple

from contracts.catalogue import Metric
from contracts.lifecycle import State
from services.ledger.reference.heard import Document


class Moved(NamedTuple):
    """A change of state."""

    occurred_at: datetime
    previous: State | None
    state: State
    implied: bool
    agency: str | None
    native: str | None
    outcome: str | None
    reason: str | None
    cycle: int
    part_of: str | None = None
    spent: Document | None = None
    """What its cycle came to, where it ended and that is known."""


class Told(NamedTuple):
    """Something told to another request's case; `more` is what its kind adds, by name."""

    occurred_at: datetime
    kind: str
    to: str
    more: Document


class Ticked(NamedTuple):
    """Something a clock did, by the last word of its event's type; absent what it does not say."""

    occurred_at: datetime
    kind: str
    metric: Metric
    policy: str
    agency: str | None
    due: datetime
    provisional: bool
    cycle: int
    fraction: float | None = None
    reason: str | None = None
    paused_at: datetime | None = None
    previous_due: datetime | None = None
    used_seconds: int | None = None
    because: str | None = None
    state: str | None = None
    previous_state: str | None = None
    owner: str | None = None
    until: datetime | None = None
    outcome: str | None = None
    late: bool | None = None
    round: int | None = None
    days: int | None = None
    level: str | None = None
    chain: str | None = None
    role: str | None = None
    skipped: tuple[tuple[str, str], ...] | None = None
    legal: bool | None = None
    also: tuple[str, ...] | None = None
    sends_at: datetime | None = None


class PutAway(NamedTuple):
    """What has ended and rested is put away, whole."""

    occurred_at: datetime


class Shifted(NamedTuple):
    """A window of some working days ends at another time."""

    occurred_at: datetime
    window: str
    previous_until: datetime
    until: datetime
    cycle: int


Said = Moved | Ticked | PutAway | Shifted | Told
"""All that may be said of a request."""


class Cause(NamedTuple):
    """The record behind what is said, and its times: arrived, and folded."""

    topic: str
    partition: int
    offset: int
    received_at: datetime
    recorded_at: datetime
    folded: int
    """Offset on bus.requests.v1 of the record that was folded then."""


class Expected(NamedTuple):
    """One thing a case must say, of one cause."""

    cause: Cause
    said: Said
