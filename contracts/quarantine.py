"""Records put aside on bus.quarantine.v1: the original as it came, where it stood, and why."""

from typing import ClassVar, Literal

from pydantic import Base64Bytes

from contracts.events import Event, Instant, RequestId, Sentences, Value
from contracts.reasons import Reason


class Header(Value):
    """One header of the original; its value as it came."""

    name: str
    value: Base64Bytes


class Original(Value):
    """A record as it came: bytes unchanged, headers over 64 KiB cut with a digest."""

    topic: str
    partition: int
    offset: int
    logged_ms: int
    key: Base64Bytes | None = None
    value: Base64Bytes | None = None
    headers: tuple[Header, ...] = ()
    headers_cut: int = 0
    """How many headers were left out."""
    headers_digest: str
    """BLAKE2b-128 over all headers as they came."""


class Quarantined(Event):
    """A record that cannot be taken, whole, with the reason."""

    TYPE: ClassVar[str] = "simpul.quarantined.v1"

    quarantine_id: str
    hop: Literal["intake", "case"]
    seq: int | None = None
    """The request's counter on this topic where the case put it aside."""
    agency: str
    request_id: RequestId | None = None
    event_id: str | None = None
    reason: Reason
    field: str | None = None
    sentences: Sentences
    received_at: Instant
    original: Original
