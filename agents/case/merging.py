"""A request that is to end as another's duplicate: that one is asked first; and other links."""

from datetime import datetime

from agents.case import inbox, kin, move
from agents.case.making import made
from agents.case.move import Words
from agents.case.telling import Moment, Rules, Said, Telling
from contracts.calendar import tell_instant
from contracts.cases import Case, Stub
from contracts.events import Sentences
from contracts.ids import case_event_id
from contracts.kin import Linked, MergeAnswered, MergeAsked, MergeDropped
from contracts.kinship import Follower, Kinship, Link, Merging, whole_of
from contracts.lifecycle import TABLE, Actor, State
from contracts.orders import LinkOrdered, MergeOrdered, Obstacle, Ordered
from contracts.topics import REQUESTS


def may_merge(telling: Telling, order: MergeOrdered) -> tuple[Obstacle, Sentences] | None:
    """Why a request cannot be merged, as far as it knows itself; None where the other is asked."""
    case, whole = telling.case, whole_of(telling.case.links)
    if order.into == case.request_id:
        return Obstacle.INTO_ITSELF, Sentences.alike(order.into_ticket)
    kindred = {part.request_id for part in case.parts} | ({whole.request_id} if whole else set())
    if order.into in kindred:
        return Obstacle.INTO_ITS_KIN, Sentences.alike(order.into_ticket)
    if case.merging is not None:
        return Obstacle.MERGE_WAITS, Sentences.alike(case.merging.into_ticket)
    return None


def merge(telling: Telling, order: MergeOrdered, at: datetime) -> None:
    """Ask the other whether it takes the followers; of an order that does not ask, end at once."""
    if not order.asks:
        _end(telling, order.into, order.into_ticket, at)
        return
    into = {"into": order.into, "into_ticket": order.into_ticket}
    waits = made(Merging, order_id=order.order_id, by=order.by, why=order.why, at=at, **into)
    telling.change(merging=waits)
    followers = (_itself(telling), *telling.case.followers)
    said = {"order_id": order.order_id, "followers": followers}
    kin.pass_on(telling, order.into, MergeAsked, at, **said)


def _itself(telling: Telling) -> Follower:
    request = telling.request
    return made(
        Follower,
        request_id=telling.case.request_id,
        ticket=request.ticket,
        submitter=request.submitter,
        reference=request.reference,
        channel=request.channel,
        reporter_ref=request.reporter_ref,
    )


def _end(telling: Telling, into: str, ticket: str, at: datetime) -> None:
    link = made(Link, kind=Kinship.DUPLICATE_OF, request_id=into, ticket=ticket)
    telling.change(links=(*telling.case.links, link))
    move.go(telling, State.DUPLICATE, Actor.OPERATOR, at, Words(reason=ticket))
    if telling.case.agency is not None and not telling.case.parts:
        inbox.withdraw(telling, telling.case.agency, Kinship.DUPLICATE_OF)


def asked(telling: Telling, fact: MergeAsked) -> None:
    """Take the followers of a request that was asked before; the clocks here stay as they are."""
    found, case = refusal(telling.case), telling.case
    if found is None:
        link = made(Link, kind=Kinship.DUPLICATE_OF, request_id=fact.of, ticket=fact.of_ticket)
        telling.change(followers=(*case.followers, *fact.followers), linked=(*case.linked, link))
    said = {"order_id": fact.order_id, "obstacle": found}
    kin.pass_on(telling, fact.of, MergeAnswered, telling.moment.recorded_at, **said)


def refusal(case: Case) -> Obstacle | None:
    """Why nothing can be merged into a request; None where it can."""
    if case.request is None or case.state is None:
        return Obstacle.UNKNOWN_REQUEST
    if not case.state.is_open:
        return Obstacle.INTO_ENDED
    return Obstacle.INTO_MERGING if case.merging is not None else None


def refused_by(case: Case) -> tuple[Obstacle, Sentences] | None:
    """The same with the words an operator is told, who can look at both."""
    found = refusal(case)
    if found is None:
        return None
    label = TABLE[case.state] if case.state is not None else None
    since = tell_instant(case.ended_at) if case.ended_at is not None else Sentences.alike("-")
    detail = case.merging.into_ticket if case.merging is not None else ""
    if label is None or detail:
        return found, Sentences.alike(detail)
    said = Sentences(id=f"{label.label_id}, {since.id}", en=f"{label.label_en}, {since.en}")
    return found, said


def asked_at_rest(stub: Stub, fact: MergeAsked, moment: Moment, rules: Rules) -> Telling:
    """A request that was put away takes nobody; it has no number to say so under."""
    telling = Telling(Case(request_id=fact.request_id), moment, rules)
    telling.left, telling.writes = stub, False
    event_id = case_event_id(fact.fact_id, REQUESTS, 0)
    answer = made(
        MergeAnswered,
        fact_id=event_id,
        request_id=fact.of,
        of=fact.request_id,
        of_ticket="",
        occurred_at=moment.recorded_at,
        cause=moment.cause,
        order_id=fact.order_id,
        obstacle=Obstacle.INTO_ENDED,
    )
    telling.said.append(Said(REQUESTS, answer, None, event_id, fact.of))
    return telling


def answered(telling: Telling, fact: MergeAnswered) -> None:
    """Taken: the request ends as a duplicate, and its followers are the other's."""
    waits, at = telling.case.merging, telling.moment.recorded_at
    if waits is None or waits.order_id != fact.order_id:
        return
    obstacle = fact.obstacle
    telling.change(merging=None)
    if obstacle is None and telling.case.state is not None and not telling.case.state.is_open:
        obstacle = Obstacle.NO_LEGAL_MOVE
        offered = (telling.case.request_id, *(one.request_id for one in telling.case.followers))
        kin.pass_on(telling, waits.into, MergeDropped, at, followers=offered)
    elif obstacle is None:
        telling.change(followers=())
        _end(telling, waits.into, waits.into_ticket, at)
    named = {"order_id": waits.order_id, "verb": MergeOrdered.verb(), "by": waits.by}
    kept = made(Ordered, **named, why=waits.why, at=waits.at, obstacle=obstacle)
    telling.change(orders=(*telling.case.orders, kept))


def dropped(telling: Telling, fact: MergeDropped) -> None:
    """It ended otherwise: its followers stay with it."""
    case, offered = telling.case, {*fact.followers}
    telling.change(
        followers=tuple(one for one in case.followers if one.request_id not in offered),
        linked=tuple(one for one in case.linked if one.request_id != fact.of),
    )


def may_link(telling: Telling, order: LinkOrdered) -> tuple[Obstacle, Sentences] | None:
    """Why a request cannot be linked; None where it can."""
    if order.to == telling.case.request_id:
        return Obstacle.INTO_ITSELF, Sentences.alike(order.to_ticket)
    if any(one.request_id == order.to for one in telling.case.links):
        return Obstacle.ALREADY_LINKED, Sentences.alike(order.to_ticket)
    return None


def link(telling: Telling, order: LinkOrdered, at: datetime) -> None:
    """Remember what it belongs to, and let that know."""
    one = made(Link, kind=order.kind, request_id=order.to, ticket=order.to_ticket)
    telling.change(links=(*telling.case.links, one))
    kin.pass_on(telling, order.to, Linked, at, kind=order.kind)


def linked(telling: Telling, fact: Linked) -> None:
    """Another request goes on from this one, or stands in its place."""
    if telling.case.request is not None:
        one = made(Link, kind=fact.kind, request_id=fact.of, ticket=fact.of_ticket)
        telling.change(linked=(*telling.case.linked, one))


def waits_for(case: Case, order_id: str) -> bool:
    """Whether an order is a merge the other request has not answered."""
    return case.merging is not None and case.merging.order_id == order_id
