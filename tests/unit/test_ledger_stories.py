"""The ledger on each request's story: numbers, moves and breaches broken one at a time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.lifecycle import State
from contracts.sla import ClockBreached
from contracts.status import StatusChanged
from contracts.topics import CASES, QUARANTINE, SLA, STATUS
from services.ledger import Check, audit
from tests.builders.ledger import (
    INBOX,
    JUDGED,
    Log,
    a_sound_log,
    at_place,
    plus,
    replaced,
    without,
)
from tests.builders.stories import (
    DUE,
    REQUEST,
    a_breach,
    a_case,
    a_request,
    case_fields,
)

Found = tuple[Check, str, int]


def _found(log: Log) -> list[Found]:
    report = audit(log)
    assert report.problem_count == len(report.problems)
    return [(one.check, one.topic, one.offset) for one in report.problems]


@pytest.mark.parametrize(("topic", "offset"), [(STATUS, 1), (SLA, 1), (INBOX, 2)])
def test_a_missing_number_is_named_at_the_record_after_it(topic: str, offset: int) -> None:
    found = _found(without(a_sound_log(), topic, offset))
    assert (Check.SEQUENCE, topic, offset + 1) in found


@pytest.mark.parametrize(("topic", "last"), [(STATUS, 4), (SLA, 3), (INBOX, 4)])
def test_a_lost_last_event_is_found_by_what_the_case_counted(topic: str, last: int) -> None:
    assert _found(without(a_sound_log(), topic, last)) == [(Check.SEQUENCE, CASES, 1)]


@pytest.mark.parametrize(("topic", "last"), [(STATUS, 4), (SLA, 3), (INBOX, 4)])
def test_an_event_that_no_case_remembers_is_found(topic: str, last: int) -> None:
    counters = {STATUS: 5, SLA: 4, INBOX: 4, QUARANTINE: 1}
    counters[topic] -= 1
    short = a_case(REQUEST, JUDGED, counters=counters, request=a_request(), state=State.SCHEDULED)
    log = replaced(a_sound_log(), CASES, 1, short)
    assert _found(log) == [(Check.SEQUENCE, topic, last)]


@pytest.mark.parametrize("topic", [STATUS, SLA, INBOX, QUARANTINE])
def test_a_number_given_twice_is_found(topic: str) -> None:
    log = a_sound_log()
    last = max(one.offset for one in log if one.topic == topic)
    again = replace(at_place(log, topic, last), offset=last + 1)
    assert (Check.SEQUENCE, topic, last + 1) in _found([*log, again])


def test_a_state_that_no_move_leads_to_is_found() -> None:
    jump = StatusChanged(**case_fields(5), previous=State.ACKNOWLEDGED, state=State.CLOSED)
    log = replaced(a_sound_log(), STATUS, 4, jump)
    assert _found(log) == [(Check.PATH, STATUS, 4), (Check.CASES, CASES, 1)]


def test_an_event_that_names_another_previous_state_than_the_last_is_found() -> None:
    liar = StatusChanged(**case_fields(5), previous=State.IN_PROGRESS, state=State.SCHEDULED)
    assert _found(replaced(a_sound_log(), STATUS, 4, liar)) == [(Check.PATH, STATUS, 4)]


def test_a_clock_that_breaches_twice_in_a_cycle_is_found() -> None:
    again = plus(a_sound_log(), SLA, REQUEST, a_breach(5))
    assert (Check.BREACHES, SLA, 4) in _found(again)
    in_the_next_cycle = plus(a_sound_log(), SLA, REQUEST, a_breach(5, cycle=2))
    assert Check.BREACHES not in {check for check, _, _ in _found(in_the_next_cycle)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"recorded_at": DUE - timedelta(seconds=1)},
        {"occurred_at": DUE + timedelta(seconds=1)},
        {"occurred_at": DUE - timedelta(seconds=1)},
    ],
)
def test_a_breach_before_it_was_due_or_at_another_instant_is_found(wrong: dict[str, str]) -> None:
    early: ClockBreached = a_breach(4, **wrong)
    assert _found(replaced(a_sound_log(), SLA, 3, early)) == [(Check.BREACHES, SLA, 3)]
