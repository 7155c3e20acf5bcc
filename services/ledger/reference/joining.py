"""A request that asks another whether it takes its followers, and the one that is asked."""

from datetime import datetime

from contracts.lifecycle import END, TABLE, Actor, State
from services.ledger.reference.heard import Document, Kin
from services.ledger.reference.story import Story, Words


def may_merge(story: Story, order: Document, _at: datetime) -> bool:
    """Into another that is no kin of it, and one at a time."""
    family, into = story.family, order["into"]
    kin = {one.request for one in family.parts} | {family.whole, order["request_id"]}
    return into not in kin and family.waits_for is None


def merge(story: Story, order: Document, at: datetime) -> None:
    """The other is asked; by orders of an earlier release nobody was."""
    if not order.get("asks", False):
        _end(story, order["into"], order["into_ticket"], at)
        return
    family = story.family
    family.waits_for = order["order_id"]
    family.into, family.into_ticket = order["into"], order["into_ticket"]
    followers = [order["request_id"], *family.followers]
    more = {"order_id": order["order_id"], "followers": followers}
    story.tell(order["into"], "merge-asked", at, **more)


def _end(story: Story, into: str, ticket: str, at: datetime) -> None:
    story.family.links.add(into)
    story.go(State.DUPLICATE, Actor.OPERATOR, at, Words(reason=ticket))


def refusal(story: Story | None) -> str | None:
    """Why it takes nobody."""
    if story is None or story.state is None:
        return "unknown-request"
    if TABLE[story.state].rank == END:
        return "into-ended"
    return "into-merging" if story.family.waits_for is not None else None


def asked(story: Story, fact: Kin) -> None:
    """Its clocks stay as they are."""
    if refusal(story) is None:
        story.family.followers += [one["request_id"] for one in fact.body["followers"]]


def answered(story: Story, fact: Kin, at: datetime) -> None:
    """It ends as the other's duplicate, or goes on."""
    family = story.family
    if family.waits_for is None or family.waits_for != fact.body["order_id"]:
        return
    family.waits_for = None
    if fact.body.get("obstacle") is not None:
        return
    if story.ended_at is not None:
        offered = [fact.body["request_id"], *family.followers]
        story.tell(family.into, "merge-dropped", at, followers=offered)
        return
    family.followers = []
    _end(story, family.into, family.into_ticket, at)


def dropped(story: Story, fact: Kin) -> None:
    """They follow the other no more."""
    gone = fact.body["followers"]
    story.family.followers = [one for one in story.family.followers if one not in gone]


def may_link(story: Story, order: Document, _at: datetime) -> bool:
    """To another, once."""
    return order["to"] != order["request_id"] and order["to"] not in story.family.links


def link(story: Story, order: Document, at: datetime) -> None:
    """Both sides know of it; neither moves."""
    story.family.links.add(order["to"])
    story.tell(order["to"], "linked", at, kind=order["kind"])
