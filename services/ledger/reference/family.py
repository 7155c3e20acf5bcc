"""What a request knows of others: its parts, its whole, whom it was merged into; holds no rule."""

from dataclasses import dataclass, field
from datetime import datetime

from contracts.lifecycle import State


@dataclass(slots=True)
class PartSeen:
    """A part as its whole knows it."""

    request: str
    ticket: str
    agency: str | None
    given_at: datetime
    state: State
    at: datetime
    outcome: str | None
    told: int
    """The number of what it was told last."""


@dataclass(slots=True)
class Family:
    """Of one request."""

    whole: str | None = None
    """What it is a part of."""
    whole_ticket: str = ""
    rests_at: datetime | None = None
    """When its whole is put away."""
    parts: list[PartSeen] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    """What it was linked to."""
    followers: list[str] = field(default_factory=list)
    """Requests whose reporters follow it."""
    waits_for: str | None = None
    """The order to merge it that another request has not answered."""
    into: str = ""
    into_ticket: str = ""
