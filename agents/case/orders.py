"""What an operator's order does to a case; one that cannot be carried out is kept, with why."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from agents.case import asking, declining, extending, handover, inbox, move, recomputing
from agents.case.making import made
from agents.case.move import Words
from agents.case.telling import Moment, Rules, Telling
from contracts.calendar import tell_instant
from contracts.cases import Case, Kinship, Link
from contracts.events import Sentences
from contracts.lifecycle import REOPENED, TABLE, Actor, State, origins
from contracts.orders import (
    OBSTACLES,
    ApproveOrdered,
    DeclineOrdered,
    ExtendOrdered,
    MergeOrdered,
    NoteOrdered,
    Obstacle,
    Order,
    Ordered,
    RecomputeOrdered,
    RejectOrdered,
    ReopenOrdered,
    RouteOrdered,
    VerifyOrdered,
)
from contracts.routing import Routed

BY_OPERATOR = "operator"


class Blocked(NamedTuple):
    """Why an order changes nothing, with what came or until when it would have been legal."""

    obstacle: Obstacle
    detail: Sentences = Sentences(id="", en="")


def carry_out(case: Case, order: Order, moment: Moment, rules: Rules) -> Telling | None:
    """Fold one order; None where it is a copy of one the case has, which changes nothing."""
    if any(one.order_id == order.order_id for one in case.orders):
        return None
    telling = Telling(case, moment, rules)
    blocked = blocked_by(telling, order)
    if blocked is None:
        HANDLERS[type(order)](telling, order, moment.recorded_at)
        asking.follow(telling, case.state)
    kept = made(
        Ordered,
        order_id=order.order_id,
        verb=order.verb(),
        by=order.by,
        why=order.why,
        at=moment.recorded_at,
        obstacle=blocked.obstacle if blocked else None,
    )
    telling.change(orders=(*telling.case.orders, kept))
    return telling


def blocked_by(telling: Telling, order: Order) -> Blocked | None:
    """What stands in an order's way; None where it can be carried out."""
    case = telling.case
    if case.request is None or case.state is None:
        return Blocked(Obstacle.UNKNOWN_REQUEST)
    if isinstance(order, NoteOrdered):
        return None
    if case.held:
        return Blocked(Obstacle.HELD)
    if case.state not in ORIGINS[type(order)]:
        return Blocked(Obstacle.NO_LEGAL_MOVE)
    check = CHECKS.get(type(order))
    return check(telling, order) if check else None


def legal(case: Case) -> tuple[str, ...]:
    """What could be ordered of a case as it stands, by verb; but for what is ordered of many."""
    if case.state is None or case.held:
        return (NoteOrdered.verb(),)
    return tuple(
        kind.verb()
        for kind, states in ORIGINS.items()
        if case.state in states
        and kind is not RecomputeOrdered
        and (kind.verb() not in declining.DECISIONS or case.extension is not None)
    )


def why_not(telling: Telling, blocked: Blocked) -> Sentences:
    """The sentence an operator is told: what was wrong, and what would have been legal."""
    words, state = OBSTACLES[blocked.obstacle], telling.case.state
    agencies = blocked.obstacle is Obstacle.UNKNOWN_AGENCY
    choice = ", ".join(telling.catalogue.agency if agencies else legal(telling.case))
    label = TABLE[state] if state is not None else None
    return Sentences(
        id=words.id.format(
            detail=blocked.detail.id, legal=choice, state=label.label_id if label else "-"
        ),
        en=words.en.format(
            detail=blocked.detail.en, legal=choice, state=label.label_en if label else "-"
        ),
    )


def _can_be_routed(telling: Telling, order: RouteOrdered) -> Blocked | None:
    for code in (order.agency, *order.co_agencies):
        if code not in telling.catalogue.agency:
            return Blocked(Obstacle.UNKNOWN_AGENCY, _same(code))
    has_it = (telling.case.agency, telling.case.co_agencies)
    if has_it == (order.agency, order.co_agencies):
        return Blocked(Obstacle.ALREADY_THERE, _same(order.agency))
    return None


def _can_be_merged(telling: Telling, order: MergeOrdered) -> Blocked | None:
    return Blocked(Obstacle.INTO_ITSELF) if order.into == telling.case.request_id else None


def _can_be_reopened(telling: Telling, _order: ReopenOrdered) -> Blocked | None:
    if telling.case.state is State.RESOLVED:
        return None
    until = move.open_until(telling)
    if until is None:
        return Blocked(Obstacle.NO_LEGAL_MOVE)
    late = telling.moment.recorded_at > until
    return Blocked(Obstacle.WINDOW_PASSED, tell_instant(until)) if late else None


def _can_be_recomputed(telling: Telling, order: RecomputeOrdered) -> Blocked | None:
    catalogue = telling.rules.catalogue(order.catalogue)
    named = order.policy or order.calendar or ""
    if order.policy not in catalogue.policy and order.calendar not in catalogue.working_time:
        return Blocked(Obstacle.UNKNOWN_TERM, _same(named))
    if not recomputing.changes(telling, order):
        return Blocked(Obstacle.NOTHING_CHANGES, _same(named))
    return None


def _can_be_extended(telling: Telling, order: ExtendOrdered) -> Blocked | None:
    found = extending.obstacle(telling, order)
    return Blocked(*found) if found is not None else None


def _can_be_declined(telling: Telling, order: DeclineOrdered) -> Blocked | None:
    found = declining.obstacle(telling, order)
    return Blocked(*found) if found is not None else None


def _same(text: str) -> Sentences:
    return Sentences(id=text, en=text)


def _verify(telling: Telling, order: VerifyOrdered, at: datetime) -> None:
    move.go(telling, State.VERIFIED, Actor.OPERATOR, at, Words(reason=order.why))
    route = telling.request.route
    if isinstance(route, Routed):
        handover.give(telling, route, at, Words(reason=route.rule))


def _route(telling: Telling, order: RouteOrdered, at: datetime) -> None:
    route = handover.route_to(telling, order.agency, order.co_agencies, BY_OPERATOR)
    handover.give_on(telling, route, at, Words(reason=order.why))


def _reject(telling: Telling, order: RejectOrdered, at: datetime) -> None:
    move.go(telling, State.REJECTED, Actor.OPERATOR, at, Words(reason=order.why))


def _merge(telling: Telling, order: MergeOrdered, at: datetime) -> None:
    link = Link(kind=Kinship.DUPLICATE_OF, request_id=order.into, ticket=order.into_ticket)
    telling.change(links=(*telling.case.links, link))
    move.go(telling, State.DUPLICATE, Actor.OPERATOR, at, Words(reason=order.into_ticket))
    if telling.case.agency is not None:
        inbox.withdraw(telling, telling.case.agency, Kinship.DUPLICATE_OF)


def _reopen(telling: Telling, order: ReopenOrdered, at: datetime) -> None:
    words = Words(reason=order.why)
    if telling.case.state is State.RESOLVED:
        move.send_back(telling, at, words)
    else:
        handover.reopen(telling, at, words)


def _approve(telling: Telling, order: ApproveOrdered, at: datetime) -> None:
    move.go(telling, State.CLOSED, Actor.OPERATOR, at, Words(reason=order.why))


def _note(_telling: Telling, _order: NoteOrdered, _at: datetime) -> None:
    """It is kept with the case, as every order is."""


ORIGINS: dict[type[Order], frozenset[State]] = {
    VerifyOrdered: origins(State.VERIFIED, Actor.OPERATOR),
    RouteOrdered: (origins(State.ROUTED, Actor.OPERATOR) | {State.RECEIVED}) - {*REOPENED},
    RejectOrdered: origins(State.REJECTED, Actor.OPERATOR),
    MergeOrdered: origins(State.DUPLICATE, Actor.OPERATOR),
    ReopenOrdered: origins(State.IN_PROGRESS, Actor.OPERATOR) | {*REOPENED},
    ApproveOrdered: origins(State.CLOSED, Actor.OPERATOR),
    ExtendOrdered: frozenset(state for state in State if state.is_open),
    DeclineOrdered: frozenset(state for state in State if state.is_open),
    NoteOrdered: frozenset(State),
    RecomputeOrdered: frozenset(state for state in State if state.is_open) | {*REOPENED},
}
"""From which states each order is legal: the lifecycle's rows; to route is to verify first."""

CHECKS: dict[type[Order], Callable[[Telling, Any], Blocked | None]] = {
    RouteOrdered: _can_be_routed,
    MergeOrdered: _can_be_merged,
    ReopenOrdered: _can_be_reopened,
    ExtendOrdered: _can_be_extended,
    DeclineOrdered: _can_be_declined,
    RecomputeOrdered: _can_be_recomputed,
}
"""What besides the state an order needs."""

HANDLERS: dict[type[Order], Callable[[Telling, Any, datetime], None]] = {
    VerifyOrdered: _verify,
    RouteOrdered: _route,
    RejectOrdered: _reject,
    MergeOrdered: _merge,
    ReopenOrdered: _reopen,
    ApproveOrdered: _approve,
    ExtendOrdered: extending.approve,
    DeclineOrdered: declining.decline,
    NoteOrdered: _note,
    RecomputeOrdered: recomputing.recompute,
}
"""What each order does to a case it may be carried out on."""
