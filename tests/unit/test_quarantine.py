"""A record is kept as it came, and always fits its topic."""

import pytest

from contracts.events import Sentences
from contracts.quarantine import Header, Original, Quarantined, key_of, original_of
from contracts.reasons import Reason, say
from contracts.records import StoredRecord
from contracts.topics import BUS_TOPICS, QUARANTINE
from tests.builders.events import RECEIVED, a_record

_LIMIT = next(topic.max_message_bytes for topic in BUS_TOPICS if topic.name == QUARANTINE)


def _quarantined(record: StoredRecord) -> Quarantined:
    return Quarantined(
        quarantine_id="1",
        hop="intake",
        agency="dlh",
        reason=Reason.UNREADABLE,
        sentences=say(Reason.UNREADABLE, Sentences(id="x", en="x")),
        received_at=RECEIVED,
        original=original_of(record),
    )


def test_a_record_is_kept_byte_for_byte() -> None:
    record = a_record(b"\x00\xff", key=b"\xfe", headers=(("a", b"\x80"), ("a", b""), ("é", b"1")))
    kept = original_of(record)
    assert (kept.key, kept.value) == (b"\xfe", b"\x00\xff")
    assert kept.headers == (
        Header(name="a", value=b"\x80"),
        Header(name="a", value=b""),
        Header(name="é", value=b"1"),
    )
    assert Quarantined.read(_quarantined(record).to_bytes()).original == kept


def test_null_key_value_and_header_stay_null() -> None:
    empty = a_record(b"", key=None, value=None, headers=(("a", None),))
    kept = Quarantined.read(_quarantined(empty).to_bytes()).original
    assert (kept.key, kept.value, kept.headers) == (None, None, (Header(name="a", value=None),))


def test_a_header_name_that_was_no_text_can_still_be_written() -> None:
    kept = _quarantined(a_record(headers=(("a\udcff", b"1"),))).to_bytes()
    assert Quarantined.read(kept).original.headers == (Header(name="a?", value=b"1"),)


def test_headers_over_64_kib_are_cut_with_a_count_and_a_digest() -> None:
    many = tuple((f"h{n:05}", b"x" * 94) for n in range(10_000))
    kept, other = original_of(a_record(headers=many)), original_of(a_record(headers=many[:-1]))
    assert len(kept.headers) == 655
    assert kept.headers_cut == 10_000 - 655
    assert kept.headers == other.headers
    assert kept.headers_digest != other.headers_digest


def test_the_digest_tells_where_a_header_ends() -> None:
    ab, a_b = (("ab", b""),), (("a", b"b"),)
    digests = {original_of(a_record(headers=each)).headers_digest for each in (ab, a_b)}
    assert len(digests) == 2


@pytest.mark.parametrize(
    "record",
    [
        a_record(b"\xfe" * 262_144, key=b"k" * 1000),
        a_record(b"", headers=(("", b""),) * 131_072),
        a_record(b"", headers=(("\x01", b"\xff"),) * 131_072),
        a_record(b"", headers=(("\x01" * 65_536, b""),)),
        a_record(b"", key=b"\xff" * 262_144),
        a_record(b"\xff" * 10_000_000, key=b"\xff" * 10_000_000),
    ],
    ids=["full body", "no-byte headers", "two-byte headers", "long name", "long key", "unpacked"],
)
def test_quarantine_can_always_be_written(record: StoredRecord) -> None:
    assert len(_quarantined(record).to_bytes()) + len(key_of(record) or b"") < _LIMIT


def test_a_value_no_topic_takes_is_cut_with_its_digest() -> None:
    kept = original_of(a_record(b"x" * 600_000))
    assert (len(kept.value or b""), kept.value_cut) == (524_288, 75_712)
    assert kept.value_digest != original_of(a_record(b"x" * 600_001)).value_digest


def test_an_original_reads_back_from_json() -> None:
    kept = original_of(a_record())
    assert Original.model_validate_json(kept.model_dump_json()) == kept
