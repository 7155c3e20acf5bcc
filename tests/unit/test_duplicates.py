"""Open requests near in place and time are proposed as one; whether they are, an operator says."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.cases import Case
from contracts.kinship import Kinship, Link
from contracts.lifecycle import State
from contracts.requests import Place
from services.duplicates import Near, propose
from services.duplicates.proposing import metres_between
from tests.builders.calendars import at
from tests.builders.cases import Story
from tests.builders.facts import MONDAY, REQUEST

LATITUDE, LONGITUDE = -6.12, 106.15
"""In Kota Serang: a ten-thousandth of a degree is about eleven metres."""


def a_case(number: int, days: float = 0, **changed: Any) -> Case:
    """A request for bulky waste at the town hall."""
    name = f"{number:08x}-6b5a-5493-8f21-0a1b2c3d4e5f"
    place: dict[str, Any] = {"latitude": LATITUDE, "longitude": LONGITUDE}
    place |= {"kelurahan": "36.73.01.1004"} | changed.pop("place", {})
    story = Story(request=name)
    submitted = {"request_id": name, "ticket": f"KS-{number}", "reference": f"DLH-{number}"}
    story.submit(MONDAY, **submitted | {"place": Place(**place)} | changed)
    assert story.case.request is not None
    received = at(MONDAY) + timedelta(days=days)
    request = story.case.request.model_copy(update={"received_at": received})
    return story.case.model_copy(update={"request": request})


def pairs(*cases: Case, near: Near | None = None) -> list[tuple[str, str]]:
    return [(one.ticket, one.into_ticket) for one in propose(cases, near or Near())]


def test_the_later_of_two_that_lie_near_is_proposed_for_the_earlier() -> None:
    later, earlier = a_case(2, 1, place={"latitude": LATITUDE + 0.0004}), a_case(1)
    (found,) = propose([later, earlier])
    assert (found.ticket, found.into_ticket) == ("KS-2", "KS-1")
    assert (found.metres, found.hours) == (44, 24)


@pytest.mark.parametrize(
    "other",
    [
        {"place": {"latitude": LATITUDE + 0.001}},
        {"days": 15},
        {"service": "dlh.by-the-clock"},
        {"service": "dlh.in-confidence", "confidential": True},
    ],
    ids=["a hundred metres on", "a fortnight later", "another service", "confidential"],
)
def test_what_is_not_near_or_not_the_same_is_not_proposed(other: dict[str, Any]) -> None:
    assert pairs(a_case(1), a_case(2, **other)) == []


def test_how_near_is_near_is_the_operators_to_say() -> None:
    far = a_case(2, 15, place={"longitude": LONGITUDE + 0.004})
    assert pairs(a_case(1), far, near=Near(500, 20)) == [("KS-2", "KS-1")]


def test_requests_without_a_point_are_near_in_the_same_kelurahan() -> None:
    nowhere: dict[str, Any] = {"latitude": None, "longitude": None}
    first, second = a_case(1, place=nowhere), a_case(2, 1, place=nowhere)
    third = a_case(3, 1, place=nowhere | {"kelurahan": "36.73.01.1008"})
    (found,) = propose([first, second, third])
    assert (found.ticket, found.into_ticket, found.metres) == ("KS-2", "KS-1", None)


def test_each_is_proposed_once_for_the_nearest_and_the_nearest_stand_first() -> None:
    spread = [a_case(n, n, place={"latitude": LATITUDE + n * 0.0003}) for n in (0, 1, 3)]
    assert pairs(*spread) == [("KS-1", "KS-0"), ("KS-3", "KS-1")]


@pytest.mark.parametrize(
    "changed",
    [
        {"state": State.CLOSED},
        {"held": True},
        {"links": (Link(kind=Kinship.PART_OF, request_id=REQUEST, ticket="KS-9"),)},
    ],
    ids=["ended", "held", "a part"],
)
def test_what_cannot_be_merged_is_not_proposed(changed: dict[str, Any]) -> None:
    assert pairs(a_case(1), a_case(2).model_copy(update=changed)) == []


def test_what_is_linked_already_is_not_proposed_again() -> None:
    first, second = a_case(1), a_case(2, 1)
    link = Link(kind=Kinship.FOLLOW_ON, request_id=first.request_id, ticket="KS-1")
    assert pairs(first, second.model_copy(update={"links": (link,)})) == []


def test_a_minute_of_latitude_is_a_nautical_mile() -> None:
    first, second = a_case(1), a_case(2, place={"latitude": LATITUDE + 1 / 60})
    assert first.request is not None
    assert second.request is not None
    assert metres_between(first.request, second.request) == pytest.approx(1852, abs=2)


def test_every_near_pair_is_found_wherever_its_squares_meet() -> None:
    for step in range(-9, 10):
        moved = {"latitude": LATITUDE + step * 0.00009, "longitude": LONGITUDE + step * 0.00002}
        assert pairs(a_case(1), a_case(2, 1, place=moved)) == [("KS-2", "KS-1")]
