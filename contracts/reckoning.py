"""What a clock's due date is reckoned by, besides its term: pauses, more time, later versions."""

from collections.abc import Iterator
from typing import NamedTuple

from contracts.events import AgencyCode, Instant, Value
from contracts.lifecycle import State


class Stood(NamedTuple):
    """From when to when a clock stood still, and why: a state, or what took its result back."""

    since: Instant
    until: Instant
    why: str


class Extended(NamedTuple):
    """More time a clock was given: by how many days, and after how many of its pauses."""

    at: Instant
    """When; or since when it stood still then."""
    days: int
    stood: int


class Turn(NamedTuple):
    """From when on a request was said to be in a state; or that its reporter answered then."""

    at: Instant
    state: State | None


def moves(
    pauses: tuple[Stood, ...], extended: tuple[Extended, ...], stood: int = 0, given: int = 0
) -> Iterator[Stood | Extended]:
    """All that moved a clock, as it came; but for the first pauses and extensions."""
    for number in range(stood, len(pauses) + 1):
        yield from (one for one in extended[given:] if one.stood == number)
        yield from pauses[number : number + 1]


class AskedFor(Value):
    """An extension an agency asked for, until somebody decides on it."""

    days: int
    by: AgencyCode
    at: Instant
    event_id: str | None = None
    """The agency's own event that asked; unknown of what was asked before it was kept."""


class Ruled(Value):
    """From which later version a policy's terms, or a calendar, are since an operator said so.

    Exactly one of the two is named. A policy's terms bring their calendars along; of several the
    last holds.
    """

    catalogue: str
    policy: str | None = None
    calendar: str | None = None
