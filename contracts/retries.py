"""What operators decide of records in quarantine, with who and why; and the hold they lift."""

from typing import ClassVar

from contracts.events import Event, RequestId
from contracts.orders import Order, Who, Why
from contracts.quarantine import Original


class Decision(Event):
    """What every decision says."""

    decision_id: str
    """Given by whoever decides: the same again is a copy and changes nothing."""
    by: Who
    """The operator, by the name the city knows them under."""
    why: Why


class RetryOrdered(Decision):
    """A record in quarantine is to be read again, as if where and when it first stood."""

    TYPE: ClassVar[str] = "simpul.retry.ordered.v1"

    quarantine_id: str
    request_id: RequestId | None = None
    agency: str
    original: Original
    """Its bytes, headers, coordinates and LogAppendTime."""
    catalogue: str | None = None
    """The version to read it by; absent: the one in force when it was received."""
    release: str | None = None
    """The decision_id of the release that follows it, where its request is held."""


class ReleaseOrdered(Decision):
    """A held request is to go on, once the retries of this release before it are judged."""

    TYPE: ClassVar[str] = "simpul.release.ordered.v1"

    request_id: RequestId
    seen: tuple[str, ...] = ()
    """The fact_ids of the records put aside that the operator knew of."""


class DiscardOrdered(Decision):
    """A record in quarantine needs nothing more: it stays there and is not listed any longer."""

    TYPE: ClassVar[str] = "simpul.discard.ordered.v1"

    quarantine_id: str
    request_id: RequestId | None = None


class RequestReleased(Order):
    """The hold of a request ends here, unless more was put aside than the operator knew of."""

    TYPE: ClassVar[str] = "simpul.order.release.v1"

    seen: tuple[str, ...] = ()
    """The fact_ids of the records put aside that the operator knew of."""


DECISIONS: dict[str, type[Decision]] = {
    decision.TYPE: decision for decision in (RetryOrdered, ReleaseOrdered, DiscardOrdered)
}
"""Every decision, by type."""
