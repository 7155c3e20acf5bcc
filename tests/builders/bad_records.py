"""Records an agency may not send, each with the reason and the sentence it is put aside with."""

from typing import Any, NamedTuple

import orjson

from contracts.reasons import Reason
from contracts.records import StoredRecord
from tests.builders.events import a_record, a_status, a_submission, headers

NIK = "3673010203450001"
_SIZE = 256 * 1024


class Bad(NamedTuple):
    """A record, and why it is put aside."""

    record: StoredRecord
    reason: Reason
    sentence: str
    field: str | None = None


def _body(**changed: Any) -> StoredRecord:
    return a_record(a_submission(**changed))


def _without(name: str) -> StoredRecord:
    return a_record({key: value for key, value in a_submission().items() if key != name})


def with_headers(*more: tuple[str, bytes], **changed: bytes | None) -> StoredRecord:
    return a_record(headers=(*headers(**changed), *more))


_INSTANT = "must be a date and time with an offset, such as 2026-03-12T07:30:00+07:00, got"
_TYPES = (
    "simpul.request.submitted.v1, simpul.status.reported.v1, simpul.reporter.replied.v1, "
    "simpul.request.withdrawn.v1, simpul.closure.confirmed.v1, simpul.closure.refused.v1, "
    "simpul.extension.requested.v1, simpul.note.added.v1"
)
_FIELDS = {"item_kind": ["kasur"], "item_count": 1}

BAD: dict[str, Bad] = {
    "not UTF-8": Bad(a_record(b'{"reference":"\xff"}'), Reason.UNREADABLE, "it is not UTF-8"),
    "truncated JSON": Bad(
        a_record(orjson.dumps(a_submission())[:-9]),
        Reason.UNREADABLE,
        "a mistake at 1:233 (line:column)",
    ),
    "NaN": Bad(
        a_record(b'{"location":{"latitude":NaN}}'),
        Reason.UNREADABLE,
        "NaN and Infinity are not JSON (1:25)",
    ),
    "nesting 100,000 deep": Bad(
        a_record(b"[" * 100_000), Reason.UNREADABLE, "at most 64 levels deep, got more"
    ),
    "10,000 headers": Bad(
        a_record(headers=tuple((f"h{n}", b"x") for n in range(10_000))),
        Reason.TOO_LARGE,
        "at most 64 headers, got 10000",
    ),
    "nothing": Bad(a_record(value=None), Reason.UNREADABLE, "expected JSON, got nothing"),
    "a missing attribute": Bad(
        with_headers(ce_id=None),
        Reason.BAD_ENVELOPE,
        "`ce_id` is required and may not be empty",
        "ce_id",
    ),
    "a repeated attribute": Bad(
        with_headers(("ce_type", b"simpul.note.added.v1")),
        Reason.BAD_ENVELOPE,
        "`ce_type` may stand there only once",
        "ce_type",
    ),
    "an empty attribute": Bad(
        with_headers(ce_source=b""),
        Reason.BAD_ENVELOPE,
        "`ce_source` is required and may not be empty",
        "ce_source",
    ),
    "another agency's source": Bad(
        with_headers(ce_source=b"/kota-serang/dishub"),
        Reason.FORGED_SOURCE,
        'must be "/kota-serang/dlh" or begin with "/kota-serang/dlh/", got "/kota-serang/dishub"',
        "ce_source",
    ),
    "a source that only begins like the agency's": Bad(
        with_headers(ce_source=b"/kota-serang/dlh2"),
        Reason.FORGED_SOURCE,
        'must be "/kota-serang/dlh" or begin with "/kota-serang/dlh/", got "/kota-serang/dlh2"',
        "ce_source",
    ),
    "an unknown agency": Bad(
        a_record(topic="agency.perkim.events.v1"),
        Reason.UNKNOWN_AGENCY,
        '"perkim", version 2026-03-01-a',
    ),
    "an unknown type": Bad(
        with_headers(ce_type=b"simpul.request.deleted.v1"),
        Reason.UNKNOWN_TYPE,
        f'must be one of {_TYPES}, got "simpul.request.deleted.v1"',
        "ce_type",
    ),
    "an unknown version": Bad(
        with_headers(ce_type=b"simpul.request.submitted.v9"),
        Reason.UNKNOWN_TYPE,
        'there is no version "simpul.request.submitted.v9", there is simpul.request.submitted.v1',
        "ce_type",
    ),
    "an unknown service": Bad(
        _body(service="TELEPORTASI"),
        Reason.UNKNOWN_SERVICE,
        '`service` must be a service code of dlh or of the catalogue, got "TELEPORTASI"',
        "service",
    ),
    "a missing field": Bad(
        _without("service"), Reason.INVALID, "`service` is required", "service"
    ),
    "a mistyped field": Bad(
        _body(location={"latitude": "-6.115", "longitude": 106.155}),
        Reason.INVALID,
        '`location.latitude` must be a number, got "-6.115"',
        "location.latitude",
    ),
    "no object at all": Bad(
        a_record(b"[1]"), Reason.INVALID, "the body must be a JSON object, got [...]"
    ),
    "a field nobody agreed on": Bad(
        _body(prioritas=1),
        Reason.INVALID,
        "`prioritas` is no part of this event (extras belong in `ext`)",
        "prioritas",
    ),
    "a word that is none of the agreed": Bad(
        _body(urgency="now"),
        Reason.INVALID,
        "`urgency` must be one of 'danger', 'worsening' or 'plannable', got \"now\"",
        "urgency",
    ),
    "too long a description": Bad(
        _body(description="x" * 4001),
        Reason.INVALID,
        "`description` must have at most 4000 characters",
        "description",
    ),
    "both ways of naming a request": Bad(
        a_record(a_status(request_id="24ffe75a-1162-53e6-b8bd-2614e0dbf09e"), "status.reported"),
        Reason.INVALID,
        "the body must have one of `reference` (your own) and `request_id` (from Assign)",
    ),
    "a NIK in a field that may not hold one": Bad(
        _body(fields={**_FIELDS, "contact_phone": NIK}),
        Reason.PERSONAL_DATA,
        "`fields.contact_phone` belongs in the vault; send its `reporter_ref` instead",
        "fields.contact_phone",
    ),
    "a NIK as the reference": Bad(
        _body(reference=NIK),
        Reason.PERSONAL_DATA,
        "`reference` may not hold a NIK, a telephone number or an e-mail address",
        "reference",
    ),
    "coordinates outside the city": Bad(
        _body(location={"latitude": -6.2, "longitude": 106.8}),
        Reason.OUTSIDE_CITY,
        "`location` must be in the city, got latitude -6.2, longitude 106.8",
        "location",
    ),
    "coordinates swapped": Bad(
        _body(location={"latitude": 106.155, "longitude": -6.115}),
        Reason.OUTSIDE_CITY,
        "`location` has latitude and longitude swapped, got latitude 106.155, longitude -6.115",
        "location",
    ),
    "a date without offset": Bad(
        _body(occurred_at="2026-03-12T07:55:00"),
        Reason.INVALID,
        f'`occurred_at` {_INSTANT} "2026-03-12T07:55:00"',
        "occurred_at",
    ),
    "seconds since 1970 for a date": Bad(
        _body(occurred_at=1773277),
        Reason.INVALID,
        f"`occurred_at` {_INSTANT} 1773277",
        "occurred_at",
    ),
    "another key": Bad(
        a_record(key=b"DLH-2026-000124"),
        Reason.KEY_MISMATCH,
        'must be `reference` "DLH-2026-000123", got "DLH-2026-000124"',
        "reference",
    ),
    "no key": Bad(
        a_record(key=None),
        Reason.KEY_MISMATCH,
        'must be `reference` "DLH-2026-000123", got null',
        "reference",
    ),
    "a number out of range": Bad(
        a_record(b'{"sequence":' + b"9" * 5000 + b"}"),
        Reason.UNREADABLE,
        "a mistake at 1:13 (line:column)",
    ),
}  # fmt: skip


def at_the_size_limit(bad: Bad) -> Bad:
    """The same in a record as large as its topic takes: spaces after the body change nothing."""
    record = bad.record
    spent = len(record.key or b"") + sum(len(n) + len(v) + 4 for n, v in record.headers) + 100
    value = (record.value or b"").ljust(max(0, _SIZE - spent))
    return bad._replace(record=StoredRecord(**{**_parts(record), "value": value}))


def _parts(record: StoredRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in StoredRecord.__slots__}
