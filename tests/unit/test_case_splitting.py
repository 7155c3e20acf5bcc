"""A request several agencies share: split into parts, and what these make of it together."""

import pytest

from contracts.cases import Class
from contracts.catalogue import Metric
from contracts.ids import part_ticket, read_ticket
from contracts.inbox import Assign, NotApplied
from contracts.kinship import Kinship, Link
from contracts.lifecycle import State
from contracts.status import StatusChanged
from contracts.unapplied import Unapplied
from tests.builders.calendars import at
from tests.builders.cases import clocks, events, states
from tests.builders.facts import (
    MONDAY,
    REQUEST,
    TICKET,
)
from tests.builders.kindred import DISHUB, DLH, LATER, NEXT, NOON, Kindred

S = State


def test_each_agency_gets_a_part_and_whoever_had_it_leads_the_whole(kindred: Kindred) -> None:
    whole = kindred.of()
    assert (whole.case.state, whole.case.agency) == (S.COORDINATING, "dlh")
    assert [part.agency for part in whole.case.parts] == ["dlh", "dishub"]
    for agency in ("dlh", "dishub"):
        part = kindred.part(agency)
        assert (part.case.state, part.case.agency) == (S.ROUTED, agency)
        assert part.case.links == (Link(kind=Kinship.PART_OF, request_id=REQUEST, ticket=TICKET),)
        assert [one.rule for one in events(part.said, Assign)] == ["split"]


def test_a_part_is_named_after_its_whole_whoever_asks_and_however_often() -> None:
    ticket = part_ticket(TICKET, "dishub")
    assert ticket == f"{TICKET}-DISHUB"
    assert read_ticket(f" {ticket.lower()} ") == ticket
    assert read_ticket(ticket.replace(TICKET[-4:], TICKET[-4:][::-1])) is None
    assert DLH != DISHUB


def test_a_part_is_told_as_such_and_a_citizen_of_none_of_it_but_the_last(kindred: Kindred) -> None:
    moves = events(kindred.part("dishub").said, StatusChanged)
    assert [(one.state, one.implied) for one in moves] == [
        (S.RECEIVED, True), (S.VERIFIED, True), (S.ROUTED, False),
    ]  # fmt: skip
    assert {one.part_of for one in moves} == {REQUEST}


def test_a_part_runs_by_its_agencys_own_terms_and_the_whole_by_the_promise(
    kindred: Kindred,
) -> None:
    policies = {
        name: {one.policy for one in kindred.part(name).case.clocks} for name in ("dlh", "dishub")
    }
    assert policies == {"dlh": {"PARTS"}, "dishub": {"PARTS-DISHUB"}}
    kept = [one for one in kindred.of().case.clocks if one.metric is Metric.RESOLUTION]
    assert [(one.policy, one.state, one.started_at) for one in kept] == [
        ("DAYS", "running", at(MONDAY))
    ]


def test_what_one_office_owed_for_all_of_it_ends_with_the_split(kindred: Kindred) -> None:
    (own,) = (one for one in kindred.of().case.clocks if one.policy == "OWN")
    assert own.state == "cancelled"


def test_a_whole_is_at_work_while_a_part_is_and_resolved_when_the_last_is(kindred: Kindred) -> None:
    kindred.done("dlh")
    assert kindred.of().case.state is S.COORDINATING
    kindred.done("dishub", when=LATER)
    whole = kindred.of()
    assert (whole.case.state, states(whole.said)[-2:]) == (
        S.RESOLVED,
        [S.IN_PROGRESS, S.RESOLVED],
    )
    assert ("met", Metric.RESOLUTION, at(LATER)) in clocks(whole.said)


def test_parts_heard_in_another_order_resolve_their_whole_at_the_last_of_their_instants(
    kindred: Kindred,
) -> None:
    for agency, when in (("dlh", LATER), ("dishub", NOON)):
        story = kindred.part(agency)
        story.report(S.RESOLVED, when, agency, request_id=story.case.request_id)
    kindred.deliver(NEXT)
    assert ("met", Metric.RESOLUTION, at(LATER)) in clocks(kindred.of().said)


def test_a_part_that_stands_still_never_stops_the_clock_of_the_whole(kindred: Kindred) -> None:
    kindred.report("dishub", S.NEEDS_INFORMATION, NOON)
    paused = [one.metric for one in kindred.part("dishub").case.clocks if one.state == "paused"]
    assert paused == [Metric.RESOLUTION]
    assert all(one.state != "paused" for one in kindred.of().case.clocks)


def test_a_persons_answer_to_a_part_is_the_first_response_of_the_whole(kindred: Kindred) -> None:
    kindred.report("dishub", S.ACKNOWLEDGED, NOON)
    assert ("met", Metric.FIRST_RESPONSE, at(NOON)) in clocks(kindred.of().said)
    assert kindred.of().case.taken_up


def test_news_of_a_part_is_news_of_the_whole(kindred: Kindred) -> None:
    kindred.report("dishub", S.IN_PROGRESS, NOON)
    assert ("renewed", Metric.UPDATE_INTERVAL, at(NOON)) in clocks(kindred.of().said)


def test_an_agency_that_reports_of_the_whole_is_told_where_its_part_stands(
    kindred: Kindred,
) -> None:
    said = kindred.of().report(S.RESOLVED, NOON)
    (answer,) = events(said, NotApplied)
    assert (answer.reason, answer.legal) == (Unapplied.HAS_PARTS, ())
    assert f"{TICKET}-DLH, request_id {DLH}" in answer.sentences.id
    assert kindred.of().classes()[-1] is Class.REFUSED


def test_a_whole_of_which_not_all_was_done_is_resolved_in_part(kindred: Kindred) -> None:
    kindred.done("dlh")
    kindred.report("dishub", S.REJECTED, LATER)
    assert (kindred.of().case.state, kindred.of().case.outcome) == (S.RESOLVED, "partly")


@pytest.mark.parametrize("end", [S.REJECTED, S.REFERRED_OUT])
def test_a_whole_of_which_nothing_was_done_ends_as_its_parts_do(
    kindred: Kindred, end: State
) -> None:
    for agency in ("dlh", "dishub"):
        kindred.report(agency, end, NOON)
    assert kindred.of().case.state is end
