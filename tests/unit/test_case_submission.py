"""A submission: what it starts, who is told of it, and what the case remembers."""

from agents.case.telling import Rules, Said
from contracts.cases import Request
from contracts.catalogue import Metric, Priority
from contracts.inbox import Accepted, Assign
from contracts.lifecycle import State
from contracts.routing import Routable, Routed, Unrouted
from contracts.sla import ClockStopped
from contracts.status import Cause, StatusChanged
from contracts.topics import inbox_topic
from tests.builders.calendars import at
from tests.builders.cases import WAIT_MS, Story, answers, events, states
from tests.builders.events import milliseconds
from tests.builders.facts import (
    MONDAY,
    REFERENCE,
    REQUEST,
    TICKET,
    VERSION,
    a_submission,
)
from tests.builders.promises import terms, the_city

S = State


def routed() -> Story:
    story = Story()
    story.submit()
    return story


def test_a_submission_that_a_rule_matched_is_verified_and_routed_at_once() -> None:
    assert states(Story().submit()) == [S.RECEIVED, S.VERIFIED, S.ROUTED]


def test_a_status_event_carries_the_whole_step() -> None:
    *_, last = events(Story().submit(), StatusChanged)
    origin = Story().origin(MONDAY)
    cause = Cause(
        fact_id=a_submission(origin).fact_id,
        topic="agency.dlh.events.v1",
        partition=3,
        offset=1,
        logged_ms=milliseconds(at(MONDAY)),
    )
    assert last == StatusChanged(
        request_id=REQUEST,
        seq=3,
        ticket=TICKET,
        service="dlh.bulky-waste",
        cycle=1,
        occurred_at=at(MONDAY),
        received_at=at(MONDAY),
        recorded_at=at(MONDAY),
        cause=cause,
        previous=S.VERIFIED,
        state=S.ROUTED,
        agency="dlh",
        reason="bulky",
    )


def test_the_case_remembers_what_was_asked() -> None:
    story = routed()
    facts = Routable(service="dlh.bulky-waste", submitter="dlh", fields={"item_count": 2})
    assert story.case.request == Request(
        submitter="dlh",
        reference=REFERENCE,
        ticket=TICKET,
        service="dlh.bulky-waste",
        channel="agency",
        priority=Priority.P3,
        description="Kasur bekas di depan rumah.",
        fields={"item_count": 2},
        route=Routed(agency="dlh", rule="bulky", facts=facts),
        received_at=at(MONDAY),
        catalogue=VERSION,
    )


def test_the_submitting_agency_is_told_the_ticket_the_date_and_why() -> None:
    accepted = next(one for one in answers(routed().said) if isinstance(one, Accepted))
    assert accepted == Accepted(
        seq=2,
        request_id=REQUEST,
        event_id="dlh-1",
        reference=REFERENCE,
        ticket=TICKET,
        service="dlh.bulky-waste",
        agency="dlh",
        priority=Priority.P3,
        due=at("2026-03-19 16:00"),
        sentences=accepted.sentences,
    )
    assert accepted.sentences.id == (
        f"Permohonan {TICKET} ditangani DLH. Jatuh tempo Kamis, 19 Maret 2026 pukul 16.00 WIB: "
        "3 hari kerja terhitung sejak Selasa, 17 Maret 2026."
    )


def test_the_agency_that_must_answer_is_given_the_request() -> None:
    story = Story()
    route = Routed(
        agency="dishub", rule="lamp", facts=Routable(service="dlh.bulky-waste", submitter="dlh")
    )
    story.submit(route=route)
    topics = [one.topic for one in story.said if isinstance(one, Said) and "inbox" in one.topic]
    assert topics == [inbox_topic("dishub"), inbox_topic("dlh")]
    given = answers(story.said)[0]
    assert given == Assign(
        seq=1,
        request_id=REQUEST,
        ticket=TICKET,
        service="dlh.bulky-waste",
        submitter="dlh",
        priority=Priority.P3,
        description="Kasur bekas di depan rumah.",
        fields={"item_count": 2},
        due=at("2026-03-19 16:00"),
        why=given.why,
        may_report=given.may_report,
        rule="lamp",
    )
    assert [one.native for one in given.may_report] == ["DITERIMA", "SELESAI", "SELESAI"]


def test_a_case_keeps_the_terms_it_was_accepted_under_whatever_later_versions_say() -> None:
    longer = terms("DAYS", targets=dict.fromkeys(("P1", "P2", "P3", "P4"), 30))
    policies = (the_city().policies[0].model_copy(update={"terms": longer}),)
    later = the_city().model_copy(update={"version": "later", "policies": policies})
    versions = {VERSION: the_city(), "later": later}
    story = Story()
    story.rules = Rules(versions.__getitem__, WAIT_MS)
    story.submit()
    story.report(S.SCHEDULED, "2026-03-16 10:00", catalogue="later")
    assert {one.due for one in story.case.clocks} == {
        at("2026-03-17 16:00"),
        at("2026-03-18 16:00"),
        at("2026-03-19 16:00"),
    }
    said = story.report(S.RESOLVED, "2026-03-20 10:00", catalogue="later")
    assert [one.metric for one in events(said, ClockStopped)] == [Metric.RESOLUTION]


def test_a_request_that_no_rule_matched_waits_in_triage_with_nobody() -> None:
    story = Story()
    facts = Routable(service="dlh.bulky-waste", submitter="dlh")
    said = story.submit(route=Unrouted(considered=2, facts=facts))
    assert states(said) == [S.RECEIVED]
    assert story.case.agency is None
    assert [type(one) for one in answers(said)] == [Accepted]
    assert answers(said)[0].sentences.en == f"Request {TICKET} was received and waits for triage."


def test_a_service_that_an_operator_verifies_waits_although_a_rule_matched() -> None:
    story = Story()
    assert states(story.submit(service="dlh.looked-at-first")) == [S.RECEIVED]
    assert story.case.agency is None
