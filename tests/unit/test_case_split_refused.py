"""A split that is none is refused, with what would have been."""

from typing import Any

import pytest

from agents.case.orders import blocked_by, why_not
from agents.case.telling import Telling
from contracts.lifecycle import State
from contracts.orders import (
    MergeOrdered,
    Obstacle,
    Order,
    ReopenOrdered,
    RouteOrdered,
    SplitOrdered,
)
from tests.builders.cases import Story, a_moment, obstacle
from tests.builders.facts import (
    REQUEST,
    TICKET,
    a_withdrawal,
)
from tests.builders.kindred import DISHUB, LATER, NEXT, NOON, SERVICE, TEN, Kindred

S = State


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
