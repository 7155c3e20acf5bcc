"""The cases of one partition: chunks in, messages out, and a worker that takes over."""

import orjson
import pytest

from agents.case.wakes import MOST
from contracts.cases import Case, Class
from contracts.envelope import headers_of
from contracts.ids import case_event_id, request_id
from contracts.lifecycle import State
from contracts.quarantine import Quarantined, original_of
from contracts.reasons import Reason
from contracts.records import Message
from contracts.releases import CityClock, ClockSegment
from contracts.requests import NoteReceived, RequestReceived
from contracts.sla import ClockBreached
from contracts.topics import CASES, QUARANTINE, SLA, STATUS, inbox_topic
from tests.builders.calendars import at
from tests.builders.events import milliseconds
from tests.builders.facts import MONDAY, REQUEST, a_note, a_report, a_submission, an_origin
from tests.builders.partitions import (
    PARTITION,
    SOURCE,
    Log,
    Originals,
    Worker,
    breaking,
    ground,
    original,
)


def submitted(log: Log, number: int, when: str = MONDAY) -> str:
    """One more request; its id."""
    reference = f"DLH-{number}"
    request = request_id("kota-serang", "dlh", reference)
    origin = an_origin(1000 + number, when)
    log.put(a_submission(origin, request_id=request, reference=reference))
    return request


def topics(messages: list[Message]) -> list[str]:
    return [one.topic for one in messages]


def last_case(messages: list[Message], key: str) -> Case:
    found = [one for one in messages if one.topic == CASES and one.key == key.encode()]
    return Case.read(found[-1].value or b"")


def test_a_chunk_says_what_happened_in_order_and_then_writes_each_case_once() -> None:
    log = Log()
    log.put(a_submission(an_origin(1)))
    log.put(a_report(an_origin(2, "2026-03-16 10:00"), State.SCHEDULED))
    messages = Worker().fold(log.records)
    assert topics(messages) == [
        *(STATUS, SLA, SLA, SLA, STATUS, SLA, STATUS),
        *(inbox_topic("dlh"), inbox_topic("dlh")),
        *(SLA, STATUS, STATUS),
        CASES,
    ]
    assert {(one.key, one.partition) for one in messages} == {(REQUEST.encode(), PARTITION)}


def test_an_event_is_named_by_request_topic_and_seq_and_stamped_when_it_was_recorded() -> None:
    log = Log()
    log.put(a_submission(an_origin(1)), "2026-03-16 09:00")
    first = Worker().fold(log.records)[0]
    event_id = case_event_id(REQUEST, STATUS, 1)
    when = at("2026-03-16 09:00")
    assert first.headers == headers_of("simpul.status.changed.v1", event_id, SOURCE, when)


def test_a_case_record_reads_back_as_the_case_and_carries_its_deadline() -> None:
    log = Log()
    log.put(a_submission(an_origin(1)))
    (state,) = [one for one in Worker().fold(log.records) if one.topic == CASES]
    case = Case.read(state.value or b"")
    due = milliseconds(at("2026-03-18 08:15")) * 1000
    assert case.to_bytes() == Case.read(case.to_bytes()).to_bytes()
    assert dict(state.headers)["simpul_due"] == str(due).encode()
    assert (case.seq, case.state, len(case.clocks)) == (1, State.ROUTED, 3)


def test_a_copy_writes_nothing_at_all() -> None:
    log, worker = Log(), Worker()
    for _ in range(2):
        log.put(a_submission(an_origin(1)))
    worker.fold(log.records[:1])
    assert worker.fold(log.records[1:]) == []


def test_whoever_takes_over_knows_the_deadlines_without_reading_a_case() -> None:
    log, worker = Log(), Worker()
    log.put(a_submission(an_origin(1)))
    log.put(a_note(an_origin(2, "2026-03-16 09:01"), request_id=request_id("c", "a", "early")))
    worker.fold(log.records)
    before = worker.cases.wakes_at()
    assert before == milliseconds(at("2026-03-16 09:16")) + 1
    worker.crash()
    assert worker.cases.wakes_at() == before


def test_deadlines_fire_when_the_clock_is_folded_and_a_second_time_nothing_does() -> None:
    log, worker = Log(), Worker()
    log.put(a_submission(an_origin(1)))
    log.advance("2026-03-31 00:00")
    log.advance("2026-03-31 00:00")
    worker.fold(log.records[:1])
    assert worker.cases.wakes_at() == milliseconds(at("2026-03-18 08:15")) + 1
    reminded = [SLA, inbox_topic("dlh")]
    assert topics(worker.fold(log.records[1:2])) == [*reminded, SLA, *reminded, SLA, CASES]
    assert worker.fold(log.records[2:]) == []
    assert worker.cases.wakes_at() is None


def test_deadlines_of_many_requests_fire_by_instant_and_then_by_request() -> None:
    log, worker = Log(), Worker()
    later = submitted(log, 1, "2026-03-17 09:00")
    together = sorted(submitted(log, number) for number in range(2, 6))
    log.advance("2026-03-31 00:00")
    messages = worker.fold(log.records)
    breaches = dict(headers_of(ClockBreached.TYPE, "", "", at(MONDAY)))["ce_type"]
    order = [one.key for one in messages if dict(one.headers)["ce_type"] == breaches]
    assert list(dict.fromkeys(order)) == [key.encode() for key in (*together, later)]


def test_no_clock_record_reaches_beyond_the_thousandth_case_that_waits() -> None:
    log, worker = Log(), Worker()
    for number in range(MOST):
        log.put(note_of(number, "2026-03-16 09:00"))
    for number in range(MOST, MOST + 5):
        log.put(note_of(number, "2026-03-16 09:05"))
    worker.fold(log.records)
    far = milliseconds(at("2026-03-17 00:00"))
    until = orjson.loads(worker.cases.clock_record(far).value or b"")["until_ms"]
    assert until == milliseconds(at("2026-03-16 09:15")) + 1
    near = milliseconds(at("2026-03-16 09:10"))
    assert orjson.loads(worker.cases.clock_record(near).value or b"")["until_ms"] == near


def note_of(number: int, when: str) -> NoteReceived:
    return a_note(an_origin(number, when), request_id=request_id("c", "a", str(number)))


def test_a_deadline_moves_with_the_citys_clock() -> None:
    begin = milliseconds(at(MONDAY))
    standing = ClockSegment(real_ms=begin, city=at(MONDAY), speed=0)
    clocks = [CityClock(epoch="t", segments=(standing,), demo=True)]
    log, worker = Log(), Worker(ground(clock=lambda: clocks[-1]))
    log.put(a_submission(an_origin(1)))
    worker.fold(log.records)
    assert worker.cases.wakes_at() is None
    again = ClockSegment(real_ms=begin + 60_000, city=at(MONDAY), speed=14_400)
    clocks.append(CityClock(epoch="t", segments=(standing, again), demo=True))
    wakes = worker.cases.wakes_at()
    assert wakes is not None
    assert clocks[-1].city(wakes) > at("2026-03-18 08:15") >= clocks[-1].city(wakes - 1)


def test_our_own_bug_goes_to_quarantine_and_holds_that_request_alone() -> None:
    broken = ground(breaking(lambda event: getattr(event, "native", "") == "POISON"))
    log, worker = Log(), Worker(broken)
    log.put(a_submission(an_origin(1)))
    other = submitted(log, 1)
    log.put(a_report(an_origin(2, "2026-03-16 10:00"), State.SCHEDULED, native="POISON"))
    log.put(a_report(an_origin(3, "2026-03-16 11:00"), State.SCHEDULED))
    fact = a_report(an_origin(4, "2026-03-16 12:00"), State.SCHEDULED, request_id=other)
    log.put(fact)
    messages = worker.fold(log.records)
    aside = [Quarantined.read(one.value or b"") for one in messages if one.topic == QUARANTINE]
    assert [(one.reason, one.seq) for one in aside] == [(Reason.SURPRISE, 1), (Reason.HELD, 2)]
    held = last_case(messages, REQUEST)
    assert (held.held, held.state) == (True, State.ROUTED)
    assert [one.outcome for one in held.judged] == [Class.APPLIED, Class.REJECTED, Class.HELD]
    assert last_case(messages, other).state is State.SCHEDULED


def test_a_bug_while_time_passes_holds_that_request_and_fires_the_others() -> None:
    broken = ground(breaking(lambda event: isinstance(event, Case) and event.request_id == REQUEST))
    log, worker = Log(), Worker(ground())
    log.put(a_submission(an_origin(1)))
    other = submitted(log, 1)
    worker.fold(log.records)
    worker._ground = broken  # noqa: SLF001 - the release with the bug takes over
    worker.crash()
    messages = worker.fold([log.advance("2026-03-31 00:00")])
    assert last_case(messages, REQUEST).held
    assert not last_case(messages, other).held
    assert {one.key for one in messages if one.topic == SLA} == {other.encode()}
    assert worker.cases.wakes_at() is None


def test_quarantine_keeps_the_agencys_record_as_it_came() -> None:
    log = Log()
    fact = a_report(an_origin(9, agency="dishub"), State.SCHEDULED)
    log.put(a_submission(an_origin(1)))
    log.put(fact)
    (aside,) = [one for one in Worker().fold(log.records) if one.topic == QUARANTINE]
    event = Quarantined.read(aside.value or b"")
    assert event.original == original_of(original(fact.origin))
    assert (event.reason, event.agency, event.event_id) == (
        Reason.NOT_YOUR_REQUEST,
        "dishub",
        "dishub-9",
    )
    assert aside.key == original(fact.origin).key
    assert aside.partition is None


def test_of_a_record_its_topic_no_longer_keeps_quarantine_has_the_coordinates() -> None:
    log = Log()
    log.put(a_submission(an_origin(1)))
    log.put(a_report(an_origin(9, agency="dishub"), State.SCHEDULED))
    worker = Worker(ground(originals=Originals(gone=[9])))
    (aside,) = [one for one in worker.fold(log.records) if one.topic == QUARANTINE]
    kept = Quarantined.read(aside.value or b"").original
    assert (kept.topic, kept.partition, kept.offset) == ("agency.dishub.events.v1", 3, 9)
    assert (kept.key, kept.value) == (None, None)


def test_a_removed_case_is_forgotten() -> None:
    log, worker = Log(), Worker()
    log.put(a_submission(an_origin(1)))
    worker.fold(log.records)
    worker.written.append(Message(CASES, REQUEST.encode(), None))
    worker.crash()
    assert worker.cases.wakes_at() is None


def test_what_no_release_knows_ends_the_process() -> None:
    log = Log()
    record = log.put(a_submission(an_origin(1)))
    strange = record.__class__(
        *(record.topic, PARTITION, 0, 0, b"k", b"{}"), headers=(("ce_type", b"simpul.new.v9"),)
    )
    with pytest.raises(KeyError):
        Worker().fold([strange])


def test_facts_of_a_known_type_from_a_later_release_are_read() -> None:
    log = Log()
    record = log.put(a_submission(an_origin(1)))
    body = orjson.loads(record.value or b"") | {"added_later": True}
    later = record.__class__(
        *(record.topic, PARTITION, 0, record.timestamp, record.key, orjson.dumps(body)),
        headers=record.headers,
    )
    assert RequestReceived.TYPE.encode() in dict(record.headers).values()
    assert topics(Worker().fold([later]))
