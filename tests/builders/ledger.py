"""A small log in which everything adds up: ten agency records, three cases."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from contracts.calendar import DueDate, TermUnit
from contracts.cases import Class
from contracts.catalogue import Metric, Priority
from contracts.envelope import encode
from contracts.events import Event, Sentences
from contracts.inbox import Assign, NotApplied
from contracts.lifecycle import State
from contracts.reasons import Reason
from contracts.records import StoredRecord
from contracts.requests import ClockAdvanced
from contracts.sla import ClockMet, ClockStarted
from contracts.status import StatusChanged
from contracts.topics import CASES, QUARANTINE, REQUESTS, SLA, STATUS, inbox_topic
from tests.builders.events import RECEIVED, milliseconds
from tests.builders.stories import (
    DUE,
    EARLY,
    HELD,
    REQUEST,
    SENT,
    a_breach,
    a_case,
    a_clock,
    a_fact,
    a_held_fact,
    a_quarantined,
    a_rejection,
    a_request,
    case_fields,
)

INBOX = inbox_topic("dlh")
DELAY_MS = 25
JUDGED = {
    0: Class.APPLIED,
    1: Class.APPLIED,
    2: Class.DUPLICATE,
    3: Class.LATE,
    4: Class.REFUSED,
    7: Class.REJECTED,
}
WORDS = Sentences(id="kata", en="words")

Log = list[StoredRecord]


class Writing:
    """A log being written: gives offsets and times."""

    def __init__(self) -> None:
        self.log: Log = []

    def put(self, topic: str, key: str, value: bytes, **more: Any) -> StoredRecord:
        """One more record of a topic's only partition."""
        offset = sum(record.topic == topic for record in self.log)
        logged = milliseconds(RECEIVED) + (DELAY_MS if topic == STATUS else 0)
        record = StoredRecord(topic, 0, offset, logged, key.encode(), value, **more)
        self.log.append(record)
        return record

    def say(self, topic: str, key: str, event: Event, event_id: str = "any") -> StoredRecord:
        """One more event."""
        said = encode(event, topic=topic, key=key, event_id=event_id, source="/s", at=RECEIVED)
        return self.put(topic, key, said.value or b"", headers=said.headers)


def a_sound_log() -> Log:
    """Every class once or more, every kind of topic, and nothing to find."""
    writing = Writing()
    sent = [writing.put(SENT, "DLH-1", b"{}") for _ in range(10)]
    _facts(writing)
    _asides(writing, sent)
    _moves(writing)
    _clocks(writing)
    _answers(writing)
    _cases(writing)
    return writing.log


def _facts(writing: Writing) -> None:
    for offset in (0, 1, 2, 3, 4, 7):
        writing.say(REQUESTS, REQUEST, a_fact(offset), f"fact-{offset}")
    writing.say(REQUESTS, EARLY, a_fact(6, EARLY), "fact-6")
    writing.say(REQUESTS, HELD, a_held_fact(8, HELD), "fact-8")
    writing.say(REQUESTS, HELD, a_fact(9, HELD), "fact-9")
    writing.say(REQUESTS, HELD, a_fact(9, HELD), "fact-9")
    tick = ClockAdvanced(partition=0, until_ms=1, until=RECEIVED)
    writing.say(REQUESTS, "clock", tick, "clock-0-1")


def _asides(writing: Writing, sent: Log) -> None:
    by_intake = {5: Reason.UNREADABLE, 8: Reason.SURPRISE}
    for offset, reason in by_intake.items():
        writing.say(QUARANTINE, "DLH-1", a_quarantined(sent[offset], reason))
    by_case = {7: (REQUEST, Reason.NOT_YOUR_REQUEST), 9: (HELD, Reason.HELD)}
    for offset, (request, reason) in by_case.items():
        said = a_quarantined(sent[offset], reason, hop="case", seq=1, request_id=request)
        writing.say(QUARANTINE, "DLH-1", said)


def _moves(writing: Writing) -> None:
    states = (State.RECEIVED, State.VERIFIED, State.ROUTED, State.ACKNOWLEDGED, State.SCHEDULED)
    for seq, (previous, state) in enumerate(zip((None, *states), states, strict=False), 1):
        event = StatusChanged(**case_fields(seq), previous=previous, state=state)
        writing.say(STATUS, REQUEST, event)


def _clocks(writing: Writing) -> None:
    why = DueDate(
        due=DUE,
        start=RECEIVED,
        counts_from=RECEIVED.date(),
        calendar_id="OFFICE",
        calendar_version=1,
        working_seconds=54_000,
    )
    started: dict[str, Any] = {
        "value": 2,
        "unit": TermUnit.WORKING_DAYS,
        "legal_basis": "-",
        "explanation": why,
    }
    response = a_clock(metric=Metric.FIRST_RESPONSE)
    for event in (
        ClockStarted(**case_fields(1), **a_clock(), **started),
        ClockStarted(**case_fields(2), **response, **started),
        ClockMet(**case_fields(3), **response, used_seconds=60),
        a_breach(4),
    ):
        writing.say(SLA, REQUEST, event)


def _answers(writing: Writing) -> None:
    writing.say(INBOX, "DLH-1", a_rejection(5, None, Reason.UNREADABLE), "answer-5")
    assign: dict[str, Any] = {
        "ticket": "KS-7F3K-9QMW-2B4X",
        "service": "waste.bulky",
        "submitter": "dlh",
        "priority": Priority.P3,
        "rule": "waste",
    }
    writing.say(INBOX, REQUEST, Assign(seq=1, request_id=REQUEST, **assign))
    for seq, outcome in enumerate(("late", "refused"), 2):
        said = NotApplied(
            seq=seq,
            request_id=REQUEST,
            event_id=f"evt-{seq + 1}",
            outcome=outcome,
            state=State.SCHEDULED,
            sentences=WORDS,
        )
        writing.say(INBOX, REQUEST, said)
    writing.say(INBOX, REQUEST, a_rejection(7, 4, Reason.NOT_YOUR_REQUEST))


def _cases(writing: Writing) -> None:
    counters = {STATUS: 5, SLA: 4, INBOX: 4, QUARANTINE: 1}
    known: dict[str, Any] = {"request": a_request(), "state": State.SCHEDULED}
    earlier = a_case(REQUEST, {0: Class.APPLIED}, state=State.RECEIVED)
    writing.say(CASES, REQUEST, earlier)
    writing.say(CASES, REQUEST, a_case(REQUEST, JUDGED, counters=counters, **known))
    writing.say(CASES, EARLY, a_case(EARLY, {6: Class.WAITING}))
    held = {8: Class.REJECTED, 9: Class.HELD}
    writing.say(CASES, HELD, a_case(HELD, held, held=True, counters={QUARANTINE: 1}))


def at_place(log: Log, topic: str, offset: int) -> StoredRecord:
    """The record of a topic at an offset."""
    return next(one for one in log if one.topic == topic and one.offset == offset)


def without(log: Log, topic: str, offset: int) -> Log:
    """The same log with one record gone."""
    return [one for one in log if (one.topic, one.offset) != (topic, offset)]


def changed(
    log: Log, topic: str, offset: int, change: Callable[[StoredRecord], StoredRecord]
) -> Log:
    """The same log with one record changed."""
    return [change(one) if (one.topic, one.offset) == (topic, offset) else one for one in log]


def plus(log: Log, topic: str, key: str, event: Event, event_id: str = "more") -> Log:
    """The same log with one event more."""
    writing = Writing()
    writing.log = list(log)
    writing.say(topic, key, event, event_id)
    return writing.log


def replaced(log: Log, topic: str, offset: int, event: Event) -> Log:
    """The same log with another event's body at a place."""
    return changed(log, topic, offset, lambda one: replace(one, value=event.to_bytes()))
