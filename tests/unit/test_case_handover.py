"""Whose a request is: given back, passed on, and what happens when nobody wants it."""

from typing import Any

import pytest

from contracts.cases import Class, ClockState
from contracts.catalogue import Metric
from contracts.inbox import Assign, NotApplied, Withdraw
from contracts.lifecycle import NOT_OURS, State
from contracts.routing import Routable, Routed
from contracts.sla import ClockEvent
from contracts.status import StatusChanged
from tests.builders.cases import Story, clocks, events, states

S = State


def with_dishub(service: str = "dlh.bulky-waste") -> Story:
    """A request for a service of DLH that a rule sent to Dishub."""
    story = Story()
    asked = Routable(service=service, submitter="dlh")
    story.submit(service=service, route=Routed(agency="dishub", rule="any", facts=asked))
    return story


def not_ours(story: Story, when: str, agency: str, **said: Any) -> list[Any]:
    return story.report(S.ROUTED, when, agency, reason=NOT_OURS, native="BUKAN_KAMI", **said)


def test_a_request_given_back_goes_to_the_services_fallback() -> None:
    story = with_dishub()
    said = not_ours(story, "2026-03-16 10:00", "dishub")
    (change,) = events(said, StatusChanged)
    assert (change.previous, change.state, change.agency) == (S.ROUTED, S.ROUTED, "dlh")
    assert (change.native, change.reason) == ("BUKAN_KAMI", NOT_OURS)
    assert (story.case.agency, story.case.hops, story.classes()[-1]) == ("dlh", 1, Class.APPLIED)


def test_it_goes_to_the_agency_that_is_named_where_that_offers_the_service() -> None:
    story = with_dishub()
    not_ours(story, "2026-03-16 10:00", "dishub", hand_to="dpmptsp")
    assert story.case.agency == "dlh"
    story = with_dishub()
    not_ours(story, "2026-03-16 10:00", "dishub", hand_to="dlh")
    assert story.case.agency == "dlh"


def test_who_gave_it_back_is_told_so_and_who_gets_it_is_told_when_it_is_due() -> None:
    said = not_ours(with_dishub(), "2026-03-16 10:00", "dishub")
    (gone,) = events(said, Withdraw)
    (given,) = events(said, Assign)
    assert (gone.agency, gone.because) == ("dlh", NOT_OURS)
    assert gone.sentences.id.endswith("bukan lagi tugas OPD ini; kini ditangani DLH.")
    assert (given.rule, given.due.isoformat()) == (NOT_OURS, "2026-03-19T16:00:00+07:00")


def test_at_the_second_hop_an_operator_must_say_whose_it_is() -> None:
    story = with_dishub()
    not_ours(story, "2026-03-16 10:00", "dishub")
    said = not_ours(story, "2026-03-16 11:00", "dlh", hand_to="dishub")
    (change,) = events(said, StatusChanged)
    assert (change.state, change.agency, change.reason) == (S.VERIFIED, None, "arbitration")
    assert (story.case.agency, story.case.arbitration, story.case.hops) == (None, True, 2)
    assert events(said, Assign) == []


def test_where_nobody_else_offers_the_service_an_operator_must_say_at_once() -> None:
    story = Story()
    story.submit()
    not_ours(story, "2026-03-16 10:00", "dlh")
    assert (story.case.state, story.case.arbitration, story.case.hops) == (S.VERIFIED, True, 1)


@pytest.mark.parametrize("state", [S.ACKNOWLEDGED, S.SCHEDULED, S.NEEDS_INFORMATION])
def test_it_may_be_given_back_from_anywhere_at_the_agency(state: State) -> None:
    story = with_dishub()
    story.report(state, "2026-03-16 10:00", "dishub")
    assert states(not_ours(story, "2026-03-16 11:00", "dishub")) == [S.ROUTED]


def test_what_is_resolved_is_not_given_back() -> None:
    story = with_dishub()
    story.report(S.RESOLVED, "2026-03-16 10:00", "dishub")
    (answer,) = events(not_ours(story, "2026-03-16 11:00", "dishub"), NotApplied)
    assert (answer.outcome, answer.state) == ("refused", S.RESOLVED)


def test_who_only_helps_cannot_give_a_request_back() -> None:
    story = Story()
    asked = Routable(service="dlh.bulky-waste", submitter="dlh")
    story.submit(route=Routed(agency="dlh", co_agencies=("dishub",), rule="any", facts=asked))
    not_ours(story, "2026-03-16 10:00", "dishub")
    assert (story.case.agency, story.classes()[-1]) == ("dlh", Class.REFUSED)


def test_who_helps_and_gets_it_helps_no_more() -> None:
    story = Story()
    asked = Routable(service="dlh.bulky-waste", submitter="dlh")
    helped = Routed(agency="dishub", co_agencies=("dlh", "dpmptsp"), rule="any", facts=asked)
    story.submit(route=helped)
    not_ours(story, "2026-03-16 10:00", "dishub")
    assert (story.case.agency, story.case.co_agencies) == ("dlh", ("dpmptsp",))


def test_what_was_promised_to_the_citizen_runs_on_through_a_hand_over() -> None:
    said = not_ours(with_dishub(), "2026-03-16 10:00", "dishub")
    assert clocks(said) == []


def test_an_offices_own_clock_ends_with_the_hand_over_and_the_next_office_has_its_own() -> None:
    story = with_dishub("dlh.may-be-reopened")
    said = not_ours(story, "2026-03-16 10:00", "dishub")
    own = [one for one in events(said, ClockEvent) if one.policy == "OWN"]
    assert [(type(one).__name__, one.metric) for one in own] == [
        ("ClockCancelled", Metric.FIRST_RESPONSE),
        ("ClockStarted", Metric.FIRST_RESPONSE),
    ]
    ran = [one.state for one in story.case.clocks if one.policy == "OWN"]
    assert ran == [ClockState.CANCELLED, ClockState.RUNNING]


def test_a_question_that_is_given_back_pauses_no_more() -> None:
    story = with_dishub()
    story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00", "dishub")
    said = not_ours(story, "2026-03-16 11:00", "dishub")
    assert {kind for kind, _, _ in clocks(said)} == {"resumed"}
