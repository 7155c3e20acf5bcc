"""A request merged into another: that one is asked first, takes the followers, or says why not."""

from typing import Any

import pytest

from agents.case import hearing
from agents.case.orders import blocked_by, why_not
from agents.case.telling import Telling
from contracts.cases import ClockState, Stub
from contracts.inbox import Withdraw
from contracts.kin import MergeAnswered, MergeAsked
from contracts.kinship import Follower, Kinship, Link
from contracts.lifecycle import State
from contracts.orders import LinkOrdered, MergeOrdered, Obstacle, Order
from tests.builders.calendars import at
from tests.builders.cases import Story, a_moment, clocks, events, obstacle
from tests.builders.facts import REQUEST, a_withdrawal
from tests.builders.kindred import OTHER, TEN, Kindred

S = State
NOON, LATER = "2026-03-16 12:00", "2026-03-16 14:00"
THIRD = "1f9e8d7c-6b5a-5493-8f21-0a1b2c3d4e5f"


@pytest.fixture
def kindred() -> Kindred:
    """Two requests that ask the same: the first stays, the second came after it."""
    found = Kindred()
    found.two()
    return found


def followers(story: Story) -> list[str]:
    return [one.ticket for one in story.case.followers]


def test_a_merged_request_ends_as_a_duplicate_and_its_followers_are_the_others(
    kindred: Kindred,
) -> None:
    stays, gone = kindred.of(), kindred.of(OTHER)
    before = clocks(stays.said)
    kindred.merge(gone, stays, NOON)
    assert (gone.case.state, gone.case.merging, obstacle(gone)) == (S.DUPLICATE, None, None)
    assert gone.case.links == (
        Link(kind=Kinship.DUPLICATE_OF, request_id=REQUEST, ticket="KS-FIRST"),
    )
    assert followers(stays) == ["KS-SECOND"]
    assert stays.case.linked == (
        Link(kind=Kinship.DUPLICATE_OF, request_id=OTHER, ticket="KS-SECOND"),
    )
    assert clocks(stays.said) == before
    assert [one.because for one in events(gone.said, Withdraw)] == ["duplicate_of"]


def test_the_clocks_of_the_request_that_stays_are_as_they_were(kindred: Kindred) -> None:
    before = kindred.of().case.clocks
    kindred.merge(kindred.of(OTHER), kindred.of(), NOON)
    assert kindred.of().case.clocks == before
    ended = {one.state for one in kindred.of(OTHER).case.clocks}
    assert ended <= {ClockState.CANCELLED, ClockState.MET}


def test_followers_move_on_with_a_request_that_is_itself_merged(kindred: Kindred) -> None:
    third = kindred.of(THIRD)
    third.submit(service="dlh.with-others", request_id=THIRD, ticket="KS-THIRD", reference="D-3")
    kindred.merge(kindred.of(OTHER), kindred.of(), NOON)
    kindred.merge(kindred.of(), third, LATER)
    assert followers(third) == ["KS-FIRST", "KS-SECOND"]
    assert followers(kindred.of()) == []


def test_nothing_is_merged_into_what_has_ended_and_nothing_changes(kindred: Kindred) -> None:
    kindred.of().hear(a_withdrawal, TEN)
    kindred.merge(kindred.of(OTHER), kindred.of(), NOON)
    assert obstacle(kindred.of(OTHER)) is Obstacle.INTO_ENDED
    assert kindred.of(OTHER).case.state is S.ROUTED
    assert followers(kindred.of()) == []


def test_nothing_is_merged_into_a_request_that_was_put_away() -> None:
    asked = MergeAsked(
        fact_id="f", request_id=REQUEST, of=OTHER, of_ticket="KS-SECOND", seq=1,
        occurred_at=at(NOON), cause=a_moment(NOON).cause, order_id="o", followers=(Follower(
            request_id=OTHER, ticket="KS-SECOND", submitter="dlh", reference="D-2",
            channel="agency",
        ),),
    )  # fmt: skip
    stub = Stub(at=0, key="k", digest="d")
    told = hearing.hear_at_rest(stub, asked, a_moment(NOON), Story().rules)
    assert told is not None
    (answer,) = events(told.said, MergeAnswered)
    assert (answer.obstacle, answer.seq, answer.request_id) == (Obstacle.INTO_ENDED, None, OTHER)
    assert (told.left, told.writes) == (stub, False)


def test_two_requests_are_never_each_others_duplicate(kindred: Kindred) -> None:
    first, second = kindred.of(), kindred.of(OTHER)
    into = {"into": OTHER, "into_ticket": "KS-SECOND", "asks": True}
    first.order(MergeOrdered, NOON, **into)
    kindred.merge(second, first, NOON)
    assert {obstacle(first), obstacle(second)} == {Obstacle.INTO_MERGING}
    assert {first.case.state, second.case.state} == {S.ROUTED}


def test_a_request_that_ended_before_it_was_answered_keeps_its_followers(kindred: Kindred) -> None:
    gone = kindred.of(OTHER)
    gone.order(MergeOrdered, NOON, into=REQUEST, into_ticket="KS-FIRST", asks=True)
    gone.hear(a_withdrawal, NOON)
    kindred.deliver(LATER)
    assert (gone.case.state, obstacle(gone)) == (S.WITHDRAWN, Obstacle.NO_LEGAL_MOVE)
    assert (followers(kindred.of()), kindred.of().case.linked) == ([], ())


def test_an_order_to_merge_is_answered_by_the_other_request_and_taken_once(
    kindred: Kindred,
) -> None:
    gone = kindred.of(OTHER)
    order: dict[str, Any] = {
        "order_id": "one",
        "into": REQUEST,
        "into_ticket": "KS-FIRST",
        "asks": True,
    }
    gone.order(MergeOrdered, NOON, **order)
    assert gone.order(MergeOrdered, NOON, **order) == []
    kindred.deliver(LATER)
    (kept,) = gone.case.orders
    assert (kept.order_id, kept.verb, kept.obstacle) == ("one", "merge", None)


REFUSED: list[tuple[type[Order], dict[str, Any], Obstacle, str]] = [
    (
        MergeOrdered,
        {"into": OTHER, "into_ticket": "KS-SECOND"},
        Obstacle.INTO_ITSELF,
        "pilih permohonan lain yang masih terbuka",
    ),
    (
        LinkOrdered,
        {"kind": "follow_on", "to": OTHER, "to_ticket": "KS-SECOND"},
        Obstacle.INTO_ITSELF,
        "pilih permohonan lain yang masih terbuka",
    ),
]


@pytest.mark.parametrize(("kind", "asked", "why", "sentence"), REFUSED)
def test_nothing_is_merged_into_or_linked_to_itself_and_the_sentence_says_what_could_be(
    kindred: Kindred, kind: type[Order], asked: dict[str, Any], why: Obstacle, sentence: str
) -> None:
    story = kindred.of(OTHER)
    order = kind(order_id="x", request_id=OTHER, by="siti", why="sama", **asked)
    telling = Telling(story.case, a_moment(NOON), story.rules)
    blocked = blocked_by(telling, order)
    assert blocked is not None
    assert blocked.obstacle is why
    assert sentence in why_not(telling, blocked).id


def test_a_merge_that_waits_is_the_only_one(kindred: Kindred) -> None:
    gone = kindred.of(OTHER)
    gone.order(MergeOrdered, NOON, into=REQUEST, into_ticket="KS-FIRST", asks=True)
    gone.order(MergeOrdered, NOON, into=THIRD, into_ticket="KS-THIRD", asks=True)
    assert obstacle(gone) is Obstacle.MERGE_WAITS


def test_a_link_stands_on_both_sides_and_moves_neither(kindred: Kindred) -> None:
    said = {"kind": Kinship.FOLLOW_ON, "to": REQUEST, "to_ticket": "KS-FIRST"}
    kindred.of(OTHER).order(LinkOrdered, NOON, **said)
    kindred.deliver(NOON)
    assert kindred.of(OTHER).case.links == (
        Link(kind=Kinship.FOLLOW_ON, request_id=REQUEST, ticket="KS-FIRST"),
    )
    assert kindred.of().case.linked == (
        Link(kind=Kinship.FOLLOW_ON, request_id=OTHER, ticket="KS-SECOND"),
    )
    assert {one.case.state for one in kindred.stories.values()} == {S.ROUTED}
    kindred.of(OTHER).order(LinkOrdered, LATER, **said)
    assert obstacle(kindred.of(OTHER)) is Obstacle.ALREADY_LINKED
