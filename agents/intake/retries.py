"""An operator's decision on bus.retries.v1: the record it holds, read as where it first stood."""

from typing import NamedTuple

from agents.intake.take import Again, Under
from contracts.catalogue import Catalogue
from contracts.envelope import encode, type_of
from contracts.quarantine import record_of
from contracts.records import Headers, Message, Record, StoredRecord
from contracts.releases import Releases
from contracts.requests import Retry
from contracts.retries import DECISIONS, ReleaseOrdered, RequestReleased, RetryOrdered
from contracts.topics import REQUESTS


class ReadAgain(NamedTuple):
    """A record to be read again, and what it is read under."""

    record: StoredRecord
    under: Under


def follow(
    ordered: Record, releases: Releases, ticket_key: bytes, release: Headers = ()
) -> ReadAgain | list[Message]:
    """What an operator decided: a record to read again, or what is to be written for it."""
    order = DECISIONS[type_of(ordered.headers)].read(ordered.value or b"")
    if isinstance(order, RetryOrdered):
        found = _read_again(order, ordered, releases, ticket_key)
        return found._replace(under=found.under._replace(release=release))
    if isinstance(order, ReleaseOrdered):
        return [_released(order, ordered, releases, release)]
    return []


def _read_again(
    order: RetryOrdered, ordered: Record, releases: Releases, ticket_key: bytes
) -> ReadAgain:
    """Under the catalogue the order names, else the one in force when the record was received."""
    original = record_of(order.original)
    catalogue = _catalogue(order.catalogue, original, releases)
    again = Again(Retry(retry_id=order.decision_id, release=order.release), ordered)
    return ReadAgain(original, Under(catalogue, releases.city_clock(), ticket_key, again))


def _catalogue(named: str | None, record: Record, releases: Releases) -> Catalogue:
    found = releases.in_force(record.timestamp) if named is None else releases.version(named)
    if found is None:
        message = f"catalogue {named} is not known"
        raise LookupError(message)
    return found


def _released(
    order: ReleaseOrdered, ordered: Record, releases: Releases, release: Headers
) -> Message:
    """The end of a hold, behind the retries that were ordered before it."""
    event = RequestReleased(
        order_id=order.decision_id,
        request_id=order.request_id,
        by=order.by,
        why=order.why,
        seen=order.seen,
    )
    return encode(
        event,
        topic=REQUESTS,
        key=order.request_id,
        event_id=order.decision_id,
        source=f"/{_catalogue(None, ordered, releases).city.code}/simpul/intake",
        at=releases.city_clock().city(ordered.timestamp),
        release=release,
    )
