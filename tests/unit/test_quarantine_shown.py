"""A record in quarantine is shown without what identifies a person, and without harm."""

from datetime import timedelta

import orjson
import pytest

from contracts.quarantine import original_of
from contracts.records import StoredRecord
from deploy.quarantine.ages import instant_of, tell_age
from deploy.quarantine.masked import Shown, body_lines, mask, short_names, shown
from tests.builders.bad_records import NIK
from tests.builders.calendars import at
from tests.builders.events import a_record, a_submission

NOW = at("2026-03-12 08:00")


def _shown(record: StoredRecord) -> Shown:
    return shown(original_of(record))


def test_numbers_and_addresses_are_masked_wherever_they_stand_in_a_body() -> None:
    body = a_submission(
        description=f"KTP {NIK}, telepon 0812-3456-7890, surel budi@example.go.id",
        fields={"nik": int(NIK), "phones": ["+62 812 3456 7890"], NIK: 1, "item_count": 2},
    )
    told = orjson.dumps(_shown(a_record(body)).model_dump(mode="json")).decode()
    assert NIK not in told
    assert "budi" not in told
    assert "3456" not in told
    assert "KTP [NIK], telepon [telepon], surel [surel]" in told
    assert '"nik":"[NIK]","phones":["[telepon]"],"[NIK]":1,"item_count":2' in told


def test_what_is_no_personal_number_stays_as_it_came() -> None:
    body = a_submission()
    assert mask(body) == body
    assert _shown(a_record(body)).body == body


def test_a_key_and_header_values_are_masked_too() -> None:
    record = a_record(key=NIK.encode(), headers=(("x-phone", b"081234567890"), ("x-none", None)))
    seen = _shown(record)
    assert seen.key == "[NIK]"
    assert [(one.name, one.value) for one in seen.headers] == [
        ("x-phone", "[telepon]"),
        ("x-none", None),
    ]


def test_of_an_unreadable_body_the_first_bytes_are_shown_and_those_masked() -> None:
    broken = b'\xff{"nik": "' + NIK.encode() + b'"' + b" " * 300
    seen = _shown(a_record(broken))
    head = bytes.fromhex(seen.head or "")
    assert head.startswith(b'\xff{"nik": "[NIK]"')
    assert (len(head), seen.size, seen.body) == (256, len(broken), None)
    first = body_lines(seen, 1).shown[0]
    assert first == '0000  ff 7b 22 6e 69 6b 22 3a 20 22 5b 4e 49 4b 5d 22  .{"nik": "[NIK]"'


def test_a_body_obeys_no_terminal_and_is_cut_with_a_count() -> None:
    seen = _shown(a_record(a_submission(description="\x9b31m\x1b[2J")))
    lines = body_lines(seen, 4)
    assert len(lines.shown) == 4
    assert lines.more == 12
    assert all(line.isprintable() for line in body_lines(seen, 100).shown)


def test_a_long_header_is_cut_with_its_length() -> None:
    (header,) = _shown(a_record(headers=(("x", b"y" * 1000),))).headers
    assert header.value == "y" * 200 + "... (1000 characters)"


def test_a_record_whose_bytes_are_gone_is_told_from_one_that_was_empty() -> None:
    empty = original_of(a_record(b"", value=None))
    assert shown(empty).kept
    assert not shown(empty.model_copy(update={"headers_digest": ""})).kept


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("30m", NOW - timedelta(minutes=30)),
        ("3d", NOW - timedelta(days=3)),
        ("2026-03-10", at("2026-03-10 00:00")),
        ("2026-03-10T09:30", at("2026-03-10 09:30")),
        ("2026-03-10T02:30:00Z", at("2026-03-10 09:30")),
        ("yesterday", None),
        ("3 days", None),
    ],
)
def test_an_age_or_an_instant_is_read_in_the_citys_zone(typed: str, means: object) -> None:
    assert instant_of(typed, NOW) == means


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=59), "59s"),
        (timedelta(days=3, hours=4, minutes=5), "3d 4h"),
        (timedelta(hours=2, seconds=5), "2h 5s"),
    ],
)
def test_an_age_is_told_in_two_parts_at_most(passed: timedelta, told: str) -> None:
    assert tell_age(passed) == told


def test_a_short_name_is_long_enough_to_be_nobody_elses() -> None:
    assert short_names(["aaaaaaaaaa", "aaaaaaaabb", "bbbbbbbbbb"]) == {
        "aaaaaaaaaa": "aaaaaaaaa",
        "aaaaaaaabb": "aaaaaaaab",
        "bbbbbbbbbb": "bbbbbbbb",
    }
