"""CloudEvents 1.0 on Kafka, binary mode: strict to read, plain to write. Never a guess at what was meant."""

from datetime import datetime
from typing import NamedTuple

from contracts.events import Event
from contracts.records import Headers, Message, Record
from contracts.reasons import Reason


class Envelope(NamedTuple):
    """A record's CloudEvents attributes and body."""

    id: str
    source: str
    type: str
    time: datetime
    data: bytes


class Refusal(NamedTuple):
    """Why something cannot be taken: the reason, what was expected and came, and the field meant."""

    reason: Reason
    detail: str
    field: str | None = None


MAX_BODY = 256 * 1024
MAX_HEADERS = 64
MAX_HEADER_BYTES = 64 * 1024


def decode(record: Record) -> Envelope | Refusal:
    """Read a record's envelope.

    Exactly one each of ce_specversion (1.0), ce_id, ce_source, ce_type, ce_time (with offset) and
    content-type application/json; no repeated ce_ header; sizes within the limits above.
    """
    raise NotImplementedError


def encode(event: Event, *, topic: str, key: str, event_id: str, source: str, at: datetime) -> Message:
    """An event as a message: JSON body, attributes as headers."""
    return Message(topic, key.encode(), event.to_bytes(), headers_of(event.TYPE, event_id, source, at))


def headers_of(type_: str, event_id: str, source: str, at: datetime) -> Headers:
    """The CloudEvents attributes as Kafka headers."""
    return (
        ("ce_specversion", b"1.0"),
        ("ce_id", event_id.encode()),
        ("ce_source", source.encode()),
        ("ce_type", type_.encode()),
        ("ce_time", at.isoformat().encode()),
        ("content-type", b"application/json"),
    )
