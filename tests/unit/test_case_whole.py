"""A split request and its parts end, go back and are opened again together."""

from contracts.catalogue import Metric
from contracts.inbox import Ask, Withdraw
from contracts.kin import PartGiven, WholeMoved
from contracts.lifecycle import State
from contracts.orders import (
    ApproveOrdered,
    ReopenOrdered,
    SplitOrdered,
)
from tests.builders.calendars import at
from tests.builders.cases import answers, clocks, events, states
from tests.builders.facts import (
    a_confirmation,
    a_withdrawal,
    an_objection,
)
from tests.builders.kindred import DLH, LATER, NEXT, NOON, SERVICE, TEN, Kindred

S = State


def test_parts_wait_for_their_whole_and_close_with_it(kindred: Kindred) -> None:
    kindred.done("dlh", "dishub")
    assert kindred.part("dlh").case.consent_due is None
    kindred.of().hear(a_confirmation, LATER)
    kindred.deliver(LATER)
    assert {kindred.part(name).case.state for name in ("dlh", "dishub")} == {S.CLOSED}
    whole = kindred.of().case
    assert {kindred.known(name).state for name in ("dlh", "dishub")} == {S.CLOSED}
    assert kindred.part("dlh").case.archive_due == whole.archive_due


def test_silence_closes_the_whole_and_its_parts(kindred: Kindred) -> None:
    kindred.done("dlh", "dishub")
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
    kindred.done("dlh", "dishub")
    said = kindred.of().hear(an_objection, LATER)
    assert states(said) == [S.IN_PROGRESS]
    assert answers(said) == []
    kindred.deliver(LATER)
    assert {kindred.part(name).case.state for name in ("dlh", "dishub")} == {S.IN_PROGRESS}
    assert len(events(kindred.part("dishub").said, Ask)) == 1
    kindred.done("dlh", "dishub", when=NEXT)
    assert kindred.of().case.state is S.RESOLVED


def test_a_whole_that_is_opened_again_opens_its_parts_again(kindred: Kindred) -> None:
    kindred.done("dlh", "dishub")
    kindred.of().hear(a_confirmation, LATER)
    kindred.deliver(LATER)
    kindred.of().order(ReopenOrdered, NEXT)
    kindred.deliver(NEXT)
    whole, part = kindred.of().case, kindred.part("dishub").case
    assert (whole.state, whole.cycle) == (S.COORDINATING, 2)
    assert (part.state, part.cycle, part.archive_due) == (S.ROUTED, 2, None)
    kindred.done("dlh", "dishub", when="2026-03-17 11:00")
    assert kindred.of().case.state is S.RESOLVED


def test_a_part_alone_that_is_sent_back_brings_the_whole_back_and_no_other(
    kindred: Kindred,
) -> None:
    kindred.done("dlh", "dishub")
    kindred.part("dishub").order(ReopenOrdered, LATER)
    kindred.deliver(LATER)
    assert kindred.of().case.state is S.IN_PROGRESS
    assert kindred.part("dlh").case.state is S.RESOLVED
    assert ("recomputed", Metric.RESOLUTION, at(LATER)) in clocks(kindred.of().said)
    kindred.done("dishub", when=NEXT)
    assert kindred.of().case.state is S.RESOLVED


def test_a_part_sent_back_as_its_whole_closes_opens_the_whole_again(kindred: Kindred) -> None:
    kindred.done("dlh", "dishub")
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
    kindred.done("dlh", "dishub")
    kindred.part("dishub").order(ApproveOrdered, LATER)
    kindred.of().hear(an_objection, LATER)
    kindred.deliver(LATER)
    assert kindred.of().case.state is S.IN_PROGRESS
    assert kindred.part("dishub").case.state is S.ROUTED
    assert states(kindred.of().said).count(S.RESOLVED) == 1


def test_a_third_agency_gets_its_part_later(kindred: Kindred) -> None:
    kindred.done("dlh")
    kindred.split("dpmptsp", when=NOON)
    kindred.done("dishub", when=LATER)
    assert kindred.of().case.state is S.COORDINATING
    kindred.done("dpmptsp", when=NEXT)
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
    kindred.done("dlh", "dishub")
    kindred.of().hear(a_confirmation, LATER)
    told = [one for one in kindred.collect() if isinstance(one, WholeMoved)]
    kindred.deliver(LATER)
    before = kindred.part("dlh").case
    kindred.hear(next(one for one in told if one.request_id == DLH), NEXT)
    assert kindred.part("dlh").case == before
