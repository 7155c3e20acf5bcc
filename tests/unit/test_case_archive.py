"""What has ended rests, is put away whole, and leaves enough to know its reference again."""

import orjson
import pytest

from agents.case.shelf import STUB
from contracts.cases import Case, Class, RequestArchived, Stub
from contracts.ids import event_key
from contracts.inbox import Rejected
from contracts.lifecycle import State
from contracts.quarantine import Quarantined
from contracts.reasons import Reason
from contracts.records import Message
from contracts.requests import Fact
from contracts.topics import ARCHIVE, CASES, QUARANTINE
from tests.builders.calendars import at
from tests.builders.cases import Story, answers, asides, events
from tests.builders.facts import (
    REFERENCE,
    REQUEST,
    a_confirmation,
    a_hold,
    a_note,
    a_submission,
    a_withdrawal,
    an_objection,
    an_origin,
)
from tests.builders.partitions import Log, Worker

S = State


def withdrawn() -> Log:
    """A request taken back on Monday 16 March at ten: put away on 15 April at ten."""
    log = Log()
    log.put(a_submission(an_origin(1)))
    log.put(a_withdrawal(an_origin(2, "2026-03-16 10:00")))
    return log


def on(topic: str, messages: list[Message]) -> list[Message]:
    return [one for one in messages if one.topic == topic]


def folded(log: Log) -> tuple[Worker, list[Message]]:
    worker = Worker()
    return worker, worker.fold(log.records)


def test_an_ended_request_is_put_away_after_thirty_days() -> None:
    log = withdrawn()
    log.advance("2026-04-15 10:00")
    worker, told = folded(log)
    assert on(ARCHIVE, told) == []
    log.advance("2026-04-15 10:01")
    (archived,) = on(ARCHIVE, worker.fold(log.records[-1:]))
    event = RequestArchived.read_strictly(archived.value or b"")
    assert (event.request_id, event.seq, event.archived_at) == (REQUEST, 1, at("2026-04-15 10:00"))
    assert (event.case.state, len(event.case.clocks)) == (S.WITHDRAWN, 3)
    assert [one.outcome for one in event.case.judged] == [Class.APPLIED, Class.APPLIED]


def test_one_that_may_be_opened_again_rests_after_its_window() -> None:
    story = Story()
    story.submit(service="dlh.may-be-reopened")
    story.report(S.RESOLVED, "2026-03-16 10:00")
    story.hear(a_confirmation, "2026-03-16 11:00")
    assert story.case.archive_due == at("2026-04-22 16:00")
    story.hear(an_objection, "2026-03-17 09:00")
    assert story.case.state is S.ROUTED
    assert story.case.archive_due is None


def test_what_is_left_is_small_and_begins_as_no_case_does() -> None:
    log = withdrawn()
    log.advance("2026-04-16 10:00")
    _, told = folded(log)
    body = on(CASES, told)[-1].value or b""
    stub = Stub.read_strictly(body)
    assert stub.key == event_key("/kota-serang/dlh", "dlh-1")
    assert len(body) <= 80
    assert body.startswith(STUB)
    assert not Case(request_id=REQUEST).to_bytes().startswith(STUB)
    assert dict(on(CASES, told)[-1].headers)["ce_type"] == Stub.TYPE.encode()


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (a_note(an_origin(3, "2026-04-17 09:00")), Reason.ARCHIVED),
        (a_submission(an_origin(3, "2026-04-17 09:00")), Reason.REFERENCE_REUSED),
        (a_submission(an_origin(1, "2026-04-17 09:00")), Reason.ARCHIVED),
        (
            a_submission(an_origin(1, "2026-04-17 09:00", digest="0" * 32)),
            Reason.CONFLICTING_DUPLICATE,
        ),
    ],
)
def test_what_is_said_of_it_afterwards_is_put_aside_and_leaves_no_trace(
    fact: Fact, reason: Reason
) -> None:
    log = withdrawn()
    log.advance("2026-04-16 10:00")
    worker, _ = folded(log)
    fact = fact.model_copy(update={"fact_id": "f" * 32})
    log.put(fact)
    told = worker.fold(log.records[-1:])
    (aside,) = [Quarantined.read(one.value or b"") for one in on(QUARANTINE, told)]
    (answer,) = [one for one in told if one.topic.endswith("inbox.v1")]
    assert (aside.reason, aside.seq) == (reason, None)
    assert Rejected.read(answer.value or b"").seq is None
    assert on(CASES, told) == []
    assert worker.fold(log.records[-1:]) == told  # a copy leads to the same ids and bytes


def test_whoever_takes_over_knows_what_was_put_away() -> None:
    log = withdrawn()
    log.advance("2026-04-16 10:00")
    worker, _ = folded(log)
    worker.crash()
    log.put(a_note(an_origin(3, "2026-04-17 09:00")))
    assert len(on(QUARANTINE, worker.fold(log.records[-1:]))) == 1


def test_after_four_hundred_days_the_reference_may_be_used_anew() -> None:
    log = withdrawn()
    log.advance("2026-04-16 10:00")
    worker, _ = folded(log)
    log.advance("2027-05-20 10:01")
    (gone,) = worker.fold(log.records[-1:])
    assert (gone.topic, gone.key, gone.value) == (CASES, REQUEST.encode(), None)
    log.put(a_submission(an_origin(4, "2027-05-20 10:02")))
    told = worker.fold(log.records[-1:])
    (state,) = on(CASES, told)
    assert orjson.loads(state.value or b"")["state"] == "routed"


def test_a_held_request_is_not_put_away() -> None:
    log = withdrawn()
    log.put(a_hold(an_origin(3, "2026-03-16 11:00")))
    log.advance("2026-05-16 10:00")
    _, told = folded(log)
    assert on(ARCHIVE, told) == []


def test_a_submission_older_than_references_are_known_needs_an_operator() -> None:
    story = Story()
    long_ago = story.origin("2026-03-16 09:00", occurred_at=at("2025-01-01 09:00"))
    (aside,) = asides(story.fold(a_submission(long_ago)))
    assert aside.refusal.reason is Reason.SUBMISSION_TOO_OLD
    assert story.case.request is None


def test_the_thousand_and_first_record_of_a_request_is_turned_away() -> None:
    story = Story()
    story.submit()
    for _ in range(999):
        story.hear(a_note, "2026-03-16 10:00")
    before = story.case
    said = story.hear(a_note, "2026-03-16 11:00")
    (aside,) = asides(said)
    (answer,) = answers(said)
    assert (aside.refusal.reason, answer.seq) == (Reason.CASE_TOO_BUSY, None)
    assert len(story.case.judged) == 1000
    assert REFERENCE not in aside.refusal.detail.en
    assert events(said, RequestArchived) == []
    assert before.counters == story.case.counters
