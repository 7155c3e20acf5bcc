"""What operators decided of records in quarantine: read from bus.retries.v1, and written to it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from contracts.envelope import encode, type_of
from contracts.quarantine import key_of, record_of
from contracts.records import Message, Record
from contracts.releases import CityClock
from contracts.retries import DECISIONS, Decision, DiscardOrdered, RetryOrdered
from contracts.topics import RETRIES
from deploy.release import RELEASE
from services.kafka.ports import TopicReader


class Decided(NamedTuple):
    """What was decided of one record, by whom, why and when (city time)."""

    verb: str
    by: str
    why: str
    at: datetime


_VERBS: dict[str, str] = {RetryOrdered.TYPE: "replayed", DiscardOrdered.TYPE: "discarded"}


async def read_decided(reader: TopicReader, clock: CityClock) -> dict[str, Decided]:
    """The last decision of each record, by quarantine_id; none where the topic does not exist."""
    found: dict[str, Decided] = {}
    if not await reader.ends([RETRIES]):
        return found
    async for records in reader.read([RETRIES]):
        for record in records:
            order = _read(record)
            if isinstance(order, RetryOrdered | DiscardOrdered):
                verb, at = _VERBS[order.TYPE], clock.city(record.timestamp)
                found[order.quarantine_id] = Decided(verb, order.by, order.why, at)
    return found


def _read(record: Record) -> Decision | None:
    kind = type_of(record.headers)
    return DECISIONS[kind].read(record.value or b"") if kind in DECISIONS else None


def as_messages(orders: Iterable[Decision], city: str, at: datetime) -> list[Message]:
    """Decisions as records, in order; those of one request share a partition."""
    return [_message(order, f"/{city}/operators", at) for order in orders]


def _message(order: Decision, source: str, at: datetime) -> Message:
    request: str | None = getattr(order, "request_id", None)
    written = encode(
        order,
        topic=RETRIES,
        key=request or "",
        event_id=order.decision_id,
        source=source,
        at=at,
        release=RELEASE,
    )
    if request is None and isinstance(order, RetryOrdered):
        return written._replace(key=key_of(record_of(order.original)))
    return written
