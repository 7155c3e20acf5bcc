"""What a chunk of folded facts comes to in figures, and how cases stand after a take-over."""

from collections import Counter
from collections.abc import Mapping

from contracts.lifecycle import State
from contracts.metrics import (
    JUDGED,
    LATENCY,
    OPEN_CASES,
    QUARANTINED,
    REQUESTS,
    SLA,
    TRANSITIONS,
    UNMAPPED,
    WAITED,
    Metric,
    Sample,
)
from tests.builders.calendars import at
from tests.builders.events import milliseconds
from tests.builders.facts import MONDAY, a_note, a_report, a_submission, an_origin
from tests.builders.partitions import PARTITION, Log, Worker, breaking, ground
from tests.builders.promises import the_city

LATER = "2026-03-16 10:00"
NOW_MS = milliseconds(at("2026-03-16 12:00"))


def of(metric: Metric, counts: Mapping[Sample, int]) -> dict[tuple[str, ...], int]:
    """One metric's counts by its labels."""
    return {labels: count for (found, labels), count in counts.items() if found is metric}


def open_cases(worker: Worker) -> dict[tuple[str, ...], int]:
    """Who has what, as the worker's partition shows it: what is none is left out."""
    found = Counter(of(OPEN_CASES, worker.cases.measure().stands(NOW_MS)))
    return dict(+found)


def test_a_submission_and_its_report_are_counted_by_what_they_led_to() -> None:
    log, worker = Log(), Worker()
    log.put(a_submission(an_origin(1)))
    log.put(a_report(an_origin(2, LATER), State.SCHEDULED))
    worker.fold(log.records)
    counts = worker.cases.measure().counts
    assert of(JUDGED, counts) == {("dlh", "applied"): 2}
    assert of(TRANSITIONS, counts) == {
        ("none", "new", "received"): 1,
        ("none", "received", "verified"): 1,
        ("dlh", "verified", "routed"): 1,
        ("dlh", "routed", "acknowledged"): 1,
        ("dlh", "acknowledged", "scheduled"): 1,
    }
    assert sum(of(REQUESTS, counts).values()) == 1
    group = the_city().services[0].group
    assert [labels[:2] for labels in of(REQUESTS, counts)] == [("dlh", group)]
    assert sum(of(SLA, counts).values()) == 5
    assert of(SLA, counts)["dlh", "first_response", "met"] == 1


def test_what_was_counted_is_not_counted_again() -> None:
    log, worker = Log(), Worker()
    log.put(a_submission(an_origin(1)))
    worker.fold(log.records)
    worker.cases.measure()
    measures = worker.cases.measure()
    assert (measures.counts, measures.since) == ({}, {})


def test_a_copy_counts_nothing_and_a_duplicate_once() -> None:
    log, worker = Log(), Worker()
    submission = a_submission(an_origin(1))
    again = a_submission(an_origin(2, event_id="dlh-1", digest=submission.origin.digest))
    for fact in (submission, submission, again):
        log.put(fact)
    worker.fold(log.records)
    counts = worker.cases.measure().counts
    assert of(JUDGED, counts) == {("dlh", "applied"): 1, ("dlh", "duplicate"): 1}


def test_a_late_and_a_refused_report_are_told_apart() -> None:
    log, worker = Log(), Worker()
    log.put(a_submission(an_origin(1)))
    log.put(a_report(an_origin(2, LATER), State.SCHEDULED))
    log.put(a_report(an_origin(3, "2026-03-16 09:30"), State.IN_PROGRESS))
    log.put(a_report(an_origin(4, "2026-03-16 11:00"), State.RECEIVED))
    worker.fold(log.records)
    counts = worker.cases.measure().counts
    wanted = {("dlh", "applied"): 2, ("dlh", "late"): 1, ("dlh", "refused"): 1}
    assert of(JUDGED, counts) == wanted


def test_what_is_put_aside_is_counted_by_its_reason_and_not_as_an_outcome() -> None:
    log, worker = Log(), Worker()
    log.put(a_submission(an_origin(1)))
    log.put(a_submission(an_origin(2)))
    worker.fold(log.records)
    counts = worker.cases.measure().counts
    assert of(QUARANTINED, counts) == {("case", "dlh", "reference-reused"): 1}
    assert of(JUDGED, counts) == {("dlh", "applied"): 1}


def test_our_own_failure_is_counted_as_a_surprise() -> None:
    log, worker = Log(), Worker(ground(breaking(lambda event: event.TYPE.endswith("note.v1"))))
    log.put(a_submission(an_origin(1)))
    log.put(a_note(an_origin(2)))
    worker.fold(log.records)
    counts = worker.cases.measure().counts
    assert of(QUARANTINED, counts) == {("case", "dlh", "surprise"): 1}


def test_a_status_nobody_knows_is_counted_by_its_agency() -> None:
    log, worker = Log(), Worker()
    log.put(a_submission(an_origin(1)))
    log.put(a_report(an_origin(2, LATER), None))
    worker.fold(log.records)
    assert of(UNMAPPED, worker.cases.measure().counts) == {("dlh",): 1}


def test_a_report_that_came_early_waits_and_gets_its_outcome_later() -> None:
    log, worker = Log(), Worker()
    log.put(a_report(an_origin(2, LATER), State.SCHEDULED))
    worker.fold(log.records)
    early = worker.cases.measure().counts
    log.put(a_submission(an_origin(1)))
    worker.fold(log.records[1:])
    later = worker.cases.measure().counts
    assert (of(WAITED, early), of(JUDGED, early)) == ({("dlh",): 1}, {})
    assert (of(WAITED, later), of(JUDGED, later)) == ({}, {("dlh", "applied"): 2})


def test_latency_is_measured_from_the_agencys_record_and_not_from_the_clocks() -> None:
    log, worker = Log(), Worker()
    log.put(a_submission(an_origin(1)))
    log.put(a_report(an_origin(2, LATER), State.RESOLVED))
    worker.fold(log.records)
    since = worker.cases.measure().since
    first, second = milliseconds(at(MONDAY)), milliseconds(at(LATER))
    assert {key: n for key, n in since.items() if key[1] == first} == {
        ((LATENCY, ("dlh",)), first): 3
    }
    assert {instant for _, instant in since} == {first, second}
    log.advance("2026-04-20 10:00")
    worker.fold(log.records[-1:])
    assert worker.cases.measure().since == {}


def test_what_the_clock_brings_is_counted_like_what_agencies_do() -> None:
    log, worker = Log(), Worker()
    log.put(a_submission(an_origin(1)))
    worker.fold(log.records)
    worker.cases.measure()
    log.advance("2026-06-20 10:00")
    worker.fold(log.records[1:])
    found = of(SLA, worker.cases.measure().counts)
    assert {key: n for key, n in found.items() if key[2] == "breached"} == {
        ("dlh", "first_response", "breached"): 1,
        ("dlh", "resolution", "breached"): 1,
    }


def test_open_cases_follow_every_move_until_nothing_is_owed() -> None:
    log, worker = Log(), Worker()
    log.put(a_submission(an_origin(1)))
    worker.fold(log.records)
    assert open_cases(worker) == {(str(PARTITION), "dlh", "routed"): 1}
    log.put(a_report(an_origin(2, LATER), State.RESOLVED))
    worker.fold(log.records[1:])
    assert open_cases(worker) == {(str(PARTITION), "dlh", "resolved"): 1}
    log.put(a_report(an_origin(3, "2026-03-16 11:00"), State.REFERRED_OUT))
    worker.fold(log.records[2:])
    assert open_cases(worker) == {}


def test_who_takes_over_knows_the_open_cases_from_headers_alone() -> None:
    log, worker = Log(), Worker()
    log.put(a_submission(an_origin(1)))
    worker.fold(log.records)
    log.put(a_report(an_origin(2, LATER), State.SCHEDULED))
    worker.fold(log.records[1:])
    before = open_cases(worker)
    worker.crash()
    assert open_cases(worker) == before == {(str(PARTITION), "dlh", "scheduled"): 1}
    log.put(a_report(an_origin(3, "2026-03-16 11:00"), State.REFERRED_OUT))
    worker.fold(log.records[2:])
    worker.crash()
    assert open_cases(worker) == {}
