"""Who was called upon and why, what is still ahead, and what was answered: a case remembers it."""

from enum import StrEnum
from typing import NamedTuple

from contracts.events import AgencyCode, Instant, Value


class Called(StrEnum):
    """Why a level of an escalation chain was reached."""

    SHARE = "share"
    """So much of the term has passed."""
    UNASSIGNED = "unassigned"
    """Nobody took the request up for so much of the term."""
    BOUNCES = "bounces"
    """Agencies handed it on too often."""
    STATUTORY = "statutory"
    """What the law allows at most has passed."""


class PassedOver(Value):
    """An officer who would have been called, and why the next one up is."""

    role: str
    why: str
    """`absent` or `missing`."""


class Ahead(NamedTuple):
    """A level of a clock's escalation chain that is still ahead of it."""

    at: Instant
    level: str
    because: Called


class Unsent(NamedTuple):
    """The message of a level that was reached while the office was closed."""

    at: Instant
    """When it goes out."""
    level: str
    because: Called
    reached_at: Instant


class Waits(NamedTuple):
    """Since when nobody has taken a request up, as one of its clocks counts it."""

    since: Instant
    stood: int
    """How many pauses of the clock had ended by then; those after move what waiting leads to."""
    extended: int = 0
    """How often it had been given more time by then."""


class Answered(NamedTuple):
    """A message of the case in an agency's inbox that one of that agency's events answers."""

    message: str
    """Id of the message, as the agency named it."""
    agency: AgencyCode
    seq: int | None
    """The message's number in that inbox; absent where the case never sent it such a message."""
    event_id: str
    """The agency's own event that answers."""
    at: Instant
