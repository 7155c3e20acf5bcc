"""Agency records: each is one its agency could have sent; a test changes the part it is about."""

from datetime import datetime
from typing import Any

import orjson

from contracts.envelope import headers_of
from contracts.records import Headers, Message, Record, StoredRecord
from contracts.releases import CityClock
from contracts.topics import agency_of, events_topic
from tests.builders.calendars import at

CLOCK = CityClock.identity("test-log")
RECEIVED = at("2026-03-12 08:00")
"""When a record arrives unless a test says otherwise: Thursday 12 March 2026, 08:00 WIB."""


def milliseconds(instant: datetime) -> int:
    """Real milliseconds since 1970 UTC."""
    return round(instant.timestamp() * 1000)


def a_submission(**changed: Any) -> dict[str, Any]:
    """The body of a bulky waste request."""
    body: dict[str, Any] = {
        "reference": "DLH-2026-000123",
        "service": "ANGKUT-BESAR",
        "description": "Kasur bekas di depan rumah.",
        "location": {"latitude": -6.115, "longitude": 106.155},
        "fields": {"item_kind": ["kasur"], "item_count": 1},
        "occurred_at": "2026-03-12T07:55:00+07:00",
    }
    return body | changed


def a_status(**changed: Any) -> dict[str, Any]:
    """The body of a status report."""
    body: dict[str, Any] = {
        "reference": "DLH-2026-000123",
        "status": "TERJADWAL",
        "occurred_at": "2026-03-12T07:58:00+07:00",
    }
    return body | changed


def headers(**changed: bytes | None) -> Headers:
    """The headers of a submission by DLH; None leaves one out, `content_type` names that one."""
    found = dict(
        headers_of("simpul.request.submitted.v1", "dlh-evt-1", "/kota-serang/dlh", RECEIVED)
    )
    changes = {name.replace("content_type", "content-type"): v for name, v in changed.items()}
    merged: dict[str, bytes | None] = {**found, **changes}
    return tuple((name, value) for name, value in merged.items() if value is not None)


def a_record(body: object = None, type_: str = "request.submitted", **changed: Any) -> StoredRecord:
    """A record on DLH's topic, keyed as its body says; bytes as body stay as they are."""
    said = a_submission() if body is None else body
    agency = agency_of(changed.get("topic", "")) or "dlh"
    record: dict[str, Any] = {
        "topic": events_topic(agency),
        "partition": 3,
        "offset": 41,
        "timestamp": milliseconds(RECEIVED),
        "key": _key(said),
        "value": said if isinstance(said, bytes) else orjson.dumps(said),
        "headers": headers(
            ce_type=f"simpul.{type_}.v1".encode(), ce_source=f"/kota-serang/{agency}".encode()
        ),
    }
    return StoredRecord(**(record | changed))


def _key(body: object) -> bytes:
    named = body if isinstance(body, dict) else {}
    said = named.get("request_id") or named.get("reference")
    return (said if isinstance(said, str) else "DLH-2026-000123").encode()


def message_of(record: Record) -> Message:
    """A record as its sender writes it."""
    return Message(record.topic, record.key, record.value, record.headers, record.partition)
