"""One wrong record in a month of Kota Serang: the reference names it, and nothing else."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from contracts.cases import Class
from contracts.records import StoredRecord
from contracts.topics import (
    ARCHIVE,
    QUARANTINE,
    REQUESTS,
    SLA,
    STATUS,
    inbox_topic,
)
from services.ledger import Check, Scope, Worked, audit
from tests.flow.sound_run import (
    LIGHT,
    a_sound_run,
    at,
    changed,
    found,
    kind_of,
    put,
    said,
    sentences,
    the,
    with_case,
    without,
)

BREACH = the(SLA, "breached", request_id=LIGHT)
RESOLVED = the(STATUS, "changed", request_id=LIGHT, state="resolved")
FOLDED = {(REQUESTS, n): 1_000 for n in range(8)}


def _sets(name: str, value: Any) -> Any:  # noqa: ANN401 -- any JSON
    """A change of one field, `cause.offset` deep."""

    def change(body: dict[str, Any]) -> None:
        *parents, last = name.split(".")
        for parent in parents:
            body = body[parent]
        body[last] = value

    return change


def _early(body: dict[str, Any]) -> None:
    """An hour before it was due, and called due then."""
    body["due"] = body["occurred_at"] = body["received_at"] = "2026-04-09T15:00:00+07:00"


def test_a_sound_month_has_nothing_to_find_and_every_request_is_judged() -> None:
    report = audit(a_sound_run(), scope=Scope(worked=Worked(case=FOLDED)))
    assert report.problems == ()
    assert (report.reference.requests, report.reference.left_out, report.edges) == (4, {}, {})
    assert report.read == len(a_sound_run())


def test_a_breach_an_hour_early_is_found_though_it_agrees_with_itself() -> None:
    log = changed(BREACH, _early)
    assert found(log) == [at(Check.REFERENCE, BREACH)]
    (sentence,) = sentences(audit(log))
    assert sentence == (
        f"request {LIGHT} says: resolution clock breached at 2026-04-09T15:00:00+07:00, due"
        " 2026-04-09T15:00:00+07:00; the reference expects: resolution clock breached at"
        " 2026-04-09T16:00:00+07:00, due 2026-04-09T16:00:00+07:00"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("agency", "dlh"),
        ("native", "SURVEI"),
        ("occurred_at", "2026-04-13T11:44:00+07:00"),
        ("received_at", "2026-04-13T11:46:00+07:00"),
        ("recorded_at", "2026-04-13T11:45:00.000001+07:00"),
        ("implied", True),
        ("reason", "because"),
        ("outcome", "granted"),
    ],
)
def test_a_change_of_state_that_says_anything_else_is_found(field: str, value: object) -> None:
    assert found(changed(RESOLVED, _sets(field, value))) == [at(Check.REFERENCE, RESOLVED)]


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("started", "due", "2026-04-09T15:59:00+07:00"),
        ("started", "provisional", True),
        ("warned", "fraction", 0.8),
        ("paused", "reason", "scheduled"),
        ("resumed", "previous_due", "2026-04-13T15:00:00+07:00"),
        ("met", "used_seconds", 1),
        ("stopped", "policy", "ANOTHER"),
        ("escalated", "level", "9"),
        ("escalated", "role", "city-secretary"),
        ("escalated", "because", "bounces"),
        ("escalated", "skipped", [{"role": "section-head", "why": "absent"}]),
        ("escalated", "sends_at", "2026-04-09T16:00:01+07:00"),
    ],
)
def test_a_clock_that_says_anything_else_is_found(kind: str, field: str, value: object) -> None:
    clock = the(SLA, kind)
    assert found(changed(clock, _sets(field, value))) == [at(Check.REFERENCE, clock)]


def test_a_breach_nobody_told_is_found_at_what_was_told_in_its_place() -> None:
    later = [one for one in a_sound_run() if _is_beside(one, BREACH) and one.offset > BREACH.offset]
    log = [one for one in without(BREACH) if one not in later]
    for one in later:
        log = said(one, log)
    ((check, topic, *_),) = found(log)
    assert (check, topic) == (Check.REFERENCE, SLA)
    (sentence,) = sentences(audit(log))
    assert sentence == (
        f"request {LIGHT} says: resolution clock escalated at 2026-04-09T16:00:00+07:00, due"
        " 2026-04-09T16:00:00+07:00; the reference expects: resolution clock breached at"
        " 2026-04-09T16:00:00+07:00, due 2026-04-09T16:00:00+07:00"
    )


def _is_beside(one: StoredRecord, other: StoredRecord) -> bool:
    return (one.topic, one.key) == (other.topic, other.key)


def test_what_time_should_have_led_to_is_missed_where_it_was_surely_folded() -> None:
    """Without committed offsets nobody knows whether the last record of all was folded."""
    closed = the(STATUS, "changed", state="closed", reason="silent-consent", number=1)
    body = orjson.loads(closed.value or b"")
    remembered = {"state": "resolved", "counters": {STATUS: body["seq"] - 1}}
    log = with_case(body["request_id"], lambda case: _merge(case, remembered), without(closed))
    assert found(log) == []
    where = (REQUESTS, body["cause"]["partition"], body["cause"]["offset"])
    assert found(log, Scope(worked=Worked(case=FOLDED))) == [(Check.REFERENCE, *where)]


def _merge(case: dict[str, Any], changes: dict[str, Any]) -> None:
    counters = case["counters"] | changes["counters"]
    case.update(changes | {"counters": counters})


def test_a_second_breach_in_another_cycle_is_more_than_the_reference_expects() -> None:
    ((check, topic, *_),) = found(said(BREACH, cycle=2))
    assert (check, topic) == (Check.REFERENCE, SLA)


@pytest.mark.parametrize(
    ("outcome", "instead"), [(Class.LATE, Class.APPLIED), (Class.REFUSED, Class.APPLIED)]
)
def test_a_record_judged_otherwise_is_found_at_its_case(outcome: Class, instead: Class) -> None:
    case = next(
        one
        for one in a_sound_run()
        if one.topic == ARCHIVE and f'"{outcome}"'.encode() in (one.value or b"")
    )

    def change(body: dict[str, Any]) -> None:
        for judged in body["case"]["judged"]:
            judged[3] = judged[3].replace(outcome, instead)

    assert found(changed(case, change)) == [at(Check.REFERENCE, case)]


def test_an_order_nobody_took_notice_of_is_found() -> None:
    note = the(REQUESTS, "note")
    request = orjson.loads(note.value or b"")["request_id"]
    log = with_case(request, lambda case: case.update(orders=case["orders"][:-1]))
    assert found(log, Scope(worked=Worked(case=FOLDED))) == [at(Check.OUTCOME, note)]


def test_an_order_carried_out_otherwise_is_found() -> None:
    route = the(REQUESTS, "route")
    log = changed(route, lambda body: body.update(why="lain"))
    ((check, topic, *_),) = found(log)
    assert (check, topic) == (Check.REFERENCE, STATUS)


def test_an_agency_told_to_do_nothing_further_for_what_it_never_had_is_found() -> None:
    told = the(inbox_topic("dpmptsp"), "withdraw")
    ((check, topic, *_),) = found(said(replace(told, topic=inbox_topic("dlh"))))
    assert (check, topic) == (Check.OWNERS, inbox_topic("dlh"))


def test_a_request_put_away_a_day_early_is_found() -> None:
    away = the(ARCHIVE, "archived")

    def early(body: dict[str, Any]) -> None:
        at = datetime.fromisoformat(body["archived_at"]) - timedelta(days=1)
        body["archived_at"] = at.isoformat()

    assert found(changed(away, early)) == [at(Check.REFERENCE, away)]


def test_a_stub_whose_story_is_nowhere_is_found() -> None:
    away = the(ARCHIVE, "archived")
    (stub,) = (o for o in a_sound_run() if o.key == away.key and kind_of(o) == "stub")
    found_there = found(without(away))
    assert at(Check.CASES, stub) in found_there
    sent = [one for one in found_there if one[0] is Check.OUTCOME]
    assert len(sent) == len(orjson.loads(away.value or b"")["case"]["judged"])


def test_what_is_said_of_a_request_put_away_has_an_id_made_of_its_fact() -> None:
    aside = the(QUARANTINE, "v1", reason="archived")
    headers = tuple((k, b"random" if k == "ce_id" else v) for k, v in aside.headers)
    assert found(put(replace(aside, headers=headers))) == [at(Check.NAMES, aside)]
