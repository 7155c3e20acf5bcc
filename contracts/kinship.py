"""How requests belong together: links, parts of a whole, followers, a merge that waits."""

from enum import StrEnum
from typing import NamedTuple

from contracts.events import AgencyCode, Instant, RequestId, Value
from contracts.lifecycle import State


class Kinship(StrEnum):
    """How one request belongs to another."""

    DUPLICATE_OF = "duplicate_of"
    PART_OF = "part_of"
    FOLLOW_ON = "follow_on"
    REPLACES = "replaces"


class Link(Value):
    """Another request, and how one of the two belongs to the other."""

    kind: Kinship
    request_id: RequestId
    ticket: str


def whole_of(links: tuple[Link, ...]) -> Link | None:
    """What a request is a part of; a part begins with that link."""
    return links[0] if links and links[0].kind is Kinship.PART_OF else None


class Follower(Value):
    """Whoever asked the same before: told of the request theirs was merged into."""

    request_id: RequestId
    ticket: str
    submitter: AgencyCode
    reference: str
    channel: str
    reporter_ref: str | None = None
    """Of the vault; absent where nobody is named, or the request is confidential."""


class Part(Value):
    """What the whole knows of one of its parts; city time."""

    request_id: RequestId
    ticket: str
    agency: AgencyCode | None
    """Who has it; absent while operators must say."""
    given_at: Instant
    state: State
    at: Instant
    """Since when it stands in that state."""
    outcome: str | None = None
    told: int
    """The seq of what the whole told it last: what it says without knowing that is overtaken."""


class Merging(Value):
    """A merge the other request has not answered yet."""

    order_id: str
    by: str
    why: str
    into: RequestId
    into_ticket: str
    at: Instant


class Stay(NamedTuple):
    """How long one agency had a request, in its present cycle; nobody's while in triage."""

    agency: AgencyCode | None
    since: Instant
    until: Instant | None = None
    """Absent while it has it."""


class Parked(NamedTuple):
    """What another case told a request that is held: type and body, until it goes on."""

    type: str
    body: str
