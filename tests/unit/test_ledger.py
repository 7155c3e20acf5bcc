"""The ledger bites: each promise broken in a log where all else holds is named with its place."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.cases import Class
from contracts.envelope import released_as
from contracts.lifecycle import State
from contracts.reasons import Reason
from contracts.records import StoredRecord
from contracts.status import StatusChanged
from contracts.topics import CASES, QUARANTINE, REQUESTS, SLA, STATUS
from services.ledger import Bounds, Check, Latency, audit
from tests.builders.ledger import (
    DELAY_MS,
    INBOX,
    Log,
    a_sound_log,
    at_place,
    changed,
    plus,
    replaced,
    without,
)
from tests.builders.stories import (
    EARLY,
    HELD,
    REQUEST,
    SENT,
    a_case,
    a_fact,
    a_quarantined,
    case_fields,
)

Found = tuple[Check, str, int]


def _found(log: Log) -> list[Found]:
    report = audit(log)
    assert report.problem_count == len(report.problems)
    return [(one.check, one.topic, one.offset) for one in report.problems]


def test_a_sound_log_gives_every_record_one_class_and_no_problem() -> None:
    report = audit(a_sound_log())
    assert report.problems == ()
    assert report.classes == {
        Class.APPLIED: 2,
        Class.DUPLICATE: 1,
        Class.LATE: 1,
        Class.REFUSED: 1,
        Class.REJECTED: 3,
        Class.WAITING: 1,
        Class.HELD: 1,
    }
    assert report.records == sum(report.classes.values()) + report.unaccounted == 10


def test_the_report_counts_what_people_ask_for() -> None:
    report = audit(a_sound_log())
    assert report.quarantined == {"not-your-request": 1, "surprise": 1, "unreadable": 1}
    assert (report.facts, report.copies, report.requests) == (9, 1, {"dlh": 1})
    assert report.status == dict.fromkeys(
        ("received", "verified", "routed", "acknowledged", "scheduled"), 1
    )
    assert report.sla == {"started": 2, "met": 1, "breached": 1}
    assert report.latency == Latency(measured=5, p50_ms=DELAY_MS, p99_ms=DELAY_MS)


def test_what_the_clock_caused_is_no_latency() -> None:
    log = [
        replace(one, value=(one.value or b"").replace(SENT.encode(), REQUESTS.encode()))
        if one.topic == STATUS
        else one
        for one in a_sound_log()
    ]
    assert audit(log).latency == Latency()


def test_a_record_nobody_judged_is_unaccounted_for() -> None:
    log = without(a_sound_log(), CASES, 2)
    assert _found(log) == [(Check.OUTCOME, SENT, 6)]
    assert audit(log).unaccounted == 1


def test_a_rejected_record_that_is_missing_in_quarantine_is_unaccounted_for() -> None:
    assert _found(without(a_sound_log(), QUARANTINE, 0)) == [(Check.OUTCOME, SENT, 5)]


def test_a_judged_rejection_must_be_in_quarantine() -> None:
    log = without(a_sound_log(), QUARANTINE, 2)
    assert _found(log) == [(Check.SEQUENCE, CASES, 1), (Check.OUTCOME, SENT, 7)]


def test_a_record_applied_and_yet_put_aside_by_intake_is_in_two_classes() -> None:
    log = a_sound_log()
    aside = a_quarantined(at_place(log, SENT, 0), Reason.INVALID)
    assert _found(plus(log, QUARANTINE, "DLH-1", aside)) == [(Check.OUTCOME, SENT, 0)]


def test_a_record_applied_and_yet_put_aside_by_the_case_is_in_two_classes() -> None:
    log = a_sound_log()
    sent = at_place(log, SENT, 0)
    aside = a_quarantined(sent, Reason.HELD, hop="case", seq=2, request_id=REQUEST)
    found = _found(plus(log, QUARANTINE, "DLH-1", aside))
    assert found == [(Check.SEQUENCE, QUARANTINE, 4), (Check.OUTCOME, SENT, 0)]


def test_a_held_record_in_quarantine_for_another_reason_is_in_two_classes() -> None:
    log = a_sound_log()
    sent = at_place(log, SENT, 9)
    other = a_quarantined(sent, Reason.REFERENCE_REUSED, hop="case", seq=1, request_id=HELD)
    assert _found(replaced(log, QUARANTINE, 3, other)) == [(Check.OUTCOME, SENT, 9)]


def test_a_record_judged_by_two_cases_is_found() -> None:
    log = plus(a_sound_log(), CASES, "another", a_case(EARLY, {1: Class.APPLIED}))
    assert _found(log) == [(Check.OUTCOME, CASES, 4)]


def test_a_record_that_became_two_facts_is_found() -> None:
    second = a_fact(1).model_copy(update={"fact_id": "fact-1b"})
    log = plus(a_sound_log(), REQUESTS, REQUEST, second)
    assert _found(log) == [(Check.OUTCOME, REQUESTS, 11)]


def test_a_fact_of_a_record_that_does_not_exist_is_found() -> None:
    log = plus(a_sound_log(), REQUESTS, REQUEST, a_fact(77))
    assert _found(log) == [(Check.OUTCOME, REQUESTS, 11)]


def test_a_judged_fact_that_nobody_wrote_is_found() -> None:
    log = plus(a_sound_log(), CASES, EARLY, a_case(EARLY, {6: Class.WAITING, 88: Class.APPLIED}))
    assert _found(log) == [(Check.OUTCOME, CASES, 4)]


@pytest.mark.parametrize("part", ["key", "value", "headers"])
def test_a_copy_of_a_fact_that_differs_in_any_part_is_found(part: str) -> None:
    log = a_sound_log()
    copy = at_place(log, REQUESTS, 9)
    parts: dict[str, Any] = {
        "key": b"another",
        "value": (copy.value or b"").replace(b"catatan", b"catatam"),
        "headers": (*copy.headers, ("more", b"")),
    }
    log = changed(log, REQUESTS, 9, lambda one: replace(one, **{part: parts[part]}))
    assert _found(log) == [(Check.COPIES, REQUESTS, 9)]


def test_two_releases_that_say_the_same_are_alike() -> None:
    assert _found(_by_two_releases(b"catatan")) == []


def test_two_releases_that_say_something_else_are_a_class_of_their_own() -> None:
    log = _by_two_releases(b"catatam")
    assert _found(log) == [(Check.RELEASES, REQUESTS, 9)]
    (problem,) = audit(log).problems
    assert problem.sentence.endswith("with other bytes, by an unnamed release; here 0.2.0 wrote")


def _by_two_releases(said: bytes) -> Log:
    """The sound log, its copy written again by a later release."""

    def later(copy: StoredRecord) -> StoredRecord:
        value = (copy.value or b"").replace(b"catatan", said)
        return replace(copy, value=value, headers=(*copy.headers, *released_as("0.2.0")))

    return changed(a_sound_log(), REQUESTS, 9, later)


def test_intakes_quarantine_and_answers_may_be_written_twice_if_they_are_alike() -> None:
    log = a_sound_log()
    again = [
        replace(at_place(log, QUARANTINE, 0), offset=4),
        replace(at_place(log, INBOX, 0), offset=5),
    ]
    assert _found([*log, *again]) == []
    other = [replace(one, value=(one.value or b"").replace(b": x", b": y")) for one in again]
    found = _found([*log, *other])
    assert found == [(Check.COPIES, QUARANTINE, 4), (Check.COPIES, INBOX, 5)]


def test_a_record_of_ours_that_cannot_be_read_is_named_and_the_rest_still_read() -> None:
    log = changed(a_sound_log(), SLA, 2, lambda one: replace(one, value=b"{"))
    assert _found(log) == [(Check.READABLE, SLA, 2), (Check.SEQUENCE, SLA, 3)]


def test_records_that_outlived_their_topic_are_nobodys_fault() -> None:
    old = (SENT, STATUS, SLA, INBOX)
    log = [one for one in a_sound_log() if one.offset > 1 or one.topic not in old]
    begins = {(topic, 0): 2 for topic in old}
    assert audit(log, Bounds(begins)).problems == ()


def test_a_record_that_came_after_the_reading_began_is_left_for_the_next_one() -> None:
    log = without(a_sound_log(), SENT, 9)
    assert _found(log) == [(Check.OUTCOME, REQUESTS, 8), (Check.OUTCOME, QUARANTINE, 3)]
    assert audit(log, Bounds(ends={(SENT, 0): 9})).problems == ()


def test_a_problem_says_where_and_what() -> None:
    jump = StatusChanged(**case_fields(5), previous=State.ACKNOWLEDGED, state=State.CLOSED)
    problem = audit(replaced(a_sound_log(), STATUS, 4, jump)).problems[0]
    assert problem.model_dump(mode="json") == {
        "check": "legal-path",
        "topic": STATUS,
        "partition": 0,
        "offset": 4,
        "sentence": f"request {REQUEST} went from acknowledged to closed",
    }
