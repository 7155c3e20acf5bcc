"""The envelope: CloudEvents 1.0 in Kafka's binary mode, read strictly."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from contracts.envelope import (
    MAX_BODY,
    MAX_HEADER_BYTES,
    Envelope,
    Refusal,
    decode,
    encode,
    instant,
    type_of,
)
from contracts.inbox import Rejected
from contracts.reasons import Reason, say
from contracts.records import Headers, StoredRecord
from tests.builders.calendars import at
from tests.builders.events import RECEIVED, a_record, headers

_WIB = timezone(timedelta(hours=7))


def _refusal(record: StoredRecord) -> Refusal:
    found = decode(record)
    assert isinstance(found, Refusal), found
    return found


def test_the_binary_example_of_the_kafka_binding_is_read() -> None:
    example: Headers = (
        ("ce_specversion", b"1.0"),
        ("ce_id", b"1234-1234-1234"),
        ("ce_type", b"com.example.someevent"),
        ("ce_source", b"/mycontext/subcontext"),
        ("ce_time", b"2018-04-05T03:56:24Z"),
        ("content-type", b"application/json"),
    )
    body = b'{"message": "Hello World!"}'
    assert decode(a_record(body, headers=example)) == Envelope(
        id="1234-1234-1234",
        source="/mycontext/subcontext",
        type="com.example.someevent",
        time=datetime(2018, 4, 5, 3, 56, 24, tzinfo=UTC),
        data=body,
    )


@pytest.mark.parametrize(
    "content_type",
    [b"application/cloudevents+json", b"application/cloudevents+json; charset=utf-8"],
)
def test_structured_mode_is_refused_by_name(content_type: bytes) -> None:
    refusal = _refusal(a_record(headers=headers(content_type=content_type)))
    assert refusal.reason is Reason.BAD_ENVELOPE
    assert "binary mode" in refusal.detail.en


@pytest.mark.parametrize(
    "content_type", [b"application/json; charset=utf-8", b'Application/JSON;charset="UTF-8"']
)
def test_a_charset_of_utf_8_may_be_said(content_type: bytes) -> None:
    assert isinstance(decode(a_record(headers=headers(content_type=content_type))), Envelope)


@pytest.mark.parametrize(
    "name", ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type"]
)
def test_each_mandatory_attribute_stands_there_exactly_once(name: str) -> None:
    whole = headers()
    without = tuple(header for header in whole if header[0] != name)
    twice = (*whole, next(header for header in whole if header[0] == name))
    emptied = (*without, (name, b""))
    nulled: Headers = (*without, (name, None))  # type: ignore[arg-type]  # Kafka allows it
    said = [_refusal(a_record(headers=each)) for each in (without, twice, emptied, nulled)]
    assert {refusal.reason for refusal in said} == {Reason.BAD_ENVELOPE}
    assert {refusal.field for refusal in said} == {name}
    assert said[0].detail.en == f"`{name}` is required and may not be empty"
    assert said[1].detail.en == f"`{name}` may stand there only once"


def test_a_repeated_extension_is_refused_too() -> None:
    doubled = (*headers(), ("ce_subject", b"a"), ("ce_subject", b"b"))
    assert _refusal(a_record(headers=doubled)).field == "ce_subject"


def test_other_headers_may_repeat() -> None:
    traced = (*headers(), ("trace", b"a"), ("trace", b"b"))
    assert isinstance(decode(a_record(headers=traced)), Envelope)


@pytest.mark.parametrize("value", [b"\xff", b"a\x00b", b"line\nbreak", b"x" * 201])
def test_an_attribute_is_short_readable_text(value: bytes) -> None:
    refusal = _refusal(a_record(headers=headers(ce_id=value)))
    assert (refusal.reason, refusal.field) == (Reason.BAD_ENVELOPE, "ce_id")


@pytest.mark.parametrize(
    "time",
    [
        b"2026-03-12",
        b"2026-03-12T08:00:00",
        b"2026-03-12T08:00",
        b"2026-02-30T08:00:00Z",
        b"20260312T080000Z",
        b"177327720",
        b"2026-03-12T08:00:60Z",
    ],
)
def test_a_time_without_date_clock_and_offset_is_refused(time: bytes) -> None:
    refusal = _refusal(a_record(headers=headers(ce_time=time)))
    assert refusal.detail.en == (
        "`ce_time` must be a date and time with an offset, such as 2026-03-12T07:30:00+07:00, "
        f'got "{time.decode()}"'
    )


def test_a_time_is_read_with_its_offset() -> None:
    assert instant("2026-03-12T07:30:00.5+07:00") == datetime(
        2026, 3, 12, 7, 30, 0, 500_000, tzinfo=_WIB
    )


def test_another_version_of_cloudevents_is_refused() -> None:
    refusal = _refusal(a_record(headers=headers(ce_specversion=b"0.3")))
    assert refusal.detail.en == '`ce_specversion` must be "1.0", got "0.3"'


def test_too_many_headers_too_long_headers_and_too_large_a_body_are_refused() -> None:
    many = tuple((f"h{n}", b"") for n in range(10_000))
    long = (*headers(), ("x", b"x" * MAX_HEADER_BYTES))
    large = a_record(b" " * (MAX_BODY + 1))
    said = [_refusal(a_record(headers=many)), _refusal(a_record(headers=long)), _refusal(large)]
    assert {refusal.reason for refusal in said} == {Reason.TOO_LARGE}
    assert [refusal.detail.en for refusal in said] == [
        "at most 64 headers, got 10000",
        "at most 65536 bytes of headers, got 65687",
        "at most 262144 bytes of body, got 262145",
    ]


def test_a_record_without_value_is_refused() -> None:
    assert _refusal(a_record(value=None)).reason is Reason.UNREADABLE


def test_what_is_encoded_can_be_decoded() -> None:
    event = Rejected(
        reason=Reason.INVALID,
        sentences=say(Reason.INVALID, "x"),
        topic="agency.dlh.events.v1",
        partition=0,
        offset=1,
    )
    at_eight = at("2026-03-12 08:00")
    message = encode(event, topic="t", key="k", event_id="1", source="/s", at=at_eight)
    record = a_record(message.value, headers=message.headers)
    assert decode(record) == Envelope("1", "/s", Rejected.TYPE, RECEIVED, event.to_bytes())


@pytest.mark.parametrize(
    ("found", "type_"),
    [
        ((("ce_id", b"1"), ("ce_type", b"simpul.note.added.v1")), "simpul.note.added.v1"),
        ((("ce_id", b"1"),), ""),
        ((("ce_type", b"\xff"),), "\ufffd"),
    ],
)
def test_the_type_of_any_record_is_told_even_of_one_without_or_with_an_unreadable_one(
    found: Headers, type_: str
) -> None:
    assert type_of(found) == type_
