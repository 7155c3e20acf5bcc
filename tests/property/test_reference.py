"""The ledger's slow twin says of every history what the fold says, though they share no code."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import orjson
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracts.envelope import type_of
from contracts.kin import KIN_FACTS
from contracts.lifecycle import NOT_OURS, State
from contracts.orders import DeclineOrdered, ExtendOrdered, RecomputeOrdered, RouteOrdered
from contracts.records import StoredRecord
from contracts.releases import CLOCK, Release
from contracts.sla import ClockExtended, WindowMoved
from contracts.topics import CATALOGUE, REQUESTS, SLA, STATUS
from services.ledger import Check, Report, Scope, Worked, audit
from tests.builders import later
from tests.builders.climbing import a_climbing_city, a_later_climbing_city
from tests.builders.facts import (
    REQUEST,
    VERSION,
    a_confirmation,
    a_report,
    a_submission,
    an_extension,
    an_origin,
)
from tests.builders.partitions import CLOCK as CITY_CLOCK
from tests.builders.partitions import PARTITION, Worker, stored
from tests.builders.partitions import Log as History
from tests.property.histories import RULED, histories
from tests.property.kindred_histories import DELAYS, carried, shared

Log = list[StoredRecord]
LATER = "2026-03-16 10:00"
PROVEN = {Check.REFERENCE, Check.CAUSES, Check.PATH, Check.SEQUENCE, Check.BREACHES, Check.CASES}
"""Checks that need no agency's record and no id: histories have neither."""

several = settings(max_examples=500, deadline=None, derandomize=True)
some = settings(max_examples=50, deadline=None)


@cache
def published() -> Log:
    """The small city, whose terms escalate, as it is and as it was to be, and its clock."""
    values = {CLOCK: CITY_CLOCK.to_bytes()}
    for city in (a_climbing_city(), a_later_climbing_city()):
        release = Release(version=city.version, effective_at=0, catalogue=city)
        values[city.version.encode()] = release.to_bytes()
    return [
        StoredRecord(CATALOGUE, 0, offset, 0, key, value)
        for offset, (key, value) in enumerate(values.items())
    ]


def told(log: Log, delays: Sequence[int] = (9,)) -> tuple[Log, Log]:
    """A history with what its cases tell each other, and all else that a case worker writes."""
    run, offsets = carried(log, delays), Counter[str]()
    last = run.log[-1].timestamp
    return run.log, [replace(one, timestamp=last) for one in _placed(run.worker, offsets)]


def _placed(worker: Worker, offsets: Counter[str]) -> Iterator[StoredRecord]:
    for message in worker.written:
        if message.topic != REQUESTS:
            yield stored(offsets[message.topic], message)
            offsets[message.topic] += 1


def report(log: Log, effects: Log) -> Report:
    """What the ledger finds; the worker has folded the whole history."""
    scope = Scope(worked=Worked(case={(REQUESTS, PARTITION): len(log)}))
    return audit([*published(), *log, *effects], scope=scope)


def found(report: Report) -> list[tuple[Check, str, int]]:
    return [(o.check, o.topic, o.offset) for o in report.problems if o.check in PROVEN]


def _is_kin(record: StoredRecord) -> bool:
    """Whether one case told another something; who was never submitted hears it all the same."""
    return type_of(record.headers) in KIN_FACTS


@several
@given(histories())
def test_the_twin_says_of_any_history_what_the_fold_says(log: Log) -> None:
    log, effects = told(log)
    proven = report(log, effects)
    requests = {one.key for one in log if one.key != b"clock" and not _is_kin(one)}
    assert found(proven) == []
    assert (proven.reference.requests, proven.reference.left_out) == (len(requests), {})


@several
@given(histories(steps=RULED))
def test_the_twin_says_of_terms_computed_anew_what_the_fold_says(log: Log) -> None:
    proven = report(*told(log))
    assert found(proven) == []
    assert proven.reference.left_out == {}


@several
@given(shared(), DELAYS)
def test_the_twin_says_of_requests_that_share_what_the_fold_says(
    log: Log, delays: list[int]
) -> None:
    proven = report(*told(log, delays))
    assert found(proven) == []
    assert proven.reference.left_out == {}


@some
@given(histories(), st.data())
def test_an_event_told_a_minute_off_is_found(log: Log, data: st.DataObject) -> None:
    log, effects = told(log)
    events = [one for one in effects if one.topic in (STATUS, SLA)]
    assume(events)
    odd = data.draw(st.sampled_from(events))
    body = orjson.loads(odd.value or b"")
    at = datetime.fromisoformat(body["occurred_at"]) + timedelta(minutes=1)
    body["occurred_at"] = at.isoformat()
    changed = [replace(odd, value=orjson.dumps(body)) if one is odd else one for one in effects]
    assert (Check.REFERENCE, odd.topic, odd.offset) in found(report(log, changed))


def test_the_twin_climbs_for_a_third_hand_over_as_the_fold_does() -> None:
    log = History()
    log.put(a_submission(an_origin(1)))
    for number, (agency, heir) in enumerate((("dlh", "dishub"), ("dishub", "dpmptsp")), 2):
        log.put(a_report(an_origin(number, LATER, agency), State.ROUTED, reason=NOT_OURS))
        name = f"order-{number}"
        order = RouteOrdered(order_id=name, request_id=REQUEST, by="siti", why="x", agency=heir)
        log.order(order, LATER)
    log.put(a_report(an_origin(9, LATER, "dpmptsp"), State.ROUTED, reason=NOT_OURS))
    whole, effects = told(log.records)
    events = [orjson.loads(one.value or b"") for one in effects if one.topic == SLA]
    assert [one["because"] for one in events if "level" in one] == ["bounces"]
    assert found(report(whole, effects)) == []


def test_the_twin_gives_more_time_as_the_fold_does() -> None:
    log = History()
    log.put(a_submission(an_origin(1), service="dlh.may-take-longer"))
    log.put(an_extension(an_origin(2, LATER)))
    names: dict[str, Any] = {"order_id": "order-1", "by": "siti", "why": "x", "role": "kepala-opd"}
    log.order(ExtendOrdered(request_id=REQUEST, **names), LATER)
    log.advance("2026-05-01 00:00")
    whole, effects = told(log.records)
    kinds = [dict(one.headers)["ce_type"] for one in effects if one.topic == SLA]
    assert ClockExtended.TYPE.encode() in kinds
    assert found(report(whole, effects)) == []


def test_the_twin_gives_no_time_that_was_declined_as_the_fold_does_not() -> None:
    log = History()
    log.put(a_submission(an_origin(1), service="dlh.may-take-longer"))
    log.put(an_extension(an_origin(2, LATER)))
    names: dict[str, Any] = {"by": "siti", "why": "x", "role": "kepala-opd"}
    for number, kind in enumerate((DeclineOrdered, ExtendOrdered)):
        log.order(kind(request_id=REQUEST, order_id=f"order-{number}", **names), LATER)
    log.advance("2026-05-01 00:00")
    whole, effects = told(log.records)
    kinds = [dict(one.headers)["ce_type"] for one in effects if one.topic == SLA]
    assert ClockExtended.TYPE.encode() not in kinds
    assert found(report(whole, effects)) == []


def test_the_twin_waits_for_a_question_told_late_as_the_fold_does() -> None:
    log = History()
    log.put(a_submission(an_origin(1)))
    log.put(a_report(an_origin(2, "2026-03-16 10:00"), State.ACKNOWLEDGED))
    log.put(a_report(an_origin(3, "2026-03-18 10:00"), State.IN_PROGRESS))
    log.advance("2026-03-20 08:00")
    asked: dict[str, Any] = {
        "occurred_at": CITY_CLOCK.city(log.records[1].timestamp) + timedelta(hours=2)
    }
    log.put(a_report(an_origin(4, "2026-03-20 09:00", **asked), State.NEEDS_INFORMATION))
    whole, effects = told(log.records)
    events = [orjson.loads(one.value or b"") for one in effects if one.topic == SLA]
    assert [one["because"] for one in events if "previous_state" in one] == ["told-late"]
    assert found(report(whole, effects)) == []


def test_the_twin_moves_windows_with_the_calendar_as_the_fold_does() -> None:
    log = History()
    log.put(a_submission(an_origin(1), service="dlh.may-be-reopened"))
    log.put(a_report(an_origin(2, "2026-03-16 10:00"), State.RESOLVED))
    names: dict[str, Any] = {"by": "siti", "why": "x", "calendar": "OFFICE"}
    moved = RecomputeOrdered(request_id=REQUEST, order_id="1", catalogue=later.LATER, **names)
    log.order(moved, "2026-03-16 11:00")
    log.put(a_confirmation(an_origin(3, "2026-03-16 12:00")))
    back = RecomputeOrdered(request_id=REQUEST, order_id="2", catalogue=VERSION, **names)
    log.order(back, "2026-03-16 13:00")
    log.advance("2026-05-20 00:00")
    whole, effects = told(log.records)
    events = [one for one in effects if dict(one.headers)["ce_type"] == WindowMoved.TYPE.encode()]
    windows = [orjson.loads(one.value or b"")["window"] for one in events]
    assert windows == ["silent_consent", "reopen"]
    assert found(report(whole, effects)) == []
