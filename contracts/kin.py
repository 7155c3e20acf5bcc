"""What one request's case tells another's, on bus.requests.v1: facts the case hop writes, once."""

from typing import ClassVar

from pydantic import Field

from contracts.cases import Request
from contracts.events import AgencyCode, Event, Instant, RequestId
from contracts.kinship import Follower, Kinship
from contracts.lifecycle import State
from contracts.orders import Obstacle
from contracts.status import Cause


class KinFact(Event):
    """One thing a case tells another; it counts from the instant it says, in city time."""

    fact_id: str
    request_id: RequestId
    """Who hears it: the record's key."""
    of: RequestId
    """Who tells it."""
    of_ticket: str
    seq: int | None = None
    """The teller's own counter on this topic, over all it tells; absent where it was put away."""
    occurred_at: Instant
    cause: Cause
    """The record that led to it."""


class PartGiven(KinFact):
    """An agency gets its part of a request; the part begins with this."""

    TYPE: ClassVar[str] = "simpul.kin.part-given.v1"

    agency: AgencyCode
    request: Request
    """What was asked, under the part's own ticket."""
    why: str | None = None


class PartMoved(KinFact):
    """A part tells its whole where it stands, and what a person did of it."""

    TYPE: ClassVar[str] = "simpul.kin.part-moved.v1"

    state: State
    """Where it has stood since the instant it says."""
    agency: AgencyCode | None = None
    outcome: str | None = None
    responded_at: Instant | None = None
    news_at: Instant | None = None
    knows: int
    """The seq of what it heard from the whole last."""


class WholeMoved(KinFact):
    """The whole ended, or is not done after all: its parts follow."""

    TYPE: ClassVar[str] = "simpul.kin.whole-moved.v1"

    state: State
    reason: str | None = None
    archive_due: Instant | None = None
    """When the whole is put away: its parts are then too, and no sooner."""


class MergeAsked(KinFact):
    """A request is to end as a duplicate of this one, and asks it to take the followers."""

    TYPE: ClassVar[str] = "simpul.kin.merge-asked.v1"

    order_id: str
    followers: tuple[Follower, ...] = Field(min_length=1)
    """Whoever brought that request, then those it had."""


class MergeAnswered(KinFact):
    """The request that was asked took the followers, or says why not."""

    TYPE: ClassVar[str] = "simpul.kin.merge-answered.v1"

    order_id: str
    obstacle: Obstacle | None = None
    """Absent where it took them."""


class MergeDropped(KinFact):
    """The request that asked ended otherwise before it was answered: its followers stay with it."""

    TYPE: ClassVar[str] = "simpul.kin.merge-dropped.v1"

    followers: tuple[RequestId, ...]
    """The requests whose followers were offered."""


class Linked(KinFact):
    """Another request was linked to this one by an operator."""

    TYPE: ClassVar[str] = "simpul.kin.linked.v1"

    kind: Kinship


KIN_FACTS: dict[str, type[KinFact]] = {
    fact.TYPE: fact
    for fact in (
        PartGiven,
        PartMoved,
        WholeMoved,
        MergeAsked,
        MergeAnswered,
        MergeDropped,
        Linked,
    )
}
"""Every fact between cases, by type."""
