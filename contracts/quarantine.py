"""Records put aside on bus.quarantine.v1: the original as it came, where it stood, and why."""

import hashlib
from base64 import b64decode, b64encode
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from contracts.batches import UnreadBatch
from contracts.envelope import header_bytes
from contracts.events import Event, Instant, RequestId, Sentences, Value
from contracts.reasons import Reason
from contracts.records import Headers, Record, StoredRecord


def _bytes(value: object) -> object:
    return b64decode(value, validate=True) if isinstance(value, str) else value


def _text(value: bytes) -> str:
    return b64encode(value).decode()


Bytes = Annotated[
    bytes,
    BeforeValidator(_bytes),
    PlainSerializer(_text, when_used="json"),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]
"""Bytes as they came; base64 in JSON."""


class Header(Value):
    """One header of the original; its value as it came, absent where it was null."""

    name: str
    value: Bytes | None = None


class Batch(Value):
    """A record batch that could not be read; it stands as one record at its first such offset."""

    last_offset: int
    """Of the last record it held."""
    records: int
    """How many its header claims; 0 where the header cannot be trusted."""


class Original(Value):
    """A record as it came: bytes unchanged, headers over 64 KiB cut with a digest."""

    topic: str
    partition: int
    offset: int
    logged_ms: int
    key: Bytes | None = None
    value: Bytes | None = None
    value_cut: int = 0
    """Bytes left out at the end of the value: only where it outgrew what a topic allows."""
    value_digest: str
    """BLAKE2b-128 over the whole value as it came."""
    headers: tuple[Header, ...] = ()
    headers_cut: int = 0
    """How many headers were left out."""
    headers_digest: str
    """BLAKE2b-128 over all headers as they came: each name and value, its length before it."""
    batch: Batch | None = None
    """Set where `value` is no record's but the first 64 KiB of a batch as the broker keeps it."""


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
    retry: str | None = None
    """The operator's retry that ended here again; absent the first time."""
    original: Original


KEPT_HEADER_BYTES = 64 * 1024
KEPT_HEADERS = 16_384
"""Headers of no bytes at all still take room in JSON."""
KEPT_VALUE = 512 * 1024
"""Twice what an agency's topic takes: a packed batch can hold more than its topic's limit."""
KEPT_KEY = 256 * 1024


def original_of(record: Record) -> Original:
    """A record as quarantine keeps it, small enough for its topic whatever came."""
    kept = _kept(record.headers)
    value = record.value
    if isinstance(value, UnreadBatch):
        return _original_of_batch(record, value)
    return Original(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        logged_ms=record.timestamp,
        key=key_of(record),
        value=value if value is None else value[:KEPT_VALUE],
        value_cut=max(0, len(value or b"") - KEPT_VALUE),
        value_digest=hashlib.blake2b(value or b"", digest_size=16).hexdigest(),
        headers=tuple(Header(name=_writable(name), value=value) for name, value in kept),
        headers_cut=len(record.headers) - len(kept),
        headers_digest=_digest(record.headers),
    )


def _original_of_batch(record: Record, value: UnreadBatch) -> Original:
    return Original(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        logged_ms=record.timestamp,
        value=bytes(value),
        value_cut=value.size - len(value),
        value_digest=value.digest,
        headers_digest=_digest(()),
        batch=Batch(last_offset=value.last_offset, records=value.records),
    )


def record_of(original: Original) -> StoredRecord:
    """A record as it was read where it first stood; only of one that is kept whole."""
    headers: list[tuple[str, Any]] = [(one.name, one.value) for one in original.headers]
    return StoredRecord(
        topic=original.topic,
        partition=original.partition,
        offset=original.offset,
        timestamp=original.logged_ms,
        key=original.key,
        value=original.value,
        headers=tuple(headers),
    )


def _writable(name: str) -> str:
    """A header's name as JSON can hold it; a lone surrogate stands for a byte that was no text."""
    return name if name.isascii() else name.encode(errors="replace").decode()


def key_of(record: Record) -> bytes | None:
    """The record's key, cut where no topic would take it."""
    return record.key if record.key is None else record.key[:KEPT_KEY]


def _kept(headers: Headers) -> Headers:
    """The first headers, in order, that fit."""
    size = 0
    for place, (name, value) in enumerate(headers[:KEPT_HEADERS]):
        size += header_bytes(((name, value),))
        if size > KEPT_HEADER_BYTES:
            return headers[:place]
    return headers[:KEPT_HEADERS]


def _digest(headers: Headers) -> str:
    whole = hashlib.blake2b(digest_size=16)
    for name, value in headers:
        for part in (name.encode(errors="surrogatepass"), value or b""):
            whole.update(len(part).to_bytes(4) + part)
    return whole.hexdigest()
