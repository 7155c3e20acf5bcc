"""What a request heard, in the order of the log: facts as values, and time that passed."""

from datetime import datetime
from typing import Any, NamedTuple

Document = dict[str, Any]
"""A body as JSON has it."""


class Heard(NamedTuple):
    """A fact and where it stands; `offset` is its place on its partition of bus.requests.v1."""

    kind: str
    offset: int
    recorded_ms: int
    body: Document

    @property
    def fact_id(self) -> str:
        """The same record always makes the same fact."""
        found: str = self.body["fact_id"]
        return found

    @property
    def retry_id(self) -> str:
        """The operator's retry it was read again for; nothing the first time."""
        found: str = (self.body.get("retry") or {}).get("retry_id", "")
        return found

    @property
    def release(self) -> str | None:
        """The release that retry belongs to, where its request is held."""
        found: str | None = (self.body.get("retry") or {}).get("release")
        return found

    @property
    def origin(self) -> Document:
        """The agency's record behind it."""
        found: Document = self.body["origin"]
        return found

    @property
    def at(self) -> tuple[str, int, int]:
        """Where that record stands."""
        origin = self.origin
        return origin["topic"], origin["partition"], origin["offset"]

    @property
    def agency(self) -> str:
        """Who speaks."""
        found: str = self.origin["agency"]
        return found

    @property
    def received_at(self) -> datetime:
        """When it reached the bus, city time."""
        return datetime.fromisoformat(self.origin["received_at"])

    @property
    def occurred_at(self) -> datetime:
        """When it is taken to have happened, city time."""
        return datetime.fromisoformat(self.origin["occurred_at"])

    @property
    def event(self) -> tuple[str, str]:
        """What makes two records the same event: their source and its id."""
        return self.origin["source"], self.origin["event_id"]


class Ordered(NamedTuple):
    """An operator's order, and where it stands on its partition of bus.requests.v1."""

    kind: str
    offset: int
    recorded_ms: int
    body: Document

    @property
    def order_id(self) -> str:
        """The same again changes nothing."""
        found: str = self.body["order_id"]
        return found


class Kin(NamedTuple):
    """What another request's case told this one, and where it stands."""

    kind: str
    offset: int
    recorded_ms: int
    body: Document

    @property
    def at(self) -> datetime:
        """When what it tells happened, city time."""
        return datetime.fromisoformat(self.body["occurred_at"])


class Passed(NamedTuple):
    """Time passed on a partition: a record of the clock."""

    offset: int
    recorded_ms: int
    until_ms: int
    until: datetime
