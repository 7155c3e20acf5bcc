"""A request several agencies share: split into parts, and what these make of it together."""

from typing import Any

import pytest

from agents.case.orders import blocked_by, why_not
from agents.case.telling import Telling
from contracts.cases import Class
from contracts.catalogue import Metric
from contracts.ids import part_id, part_ticket, read_ticket
from contracts.inbox import Ask, Assign, NotApplied, Withdraw
from contracts.kin import PartGiven, WholeMoved
from contracts.kinship import Kinship, Link
from contracts.lifecycle import State
from contracts.orders import (
    ApproveOrdered,
    MergeOrdered,
    Obstacle,
    Order,
    ReopenOrdered,
    RouteOrdered,
    SplitOrdered,
)
from contracts.status import StatusChanged
from contracts.unapplied import Unapplied
from tests.builders.calendars import at
from tests.builders.cases import Story, a_moment, answers, clocks, events, states
from tests.builders.facts import (
    MONDAY,
    REQUEST,
    TICKET,
    a_confirmation,
    a_withdrawal,
    an_objection,
)
from tests.builders.kindred import SERVICE, TEN, Kindred

S = State
NOON, LATER, NEXT = "2026-03-16 12:00", "2026-03-16 14:00", "2026-03-17 10:00"
DLH, DISHUB = part_id(REQUEST, "dlh"), part_id(REQUEST, "dishub")


@pytest.fixture
def kindred() -> Kindred:
    """A request of DLH's, split between it and Dishub."""
    found = Kindred()
    found.split("dishub")
    return found


def done(kindred: Kindred, *agencies: str, when: str = NOON) -> None:
    for agency in agencies:
        kindred.report(agency, S.RESOLVED, when)


def obstacle(story: Story) -> Obstacle | None:
    return story.case.orders[-1].obstacle


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
    done(kindred, "dlh")
    assert kindred.of().case.state is S.COORDINATING
    done(kindred, "dishub", when=LATER)
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
    done(kindred, "dlh")
    kindred.report("dishub", S.REJECTED, LATER)
    assert (kindred.of().case.state, kindred.of().case.outcome) == (S.RESOLVED, "partly")


@pytest.mark.parametrize("end", [S.REJECTED, S.REFERRED_OUT])
def test_a_whole_of_which_nothing_was_done_ends_as_its_parts_do(
    kindred: Kindred, end: State
) -> None:
    for agency in ("dlh", "dishub"):
        kindred.report(agency, end, NOON)
    assert kindred.of().case.state is end


def test_parts_wait_for_their_whole_and_close_with_it(kindred: Kindred) -> None:
    done(kindred, "dlh", "dishub")
    assert kindred.part("dlh").case.consent_due is None
    kindred.of().hear(a_confirmation, LATER)
    kindred.deliver(LATER)
    assert {kindred.part(name).case.state for name in ("dlh", "dishub")} == {S.CLOSED}
    whole = kindred.of().case
    assert {kindred.known(name).state for name in ("dlh", "dishub")} == {S.CLOSED}
    assert kindred.part("dlh").case.archive_due == whole.archive_due


def test_silence_closes_the_whole_and_its_parts(kindred: Kindred) -> None:
    done(kindred, "dlh", "dishub")
    kindred.of().until("2026-04-30 00:00")
    kindred.deliver("2026-04-30 00:00")
    assert {one.case.state for one in kindred.stories.values()} == {S.CLOSED}


def test_a_withdrawn_request_takes_its_parts_along_and_their_agencies_are_told(
    kindred: Kindred,
) -> None:
    kindred.of().hear(a_withdrawal, NOON)
    kindred.deliver(NOON)
    part = kindred.part("dishub")
    assert part.case.state is S.WITHDRAWN
    assert [one.because for one in events(part.said, Withdraw)] == ["whole"]


def test_a_reporter_who_objects_sends_every_part_back_to_work(kindred: Kindred) -> None:
    done(kindred, "dlh", "dishub")
    said = kindred.of().hear(an_objection, LATER)
    assert states(said) == [S.IN_PROGRESS]
    assert answers(said) == []
    kindred.deliver(LATER)
    assert {kindred.part(name).case.state for name in ("dlh", "dishub")} == {S.IN_PROGRESS}
    assert len(events(kindred.part("dishub").said, Ask)) == 1
    done(kindred, "dlh", "dishub", when=NEXT)
    assert kindred.of().case.state is S.RESOLVED


def test_a_whole_that_is_opened_again_opens_its_parts_again(kindred: Kindred) -> None:
    done(kindred, "dlh", "dishub")
    kindred.of().hear(a_confirmation, LATER)
    kindred.deliver(LATER)
    kindred.of().order(ReopenOrdered, NEXT)
    kindred.deliver(NEXT)
    whole, part = kindred.of().case, kindred.part("dishub").case
    assert (whole.state, whole.cycle) == (S.COORDINATING, 2)
    assert (part.state, part.cycle, part.archive_due) == (S.ROUTED, 2, None)
    done(kindred, "dlh", "dishub", when="2026-03-17 11:00")
    assert kindred.of().case.state is S.RESOLVED


def test_a_part_alone_that_is_sent_back_brings_the_whole_back_and_no_other(
    kindred: Kindred,
) -> None:
    done(kindred, "dlh", "dishub")
    kindred.part("dishub").order(ReopenOrdered, LATER)
    kindred.deliver(LATER)
    assert kindred.of().case.state is S.IN_PROGRESS
    assert kindred.part("dlh").case.state is S.RESOLVED
    assert ("recomputed", Metric.RESOLUTION, at(LATER)) in clocks(kindred.of().said)
    done(kindred, "dishub", when=NEXT)
    assert kindred.of().case.state is S.RESOLVED


def test_a_part_sent_back_as_its_whole_closes_opens_the_whole_again(kindred: Kindred) -> None:
    done(kindred, "dlh", "dishub")
    kindred.of().hear(a_confirmation, LATER)
    kindred.part("dishub").order(ReopenOrdered, LATER)
    kindred.deliver(NEXT)
    whole, part = kindred.of().case, kindred.part("dishub").case
    assert (whole.state, whole.cycle) == (S.COORDINATING, 2)
    assert (part.state, part.archive_due) == (S.IN_PROGRESS, None)
    assert kindred.part("dlh").case.state is S.CLOSED
    assert kindred.part("dlh").case.archive_due is None


def test_what_a_part_said_before_it_heard_the_last_word_of_its_whole_is_overtaken(
    kindred: Kindred,
) -> None:
    done(kindred, "dlh", "dishub")
    kindred.part("dishub").order(ApproveOrdered, LATER)
    kindred.of().hear(an_objection, LATER)
    kindred.deliver(LATER)
    assert kindred.of().case.state is S.IN_PROGRESS
    assert kindred.part("dishub").case.state is S.ROUTED
    assert states(kindred.of().said).count(S.RESOLVED) == 1


def test_a_third_agency_gets_its_part_later(kindred: Kindred) -> None:
    done(kindred, "dlh")
    kindred.split("dpmptsp", when=NOON)
    done(kindred, "dishub", when=LATER)
    assert kindred.of().case.state is S.COORDINATING
    done(kindred, "dpmptsp", when=NEXT)
    assert kindred.of().case.state is S.RESOLVED


def test_a_request_nobody_has_yet_is_split_from_triage() -> None:
    kindred = Kindred()
    whole = kindred.of()
    whole.submit(service=SERVICE)
    whole.case = whole.case.model_copy(update={"agency": None, "state": S.RECEIVED})
    said = whole.order(SplitOrdered, TEN, agencies=("dishub", "dlh"))
    assert states(said) == [S.VERIFIED, S.ROUTED, S.COORDINATING]
    assert [one.agency for one in events(said, PartGiven)] == ["dishub", "dlh"]
    assert whole.case.agency == "dishub"


def test_a_fact_that_comes_again_is_heard_once(kindred: Kindred) -> None:
    done(kindred, "dlh", "dishub")
    kindred.of().hear(a_confirmation, LATER)
    told = [one for one in kindred.collect() if isinstance(one, WholeMoved)]
    kindred.deliver(LATER)
    before = kindred.part("dlh").case
    kindred.hear(next(one for one in told if one.request_id == DLH), NEXT)
    assert kindred.part("dlh").case == before


REFUSED: list[tuple[dict[str, Any], Obstacle, str]] = [
    ({"agencies": ("bpkad",)}, Obstacle.NO_CO_AGENCY, "OPD bpkad tidak mengerjakan layanan ini"),
    ({"agencies": ("dlh",)}, Obstacle.TOO_FEW, "Membagi memerlukan OPD lain selain dlh"),
]


@pytest.mark.parametrize(("asked", "why", "sentence"), REFUSED)
def test_a_split_that_is_none_is_refused_with_who_could_have_a_part(
    asked: dict[str, Any], why: Obstacle, sentence: str
) -> None:
    story = Story()
    story.submit(service=SERVICE)
    words = refusal(story, SplitOrdered(order_id="x", request_id=REQUEST, by="s", why="w", **asked))
    assert words is not None
    assert (words[0], sentence in words[1]) == (why, True)
    assert "dishub, dpmptsp" in words[1]
    story.order(SplitOrdered, TEN, **asked)
    assert (obstacle(story), story.case.parts) == (why, ())


def refusal(story: Story, order: Order) -> tuple[Obstacle, str] | None:
    telling = Telling(story.case, a_moment(NEXT), story.rules)
    blocked = blocked_by(telling, order)
    return None if blocked is None else (blocked.obstacle, why_not(telling, blocked).id)


def test_an_agency_has_one_part_of_a_request(kindred: Kindred) -> None:
    kindred.split("dishub", when=NOON)
    assert obstacle(kindred.of()) is Obstacle.HAS_A_PART
    assert len(kindred.of().case.parts) == 2


def test_a_part_is_not_split_again(kindred: Kindred) -> None:
    part = kindred.part("dishub")
    part.order(SplitOrdered, NOON, agencies=("dpmptsp",))
    assert obstacle(part) is Obstacle.IS_A_PART
    order = SplitOrdered(order_id="x", request_id=DISHUB, by="s", why="w", agencies=("dpmptsp",))
    words = refusal(part, order)
    assert words is not None
    assert words[1] == f"Permohonan ini bagian dari {TICKET}; perintahkan itu pada induknya."


def test_what_has_ended_is_not_split(kindred: Kindred) -> None:
    kindred.of().hear(a_withdrawal, NOON)
    kindred.split("dpmptsp", when=LATER)
    assert obstacle(kindred.of()) is Obstacle.NO_LEGAL_MOVE


def test_a_whole_is_not_routed_its_parts_are(kindred: Kindred) -> None:
    kindred.of().order(RouteOrdered, NOON, agency="dpmptsp")
    assert obstacle(kindred.of()) is Obstacle.HAS_PARTS
    kindred.part("dishub").order(RouteOrdered, NOON, agency="dpmptsp")
    kindred.deliver(NOON)
    assert kindred.known("dishub").agency == "dpmptsp"


def test_a_part_that_has_ended_is_opened_again_with_its_whole_alone(kindred: Kindred) -> None:
    kindred.report("dishub", S.REJECTED, NOON)
    kindred.part("dishub").order(ReopenOrdered, LATER)
    assert obstacle(kindred.part("dishub")) is Obstacle.IS_A_PART


def test_a_part_is_not_merged_into_its_whole(kindred: Kindred) -> None:
    part = kindred.part("dishub")
    part.order(MergeOrdered, NOON, into=REQUEST, into_ticket=TICKET, asks=True)
    assert obstacle(part) is Obstacle.INTO_ITS_KIN
