"""One wrong record in a month of Kota Serang: the ledger names it, and nothing else."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from contracts.topics import (
    QUARANTINE,
    REQUESTS,
    SLA,
    STATUS,
    events_topic,
    inbox_topic,
)
from services.ledger import Check, Scope, Worked, audit
from tests.flow.sound_run import (
    LIGHT,
    at,
    changed,
    found,
    put,
    said,
    sentences,
    the,
    without,
)

BREACH = the(SLA, "breached", request_id=LIGHT)
RESOLVED = the(STATUS, "changed", request_id=LIGHT, state="resolved")
TAKEN_UP = the(REQUESTS, "status", request_id=LIGHT)


def _sets(name: str, value: Any) -> Any:  # noqa: ANN401 -- any JSON
    """A change of one field, `cause.offset` deep."""

    def change(body: dict[str, Any]) -> None:
        *parents, last = name.split(".")
        for parent in parents:
            body = body[parent]
        body[last] = value

    return change


def test_an_effect_that_names_another_fact_of_its_record_is_found() -> None:
    log = changed(RESOLVED, _sets("cause.fact_id", "0" * 32))
    assert found(log) == [at(Check.CAUSES, RESOLVED)]


def test_an_effect_that_gives_its_cause_another_time_is_found() -> None:
    log = changed(RESOLVED, _sets("cause.logged_ms", 1))
    assert found(log) == [at(Check.CAUSES, RESOLVED)]


def test_an_effect_of_nothing_at_all_is_found() -> None:
    log = changed(RESOLVED, _sets("cause.offset", 999))
    assert found(log) == [at(Check.CAUSES, RESOLVED), at(Check.REFERENCE, RESOLVED)]
    assert "names agency.dishub.events.v1" in sentences(audit(log))[0]


def test_an_effect_that_came_before_its_cause_is_found() -> None:
    early = replace(RESOLVED, timestamp=RESOLVED.timestamp - 60_001)
    assert found(put(early)) == [at(Check.CAUSES, RESOLVED)]


def test_a_fact_that_gives_its_record_another_time_is_found() -> None:
    log = changed(TAKEN_UP, _sets("origin.logged_ms", 1))
    assert found(log) == [at(Check.CAUSES, TAKEN_UP)]


def test_a_clock_ahead_of_the_brokers_is_found() -> None:
    tick = the(REQUESTS, "advanced")
    log = changed(tick, lambda body: body.update(until_ms=tick.timestamp + 1))
    assert found(log) == [at(Check.CAUSES, tick)]
    assert "1 ms ahead of the broker's" in sentences(audit(log))[0]


def test_a_fact_by_another_source_than_its_topics_agency_is_found() -> None:
    log = changed(TAKEN_UP, _sets("origin.source", "/kota-serang/dlh"))
    assert found(log) == [at(Check.OWNERS, TAKEN_UP)]


def test_a_fact_shown_as_another_agencys_is_found() -> None:
    note = the(REQUESTS, "confirmation")
    log = changed(note, _sets("origin.agency", "dishub"))
    assert at(Check.OWNERS, note) in found(log)


def test_a_rejected_record_shown_as_another_agencys_is_found() -> None:
    aside = the(QUARANTINE, "v1", hop="case")
    assert found(changed(aside, _sets("agency", "dpmptsp"))) == [at(Check.OWNERS, aside)]


def test_an_agency_told_of_another_agencys_record_is_found() -> None:
    told = the(inbox_topic("dishub"), "rejected")
    log = changed(told, _sets("topic", events_topic("dlh")))
    assert found(log) == [at(Check.OWNERS, told)]


@pytest.mark.parametrize("kind", ["accepted", "not-applied"])
def test_an_answer_to_what_an_agency_never_sent_is_found(kind: str) -> None:
    told = the(inbox_topic("dpmptsp"), kind)
    assert found(changed(told, _sets("event_id", "dlh-1"))) == [at(Check.OWNERS, told)]


@pytest.mark.parametrize("kind", ["assign", "remind", "escalate"])
def test_a_request_told_of_to_an_agency_nobody_named_is_found(kind: str) -> None:
    given = the(inbox_topic("dishub"), kind, request_id=LIGHT)
    log = said(replace(given, topic=inbox_topic("dpmptsp")))
    ((check, topic, *_),) = found(log)
    assert (check, topic) == (Check.OWNERS, inbox_topic("dpmptsp"))


@pytest.mark.parametrize(
    "record",
    [RESOLVED, BREACH, TAKEN_UP, the(QUARANTINE, "v1"), the(inbox_topic("dlh"), "rejected")],
    ids=["status", "sla", "fact", "quarantine", "inbox"],
)
def test_a_random_id_is_found(record: Any) -> None:  # noqa: ANN401 -- a record
    headers = tuple((k, b"random" if k == "ce_id" else v) for k, v in record.headers)
    assert found(put(replace(record, headers=headers))) == [at(Check.NAMES, record)]


def test_a_record_intake_committed_past_and_never_took_is_lost() -> None:
    told = the(inbox_topic("dlh"), "rejected", reason="invalid")
    aside = the(QUARANTINE, "v1", hop="intake")
    sent = orjson.loads(aside.value or b"")["original"]
    where = (sent["topic"], sent["partition"], sent["offset"])
    log = without(aside, told)
    assert found(log) == [(Check.OUTCOME, *where)]
    scope = Scope(worked=Worked(intake={where[:2]: where[2] + 1}))
    assert found(log, scope) == [(Check.COMMITTED, *where)]
    scope = Scope(worked=Worked(intake={where[:2]: where[2]}))
    assert found(log, scope) == [(Check.OUTCOME, *where)]
