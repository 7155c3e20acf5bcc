"""What others told a request that is held: kept in order, and heard when it goes on."""

from agents.case import hearing
from contracts.kin import WholeMoved
from contracts.lifecycle import State
from contracts.retries import RequestReleased
from tests.builders.cases import a_moment
from tests.builders.facts import a_confirmation
from tests.builders.kindred import Kindred

NOON, LATER, NEXT = "2026-03-16 12:00", "2026-03-16 14:00", "2026-03-17 10:00"


def both_done() -> Kindred:
    kindred = Kindred()
    kindred.split("dishub")
    for agency in ("dlh", "dishub"):
        kindred.report(agency, State.RESOLVED, NOON)
    return kindred


def test_a_held_part_hears_its_whole_when_it_goes_on() -> None:
    kindred = both_done()
    part = kindred.part("dishub")
    part.case = part.case.model_copy(update={"held": True})
    kindred.of().hear(a_confirmation, LATER)
    kindred.deliver(LATER)
    assert (part.case.state, len(part.case.parked)) == (State.RESOLVED, 1)
    released = RequestReleased(
        order_id="r", request_id=part.case.request_id, by="siti", why="beres"
    )
    part.take(hearing.go_on(part.case, released, a_moment(NEXT), part.rules))
    assert (part.case.state, part.case.held, part.case.parked) == (State.CLOSED, False, ())
    kindred.deliver(NEXT)
    assert kindred.known("dishub").state is State.CLOSED


def test_what_our_own_failure_met_is_heard_when_the_request_goes_on() -> None:
    kindred = both_done()
    kindred.of().hear(a_confirmation, LATER)
    part = kindred.part("dishub")
    fact = next(
        one
        for one in kindred.collect()
        if isinstance(one, WholeMoved) and one.request_id == part.case.request_id
    )
    part.take(hearing.park_after_surprise(part.case, fact, a_moment(LATER), part.rules))
    assert (part.case.held, len(part.case.parked)) == (True, 1)
    kindred.deliver(LATER)
    assert len(part.case.parked) == 1
