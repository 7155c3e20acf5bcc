"""What operators' orders do to a request; one that cannot be carried out does nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from contracts.lifecycle import END, REOPENED, TABLE, Actor, State
from contracts.orders import (
    ApproveOrdered,
    DeclineOrdered,
    ExtendOrdered,
    LinkOrdered,
    MergeOrdered,
    NoteOrdered,
    RecomputeOrdered,
    RejectOrdered,
    ReopenOrdered,
    RouteOrdered,
    SplitOrdered,
    VerifyOrdered,
)
from services.ledger.reference import joining, kindred, recomputing
from services.ledger.reference.extending import give as give_time
from services.ledger.reference.extending import may as may_give_time
from services.ledger.reference.extending import may_not_give as may_not_give_time
from services.ledger.reference.extending import not_give as not_give_time
from services.ledger.reference.handing import give, give_on, reopen, send_back
from services.ledger.reference.heard import Document
from services.ledger.reference.story import Story, Words
from services.ledger.reference.trails import leads


def _always(_story: Story, _order: Document, _at: datetime) -> bool:
    return True


def _new_place(story: Story, order: Document, _at: datetime) -> bool:
    known = {agency.code for agency in story.catalogue.agencies}
    agency, helpers = _named(order)
    if story.family.parts:  # its parts are routed, each by itself
        return False
    return {agency, *helpers} <= known and (agency, helpers) != (story.agency, story.helpers)


def _in_time(story: Story, _order: Document, at: datetime) -> bool:
    until = story.open_until()
    return story.state is State.RESOLVED or (until is not None and at <= until)


def _verify(story: Story, order: Document, at: datetime) -> None:
    story.go(State.VERIFIED, Actor.OPERATOR, at, Words(reason=order["why"]))
    route = story.asked["route"]
    if "agency" in route:
        words = Words(reason=route["rule"])
        give(story, route["agency"], tuple(route.get("co_agencies", ())), at, words)


def _route(story: Story, order: Document, at: datetime) -> None:
    give_on(story, *_named(order), at, Words(reason=order["why"]))


def _named(order: Document) -> tuple[str, tuple[str, ...]]:
    return order["agency"], tuple(order.get("co_agencies", ()))


def _reopen(story: Story, order: Document, at: datetime) -> None:
    again = send_back if story.state is State.RESOLVED else reopen
    again(story, at, Words(reason=order["why"]))


def _note(_story: Story, _order: Document, _at: datetime) -> None:
    """It is remembered, and moves nothing."""


def _to(target: State) -> Callable[[Story, Document, datetime], None]:
    def does(story: Story, order: Document, at: datetime) -> None:
        story.go(target, Actor.OPERATOR, at, Words(reason=order["why"]))

    return does


class Given(NamedTuple):
    """A kind of order: from which states, under which condition, and what it does."""

    origins: frozenset[State]
    may: Callable[[Story, Document, datetime], bool]
    does: Callable[[Story, Document, datetime], None]


_BY = Actor.OPERATOR
_ENDED = frozenset(REOPENED)
_OPEN = frozenset(state for state, row in TABLE.items() if row.rank < END)

GIVEN: dict[str, Given] = {
    VerifyOrdered.TYPE: Given(leads(State.VERIFIED, _BY), _always, _verify),
    RouteOrdered.TYPE: Given(
        (leads(State.ROUTED, _BY) | {State.RECEIVED}) - _ENDED, _new_place, _route
    ),
    RejectOrdered.TYPE: Given(leads(State.REJECTED, _BY), _always, _to(State.REJECTED)),
    MergeOrdered.TYPE: Given(leads(State.DUPLICATE, _BY), joining.may_merge, joining.merge),
    SplitOrdered.TYPE: Given(kindred.SPLITTABLE, kindred.may_split, kindred.split),
    LinkOrdered.TYPE: Given(frozenset(State), joining.may_link, joining.link),
    ReopenOrdered.TYPE: Given(leads(State.IN_PROGRESS, _BY) | _ENDED, _in_time, _reopen),
    ApproveOrdered.TYPE: Given(leads(State.CLOSED, _BY), _always, _to(State.CLOSED)),
    ExtendOrdered.TYPE: Given(_OPEN, may_give_time, give_time),
    DeclineOrdered.TYPE: Given(_OPEN, may_not_give_time, not_give_time),
    NoteOrdered.TYPE: Given(frozenset(State), _always, _note),
    RecomputeOrdered.TYPE: Given(_OPEN | _ENDED, recomputing.may, recomputing.recompute),
}
"""Every order the twin was taught; a new one is a row."""
