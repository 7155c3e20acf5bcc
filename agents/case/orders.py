"""What an operator's order does to a case; one that cannot be carried out is kept, with why."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from agents.case import asking, declining, extending, handover, merging, move, recomputing, whole
from agents.case.kin import tell_whole
from agents.case.making import made
from agents.case.move import Words
from agents.case.telling import Moment, Rules, Telling
from contracts.calendar import tell_instant
from contracts.cases import Case
from contracts.events import Sentences
from contracts.kinship import whole_of
from contracts.lifecycle import OPEN, REOPENED, TABLE, Actor, State, origins
from contracts.obstacles import OBSTACLES
from contracts.orders import (
    ApproveOrdered,
    DeclineOrdered,
    ExtendOrdered,
    LinkOrdered,
    MergeOrdered,
    NoteOrdered,
    Obstacle,
    Order,
    Ordered,
    RecomputeOrdered,
    RejectOrdered,
    ReopenOrdered,
    RouteOrdered,
    SplitOrdered,
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
    if merging.waits_for(case, order.order_id) or any(
        one.order_id == order.order_id for one in case.orders
    ):
        return None
    telling = Telling(case, moment, rules)
    blocked = blocked_by(telling, order)
    if blocked is None:
        HANDLERS[type(order)](telling, order, moment.recorded_at)
        asking.follow(telling, case.state)
        tell_whole(telling)
    if merging.waits_for(telling.case, order.order_id):
        return telling  # it is kept once the other request has answered
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
    found = whole.obstacle(case, type(order))
    if found is not None:
        return Blocked(*found)
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
        and whole.obstacle(case, kind) is None
    )


def why_not(telling: Telling, blocked: Blocked) -> Sentences:
    """The sentence an operator is told: what was wrong, and what would have been legal."""
    words, state = OBSTACLES[blocked.obstacle], telling.case.state
    named = AGENCIES.get(blocked.obstacle)
    choice = ", ".join(named(telling) if named is not None else legal(telling.case))
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
            return Blocked(Obstacle.UNKNOWN_AGENCY, Sentences.alike(code))
    has_it = (telling.case.agency, telling.case.co_agencies)
    if has_it == (order.agency, order.co_agencies):
        return Blocked(Obstacle.ALREADY_THERE, Sentences.alike(order.agency))
    return None


def _can_be_reopened(telling: Telling, _order: ReopenOrdered) -> Blocked | None:
    if telling.case.state is State.RESOLVED:
        return None
    until, of = move.open_until(telling), whole_of(telling.case.links)
    if until is None:
        return Blocked(Obstacle.IS_A_PART, Sentences.alike(of.ticket)) if of else _illegal()
    late = telling.moment.recorded_at > until
    return Blocked(Obstacle.WINDOW_PASSED, tell_instant(until)) if late else None


def _illegal() -> Blocked:
    return Blocked(Obstacle.NO_LEGAL_MOVE)


def _asked_of(
    check: Callable[[Telling, Any], tuple[Obstacle, Sentences] | None],
) -> Callable[[Telling, Any], Blocked | None]:
    def checked(telling: Telling, order: Order) -> Blocked | None:
        found = check(telling, order)
        return Blocked(*found) if found is not None else None

    return checked


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
    SplitOrdered: whole.SPLITTABLE,
    LinkOrdered: frozenset(State),
    ReopenOrdered: origins(State.IN_PROGRESS, Actor.OPERATOR) | {*REOPENED},
    ApproveOrdered: origins(State.CLOSED, Actor.OPERATOR),
    ExtendOrdered: frozenset(OPEN),
    DeclineOrdered: frozenset(OPEN),
    NoteOrdered: frozenset(State),
    RecomputeOrdered: frozenset({*OPEN, *REOPENED}),
}
"""From which states each order is legal: the lifecycle's rows; to route is to verify first."""

CHECKS: dict[type[Order], Callable[[Telling, Any], Blocked | None]] = {
    RouteOrdered: _can_be_routed,
    MergeOrdered: _asked_of(merging.may_merge),
    SplitOrdered: _asked_of(whole.may_split),
    LinkOrdered: _asked_of(merging.may_link),
    ReopenOrdered: _can_be_reopened,
    ExtendOrdered: _asked_of(extending.obstacle),
    DeclineOrdered: _asked_of(declining.obstacle),
    RecomputeOrdered: _asked_of(recomputing.obstacle),
}
"""What besides the state an order needs."""

AGENCIES: dict[Obstacle, Callable[[Telling], Iterable[str]]] = {
    Obstacle.UNKNOWN_AGENCY: lambda telling: telling.catalogue.agency,
    **dict.fromkeys(
        (Obstacle.NO_CO_AGENCY, Obstacle.HAS_A_PART, Obstacle.TOO_FEW), whole.candidates
    ),
}
"""Where agencies are what may be ordered, which."""

HANDLERS: dict[type[Order], Callable[[Telling, Any, datetime], None]] = {
    VerifyOrdered: _verify,
    RouteOrdered: _route,
    RejectOrdered: _reject,
    MergeOrdered: merging.merge,
    SplitOrdered: whole.split,
    LinkOrdered: merging.link,
    ReopenOrdered: _reopen,
    ApproveOrdered: _approve,
    ExtendOrdered: extending.approve,
    DeclineOrdered: declining.decline,
    NoteOrdered: _note,
    RecomputeOrdered: recomputing.recompute,
}
"""What each order does to a case it may be carried out on."""
