"""Whatever arrives: exactly one outcome, the same when done again, no personal number in a fact."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agents.intake.outcomes import messages, surprised, unread
from agents.intake.redact import redact
from contracts.intake import AGENCY_EVENTS
from contracts.records import Headers, Message, StoredRecord
from contracts.topics import BUS_TOPICS, QUARANTINE, REQUESTS
from tests.builders.events import a_record, a_submission, headers
from tests.builders.intake import under

_NAUGHTY: list[str] = json.loads(
    (Path(__file__).parents[1] / "data/naughty-strings/blns.json").read_text(encoding="utf-8")
)
_LIMIT = next(topic.max_message_bytes for topic in BUS_TOPICS if topic.name == QUARANTINE)
_UNDER = under()

_text = st.text(max_size=40) | st.sampled_from(_NAUGHTY)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=8,
)
_topics = st.sampled_from(
    ["agency.dlh.events.v1", "agency.dishub.events.v1", "agency.nobody.events.v1", "bus.retries.v1"]
)
_any_headers = st.lists(st.tuples(_text, st.binary(max_size=20)), max_size=5).map(tuple)
_types = st.sampled_from(sorted(AGENCY_EVENTS)).map(str.encode)


@st.composite
def _likely_headers(draw: st.DrawFn) -> Headers:
    agency = draw(st.sampled_from(["dlh", "dishub", "dlh/app"]))
    found = headers(ce_type=draw(_types), ce_source=f"/kota-serang/{agency}".encode())
    return (*found, *draw(_any_headers))


@st.composite
def _changed_bodies(draw: st.DrawFn) -> bytes:
    """A submission or status report with some parts replaced by anything."""
    body = a_submission(status="ANGKUT", note="x", text="y", reason="z")
    for name in draw(st.lists(st.sampled_from(sorted(body)), max_size=3)):
        body[name] = draw(_json)
    for name in draw(st.lists(st.sampled_from(sorted(body)), max_size=6)):
        body.pop(name, None)
    return _dumped(body)


@st.composite
def _records(draw: st.DrawFn) -> StoredRecord:
    return StoredRecord(
        topic=draw(_topics),
        partition=draw(st.integers(0, 7)),
        offset=draw(st.integers(0, 2**40)),
        timestamp=draw(st.integers(0, 4_000_000_000_000)),
        key=draw(st.none() | st.binary(max_size=20) | st.just(b"DLH-2026-000123")),
        value=draw(st.none() | st.binary(max_size=50) | _changed_bodies() | _json.map(_dumped)),
        headers=draw(_any_headers | _likely_headers()),
    )


def _dumped(value: object) -> bytes:
    return json.dumps(value).encode(errors="replace")


def _kinds(written: list[Message]) -> list[str]:
    return [message.topic for message in written]


@given(_records())
def test_any_record_has_exactly_one_outcome_and_the_same_when_done_again(
    record: StoredRecord,
) -> None:
    written = messages(record, _UNDER)
    topics = _kinds(written)
    asides = [QUARANTINE, record.topic.replace("events", "inbox")]
    assert topics in ([REQUESTS], asides, asides[:1] if "agency" not in record.topic else asides)
    assert messages(record, _UNDER) == written
    assert all(len(message.value or b"") < _LIMIT for message in written)


@given(_records())
def test_any_record_can_be_put_aside_when_our_own_code_fails(record: StoredRecord) -> None:
    for fallback in (surprised, unread):
        written = fallback(record, "KeyError", _UNDER)
        assert _kinds(written)[0] == QUARANTINE
        assert fallback(record, "KeyError", _UNDER) == written


_serial = st.integers(1, 9999).map("{:04}".format)
_nik = st.builds(
    "{}{:02}{:02}{:02}{}".format,
    st.sampled_from(["367301", "317101", "360402"]),
    st.integers(1, 28) | st.integers(41, 68),
    st.integers(1, 12),
    st.integers(0, 99),
    _serial,
)
_mobile = st.builds(
    "{}8{}".format,
    st.sampled_from(["0", "62", "+62"]),
    st.from_regex(r"[1-9][0-9]{8,10}", fullmatch=True),
)
_address = st.from_regex(r"[a-z][a-z0-9.]{0,8}@[a-z]{1,8}\.(id|com)", fullmatch=True)
_personal = _nik | _mobile | _address
_around = st.sampled_from(["", "hubungi ", "NIK: ", "(", "nomor\n"])
_places = st.sampled_from(
    ["reference", "channel", "description", "reporter_ref", "status", "outcome", "note", "text",
     "reason", "fields.remark", "fields.item_kind", "fields.x", "location.address",
     "location.kelurahan", "ext.x", "ce_id", "ce_source"]
)  # fmt: skip


def _with(place: str, said: str, type_: bytes) -> StoredRecord:
    """A record that says something in one place and is right otherwise."""
    changed: dict[str, bytes] = {"ce_type": type_}
    body: dict[str, Any] = a_submission()
    if type_ != b"simpul.request.submitted.v1":
        body = {"reference": "DLH-2026-000123", "status": "ANGKUT", "text": "x"}
        body = {key: body[key] for key in body if key in _fields_of(type_)}
    within, _, name = place.rpartition(".")
    if place.startswith("ce_"):
        changed[place] = (f"/kota-serang/dlh/{said}" if place == "ce_source" else said).encode()
    elif within:
        body[within] = {**body.get(within, {}), name: said}
    else:
        body[name] = said
    return a_record(body, headers=headers(**changed))


def _fields_of(type_: bytes) -> set[str]:
    return set(AGENCY_EVENTS[type_.decode()].model_fields)


@given(_places, _around, _personal, _types)
def test_a_personal_number_never_stands_in_a_fact(
    place: str, around: str, number: str, type_: bytes
) -> None:
    for message in messages(_with(place, around + number, type_), _UNDER):
        if message.topic != QUARANTINE:
            assert number.encode() not in (message.value or b"")
            assert all(number.encode() not in value for _, value in message.headers)


@given(st.lists(_text | _personal | st.sampled_from([" ", "-", "0", "62", "8"]), max_size=8))
def test_what_was_masked_once_holds_nothing_more_to_mask(parts: list[str]) -> None:
    masked = redact("".join(parts)).text
    assert redact(masked) == (masked, 0)


@given(_text)
def test_any_text_people_send_comes_through_or_is_put_aside_in_peace(text: str) -> None:
    written = messages(a_record(a_submission(description=text)), _UNDER)
    assert len(written) in {1, 2}
