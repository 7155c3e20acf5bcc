"""A part of a split request: it begins with a fact of its whole, and follows where that goes."""

from collections.abc import Callable
from datetime import datetime

from agents.case import clocks, handover, inbox, move
from agents.case.making import made
from agents.case.move import Words
from agents.case.telling import Telling
from agents.case.waiting import take_waiting
from contracts.catalogue import Signal
from contracts.kin import PartGiven, WholeMoved
from contracts.kinship import Kinship, Link
from contracts.lifecycle import OPEN, REOPENED, Actor, State
from contracts.requests import Fact
from contracts.routing import Routed

WHOLE = "whole"
"""Why a part moves without a word of its own."""

FOLLOWS: dict[State, tuple[frozenset[State], Actor]] = {
    State.CLOSED: (frozenset({State.RESOLVED}), Actor.OPERATOR),
    State.WITHDRAWN: (frozenset(OPEN), Actor.REPORTER),
    State.DUPLICATE: (frozenset(OPEN), Actor.OPERATOR),
    State.REFERRED_OUT: (frozenset(OPEN), Actor.OPERATOR),
}
"""Where a whole that ended takes a part, from where, and on whose word."""


def begin(telling: Telling, fact: PartGiven, apply: Callable[[Telling, Fact], None]) -> None:
    """An agency's part begins: at once with that agency, and with what came early for it."""
    if telling.case.request is not None:
        return
    at, route = fact.occurred_at, fact.request.route
    link = made(Link, kind=Kinship.PART_OF, request_id=fact.of, ticket=fact.of_ticket)
    telling.change(request=fact.request, links=(link, *telling.case.links))
    move.enter(telling, State.RECEIVED, at, implied=True)
    clocks.signal(telling, Signal.ACCEPTED, at)
    move.enter(telling, State.VERIFIED, at, implied=True)
    if isinstance(route, Routed):
        handover.give(telling, route, at, Words(reason=fact.why))
    take_waiting(telling, apply)


def follow(telling: Telling, fact: WholeMoved) -> None:
    """The whole ended, or is not done after all."""
    telling.change(archive_due=fact.archive_due)
    if fact.state is State.IN_PROGRESS:
        _go_back(telling, fact.occurred_at, Words(reason=fact.reason or WHOLE))
        return
    origins, actor = FOLLOWS.get(fact.state, (frozenset(), Actor.OPERATOR))
    if telling.case.state in origins:
        move.go(telling, fact.state, actor, fact.occurred_at, Words(reason=fact.reason or WHOLE))
        if fact.state is not State.CLOSED and telling.case.agency is not None:
            inbox.withdraw(telling, telling.case.agency, WHOLE)


def _go_back(telling: Telling, at: datetime, words: Words) -> None:
    if telling.case.state is State.RESOLVED:
        move.send_back(telling, at, words)
    elif telling.case.state in REOPENED:
        handover.reopen(telling, at, words)
