"""What clients believe and workers counted, beside a month of Kota Serang."""

from dataclasses import replace

import orjson
import pytest

from contracts.topics import events_topic
from services.ledger import (
    NONE,
    Check,
    HistoryRefused,
    Report,
    Scope,
    Send,
    Shown,
    audit,
    compared,
    read_history,
)
from services.ledger.counters import KEPT, told
from tests.flow.line import AGENCIES
from tests.flow.sound_run import Log, a_sound_run, put, the, without

SENT = events_topic("dpmptsp")
_EVENTS = frozenset(map(events_topic, AGENCIES))


def a_history(log: Log) -> list[Send]:
    """What the agencies' clients remember of the run: a receipt for everything."""
    return [
        Send(
            id=f"send-{place}",
            event_id=dict(one.headers)["ce_id"].decode(),
            topic=one.topic,
            key=(one.key or b"").decode(),
            at_ms=one.timestamp,
            outcome="ok",
            partition=one.partition,
            offset=one.offset,
        )
        for place, one in enumerate(sorted(log, key=lambda one: one.timestamp))
        if one.topic in _EVENTS
    ]


def clients(history: list[Send], log: Log | None = None) -> list[str]:
    """What does not fit a client's history."""
    report = audit(log or a_sound_run(), scope=Scope(history=history, every=NONE))
    return [one.sentence for one in report.problems if one.check is Check.CLIENTS]


def test_a_client_with_a_receipt_for_everything_finds_it_all() -> None:
    history = a_history(a_sound_run())
    assert clients(history) == []
    assert audit(a_sound_run(), scope=Scope(history=history)).clients == {"ok": 22}


def test_what_a_client_has_a_receipt_for_must_be_stored() -> None:
    history = a_history(a_sound_run())
    send = next(one for one in history if one.topic == SENT and one.offset == 0)
    sent = next(
        one
        for one in a_sound_run()
        if (one.topic, one.partition, one.offset) == (SENT, send.partition, 0)
    )
    assert clients(history, without(sent)) == [
        f"the client had a receipt for {send.id!r} here; it is not stored"
    ]


def test_what_a_client_sent_under_one_key_may_not_be_stored_under_another() -> None:
    sent = the(SENT, "submitted")
    (sentence,) = clients(a_history(a_sound_run()), put(replace(sent, key=b"another")))
    assert sentence.endswith("stored with another")


def test_what_nobody_sent_may_not_be_stored() -> None:
    first, *others = a_history(a_sound_run())
    others = [one for one in others if one.event_id != first.event_id]
    assert clients(others) == [
        f"the event {first.event_id!r} is stored here; its client never sent it"
    ]


@pytest.mark.parametrize("outcome", ["failed", "unknown", "invoked"])
def test_a_send_without_a_receipt_may_be_stored_once_or_not_at_all(outcome: str) -> None:
    first, *others = a_history(a_sound_run())
    unsure = first.model_copy(update={"outcome": outcome, "partition": None, "offset": None})
    absent = unsure.model_copy(update={"id": "other", "event_id": "never-came"})
    assert clients([unsure, absent, *others]) == []


def test_a_failed_send_may_not_be_stored_twice() -> None:
    history = a_history(a_sound_run())
    sent = the(SENT, "replied")
    again = replace(sent, offset=sent.offset + 100)
    event = dict(sent.headers)["ce_id"].decode()
    failed = [
        one.model_copy(update={"outcome": "failed", "partition": None, "offset": None})
        if one.event_id == event
        else one
        for one in history
    ]
    assert clients(failed, [*a_sound_run(), again]) == [
        f"the event {event!r} is stored here; its client sent it 1 times"
    ]


def test_a_later_line_of_a_send_replaces_the_earlier() -> None:
    line = {"id": "a", "topic": SENT, "key": "k", "at_ms": 1, "outcome": "invoked"}
    receipt = {"outcome": "ok", "partition": 1, "offset": 2}
    (send,) = read_history([orjson.dumps(line), b"\n", orjson.dumps(line | receipt)])
    assert (send.outcome, send.partition, send.offset) == ("ok", 1, 2)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "line 1 must be one JSON object"),
        (b'{"id": "a"}', "line 1: topic: Field required"),
        (b'{"id":"a","topic":"t","at_ms":1,"outcome":"ok"}', "needs the partition and offset"),
        (b'{"id":"a","topic":"t","at_ms":1,"outcome":"gone"}', "line 1: outcome: Input should be"),
    ],
)
def test_a_line_that_is_no_send_is_refused_in_words(line: bytes, said: str) -> None:
    with pytest.raises(HistoryRefused, match=said):
        read_history([line])


def series(report: Report) -> list[Shown]:
    """What workers would show that counted what the topics say."""
    return [
        Shown(kept.name, dict(zip(kept.by, labels, strict=True)), float(count))
        for name, kept in KEPT.items()
        for labels, count in told(report)[name].items()
    ]


def test_workers_that_counted_what_the_topics_say_are_right() -> None:
    report = audit(a_sound_run())
    assert compared(report, series(report)) == report


@pytest.mark.parametrize("name", ["outcomes", "quarantined", "requests", "status", "sla"])
def test_a_worker_that_counted_one_too_many_is_found(name: str) -> None:
    report = audit(a_sound_run())
    lines = series(report)
    odd = next(one for one in lines if one.name == KEPT[name].name)
    found = compared(report, [*lines, odd._replace(value=1.0)])
    (problem,) = found.problems
    assert (found.problem_count, problem.check) == (1, Check.COUNTERS)
    assert problem.sentence.startswith(f"workers show {int(odd.value) + 1} for {odd.name}")
