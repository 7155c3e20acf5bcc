"""The ledger over a part of the log, beside a client's history, and beside workers' figures."""

import asyncio
from typing import Any

import orjson
import pytest

from contracts.records import Message, StoredRecord
from contracts.topics import ARCHIVE, CASES, REQUESTS, SLA, events_topic, inbox_topic, topics_for
from services.ledger import (
    ALL,
    NONE,
    Check,
    Groups,
    Report,
    Scope,
    audit,
    read_ledger,
)
from services.ledger.findings import EARLIER
from services.ledger.judging import NO_CLOCK, NOT_WHOLE
from services.ledger.outcomes import OPEN
from services.ledger.reference.facts import HEARD
from tests.builders.calendars import at
from tests.builders.events import milliseconds
from tests.flow.line import AGENCIES
from tests.flow.memory_bus import FakeClock, MemoryBus
from tests.flow.sound_run import Log, a_sound_run, changed, the

GROUPS = Groups("simpul-intake", "simpul-case")
SENT = events_topic("dpmptsp")
APRIL = milliseconds(at("2026-04-01 00:00"))


async def stored(log: Log) -> MemoryBus:
    """The run on a bus, every record at its own time."""
    clock = FakeClock(0)
    bus = MemoryBus(clock)
    await bus.apply(topics_for(AGENCIES))
    for one in log:
        clock.now_ms = one.timestamp
        await bus.write([Message(one.topic, one.key, one.value, one.headers, one.partition)])
    return bus


def proven(log: Log, **scope: Any) -> Report:
    """What is found of the run on a bus."""

    async def read() -> Report:
        return await read_ledger(await stored(log), AGENCIES, Scope(**scope))

    return asyncio.run(read())


def test_the_whole_run_read_from_a_bus_is_what_was_at_hand() -> None:
    assert proven(a_sound_run()) == audit(a_sound_run())


def test_of_april_alone_what_came_before_is_left_out_and_said() -> None:
    report = proven(a_sound_run(), since_ms=APRIL)
    assert report.problems == ()
    assert (report.records, report.unaccounted) == (14, 0)
    assert report.edges == {}
    assert (report.reference.requests, report.reference.left_out) == (3, {NOT_WHOLE: 1})


def test_a_time_that_begins_in_the_middle_of_a_request_leaves_it_out() -> None:
    report = proven(a_sound_run(), since_ms=milliseconds(at("2026-04-08 00:00")))
    assert report.problems == ()
    assert report.reference.left_out == {NOT_WHOLE: 3}


def test_what_a_cause_before_the_time_led_to_is_left_out_and_counted() -> None:
    submitted = the(REQUESTS, "received", request_id=_licence())
    report = proven(a_sound_run(), since_ms=submitted.timestamp + 1)
    assert report.problems == ()
    assert EARLIER not in report.edges


def test_up_to_an_instant_what_may_have_come_after_it_is_nobodys_fault() -> None:
    until = milliseconds(at("2026-04-08 12:00"))
    report = proven(a_sound_run(), until_ms=until)
    assert report.problems == ()
    assert report.reference.requests == 3
    assert report.records == sum(
        one.topic in _EVENTS and one.timestamp < until for one in a_sound_run()
    )


def test_a_record_without_outcome_before_the_end_of_a_time_is_left_open() -> None:
    sent = the(SENT, "reported", number=1)
    until = sent.timestamp + 1
    late = [
        one for one in a_sound_run() if one.timestamp >= sent.timestamp and one.topic not in _EVENTS
    ]
    log = [one for one in a_sound_run() if one not in late or one.topic in (CASES, ARCHIVE)]
    report = proven(log, until_ms=until)
    assert (report.problems, report.edges[OPEN]) == ((), 1)


_EVENTS = frozenset(map(events_topic, AGENCIES))


def _licence() -> str:
    found: str = orjson.loads(the(inbox_topic("dpmptsp"), "accepted").value or b"")["request_id"]
    return found


@pytest.mark.parametrize(("every", "judged"), [(ALL, 4), (NONE, 0), (1_000_000, 0)])
def test_the_reference_judges_as_many_as_it_is_asked_to(every: int, judged: int) -> None:
    breach = the(SLA, "breached")
    odd = changed(breach, lambda body: body.update(agency="dlh"))
    report = proven(odd, every=every)
    assert (report.reference.every, report.reference.requests) == (every, judged)
    assert report.holds == (every != ALL)


def test_without_the_catalogue_nothing_is_judged_and_that_is_said() -> None:
    log = [one for one in a_sound_run() if not one.topic.startswith("ref.")]
    assert audit(log).reference.left_out == {NO_CLOCK: 4}


def test_a_kind_of_fact_the_twin_was_not_taught_is_counted_and_no_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(HEARD, "simpul.fact.answer.v1")
    report = audit(a_sound_run())
    assert report.problems == ()
    assert report.reference.left_out == {"facts of the kind simpul.fact.answer.v1": 1}


def test_a_committed_offset_tells_what_is_lost_from_what_is_under_way() -> None:
    fact = the(REQUESTS, "confirmation")
    lost = (fact.topic, fact.partition, fact.offset)

    async def read(upto: int) -> Report:
        bus = await stored(_before(fact))
        bus.commit(GROUPS.case, {lost[:2]: upto})
        return await read_ledger(bus, AGENCIES, Scope(groups=GROUPS))

    (problem,) = asyncio.run(read(fact.offset + 1)).problems
    assert problem.check is Check.COMMITTED
    assert f"at {REQUESTS} {fact.partition}@{fact.offset} was judged by no case" in problem.sentence
    (problem,) = asyncio.run(read(fact.offset)).problems
    assert problem.check is Check.OUTCOME


def _before(fact: StoredRecord) -> Log:
    """The run as it was when a fact had been written and nothing had come of it."""
    return [
        one
        for one in a_sound_run()
        if one.timestamp < fact.timestamp
        or (one.topic in _EVENTS and one.timestamp == fact.timestamp)
        or (one.topic, one.partition, one.offset) == (fact.topic, fact.partition, fact.offset)
    ]
