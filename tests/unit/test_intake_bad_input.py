"""Bad input is put aside whole, with a reason and a sentence in its agency's inbox."""

import pytest

from agents.intake.outcomes import messages
from contracts.batches import Flaw
from contracts.inbox import Rejected
from contracts.quarantine import Batch, Header, Quarantined
from contracts.reasons import Reason
from contracts.records import Headers
from contracts.topics import QUARANTINE, inbox_topic
from tests.builders.bad_records import BAD, NIK, Bad, at_the_size_limit, with_headers
from tests.builders.batches import an_unread_batch
from tests.builders.events import a_record, a_submission
from tests.builders.intake import read_back, under, written

CASES = [pytest.param(bad, id=name) for name, bad in BAD.items()]
LARGE = [
    pytest.param(at_the_size_limit(bad), id=name) for name, bad in BAD.items() if name != "nothing"
]


@pytest.mark.parametrize("bad", CASES)
def test_bad_input_is_put_aside_whole_and_its_agency_told_why(bad: Bad) -> None:
    quarantined, rejected = written(bad.record)
    assert isinstance(quarantined, Quarantined)
    assert isinstance(rejected, Rejected)
    original = quarantined.original
    assert (original.topic, original.partition, original.offset, original.logged_ms) == (
        bad.record.topic, 3, 41, bad.record.timestamp,
    )  # fmt: skip
    assert (original.key, original.value) == (bad.record.key, bad.record.value)
    assert original.headers == tuple(Header(name=n, value=v) for n, v in bad.record.headers)
    assert (quarantined.reason, quarantined.field) == (bad.reason, bad.field)
    assert bad.sentence in quarantined.sentences.en
    assert rejected == Rejected(
        request_id=quarantined.request_id,
        event_id=quarantined.event_id,
        reason=bad.reason,
        field=bad.field,
        sentences=quarantined.sentences,
        topic=original.topic,
        partition=original.partition,
        offset=original.offset,
    )


@pytest.mark.parametrize("bad", LARGE)
def test_bad_inputat_the_size_limit_is_put_aside_the_same(bad: Bad) -> None:
    quarantined, _ = written(bad.record)
    assert isinstance(quarantined, Quarantined)
    assert quarantined.reason is bad.reason
    assert quarantined.original.value == bad.record.value


@pytest.mark.parametrize("bad", CASES)
def test_no_sentence_repeats_a_personal_number(bad: Bad) -> None:
    for event in written(bad.record):
        assert NIK not in event.model_dump_json(exclude={"original"})


def test_a_rejection_is_keyed_by_its_request_where_that_can_be_read() -> None:
    named, unreadable = a_record(a_submission(service="x")), a_record(b"\xff")
    for record, expected in ((named, None), (unreadable, unreadable.key)):
        quarantine, inbox = messages(record, under())
        request = getattr(read_back(inbox), "request_id", None)
        assert (quarantine.topic, inbox.topic) == (QUARANTINE, inbox_topic("dlh"))
        assert quarantine.key == record.key
        assert inbox.key == (expected or (request or "").encode())


def test_an_inbox_is_told_the_event_it_answers_even_where_the_envelope_is_bad() -> None:
    quarantined, rejected = written(with_headers(ce_time=b"yesterday"))
    assert isinstance(quarantined, Quarantined)
    assert isinstance(rejected, Rejected)
    assert quarantined.event_id == rejected.event_id == "dlh-evt-1"


def test_headers_over_64_kib_are_cut_and_the_next_record_is_taken() -> None:
    many: Headers = tuple((f"h{n}", b"x" * 50) for n in range(10_000))
    quarantined, _ = written(a_record(headers=many))
    assert isinstance(quarantined, Quarantined)
    kept = len(quarantined.original.headers)
    assert 0 < kept < 10_000 == kept + quarantined.original.headers_cut
    (after,) = written(a_record())
    assert after.TYPE == "simpul.fact.received.v1"


@pytest.mark.parametrize(
    ("flaw", "reason", "sentence"),
    [
        (Flaw.TOO_LARGE, Reason.TOO_LARGE, "at most 1048576 bytes a record batch once unpacked"),
        (Flaw.CHECKSUM, Reason.UNREADABLE, "its batch does not match its checksum"),
        (Flaw.UNREADABLE, Reason.UNREADABLE, "its batch cannot be unpacked into records"),
    ],
)
def test_a_batch_nobody_can_read_is_put_aside_as_coordinates_and_its_first_64_kib(
    flaw: Flaw, reason: Reason, sentence: str
) -> None:
    quarantined, rejected = written(an_unread_batch(flaw))
    assert isinstance(quarantined, Quarantined)
    assert isinstance(rejected, Rejected)
    original = quarantined.original
    assert (quarantined.reason, rejected.reason) == (reason, reason)
    assert sentence in rejected.sentences.en
    assert (original.offset, original.batch) == (41, Batch(last_offset=57, records=17))
    assert (original.value, original.value_cut) == (bytes(65_536), 34_464)
    assert (rejected.topic, rejected.offset) == (original.topic, 41)
