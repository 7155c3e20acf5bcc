"""A request that was split, and its parts: what each makes of what the other tells; slow, apart."""

from datetime import datetime
from uuid import UUID, uuid5

from contracts.catalogue import Signal
from contracts.lifecycle import END, FREE, REOPENED, TABLE, WORKING, Actor, State
from services.ledger.reference.family import PartSeen
from services.ledger.reference.handing import (
    begin_cycle,
    give,
    go_back,
    open_whole,
    reopen,
    send_back,
)
from services.ledger.reference.heard import Document, Kin
from services.ledger.reference.story import Story, Words

_NAMESPACE = UUID("5b0d3c4e-6d0f-5a53-9a52-3d1d5f0e7c11")
SPLITTABLE = frozenset(
    one
    for one in (State.RECEIVED, State.VERIFIED, State.ROUTED, State.ACKNOWLEDGED, *FREE)
    if one is not State.NEEDS_INFORMATION
)
"""From where a request may be split."""
_DONE = (State.RESOLVED, State.CLOSED)
_OVER = {
    State.REJECTED: Actor.AGENCY,
    State.REFERRED_OUT: Actor.OPERATOR,
    State.DUPLICATE: Actor.OPERATOR,
    State.WITHDRAWN: Actor.REPORTER,
}
"""Ends of which nothing was done, the first that any part has first."""


_TAKES_ALONG = (State.DUPLICATE, State.REFERRED_OUT, State.WITHDRAWN)
"""Ends of a whole that are its parts' end too, however far they are."""


def part_of(whole: str, agency: str) -> str:
    """The id of an agency's part."""
    return str(uuid5(_NAMESPACE, f"part\n{whole}\n{agency}"))


def may_split(story: Story, order: Document, _at: datetime) -> bool:
    """Whoever works on the service and has no part yet may have one; a part has none."""
    request, parts = order["request_id"], {one.request for one in story.family.parts}
    if story.family.whole is not None:
        return False
    for agency in order["agencies"]:
        works = story.ground.answers_for(story.catalogue, agency, story.service.code)
        if part_of(request, agency) in parts or not (works or agency == story.agency):
            return False
    return bool(parts) or len({*order["agencies"], story.agency} - {None}) > 1


def split(story: Story, order: Document, at: datetime) -> None:
    """Each gets its part, whoever leads first; what one office owed for all ends."""
    parts = story.family.parts
    lead = story.agency or order["agencies"][0]
    if story.state is State.RECEIVED:
        story.enter(State.VERIFIED, at, implied=True)
    named = list(order["agencies"])
    if not parts:
        named.insert(0, lead)
        for clock in story.clocks.all:
            if clock.owed and clock.term.kind == "ola":
                clock.cancel(at, Signal.HANDED_OVER)
    for agency in dict.fromkeys(named):
        parts.append(_part(story, order, agency, at))
    story.clocks.split = True
    story.agency = lead
    others = (one.agency for one in parts if one.agency is not None)
    story.helpers = tuple(one for one in others if one != lead)
    story.read_terms()
    if story.state is State.VERIFIED:
        story.enter(State.ROUTED, at, implied=True)
    if story.state is not State.COORDINATING:
        story.enter(State.COORDINATING, at, Words(reason=order["why"]))


def _part(story: Story, order: Document, agency: str, at: datetime) -> PartSeen:
    asked, request = story.asked, part_of(order["request_id"], agency)
    ticket = f"{asked['ticket']}-{agency.upper()}"
    why = None if asked.get("confidential") else order["why"]
    reference = f"{asked['reference']}/{agency}"
    more = {"agency": agency, "why": why, "ticket": ticket, "reference": reference}
    told = story.tell(request, "part-given", at, **more)
    return PartSeen(request, ticket, agency, at, State.ROUTED, at, None, told)


def begin(story: Story, fact: Kin) -> None:
    """A part is received, verified and with its agency, all at once."""
    at, body = fact.at, fact.body
    story.family.whole, story.family.whole_ticket = body["of"], body["of_ticket"]
    story.family.links.add(body["of"])
    story.read_terms()
    story.enter(State.RECEIVED, at, implied=True)
    story.clocks.signal(Signal.ACCEPTED, at)
    story.enter(State.VERIFIED, at, implied=True)
    give(story, body["agency"], (), at, Words(reason=body.get("why")))


def asked_of(fact: Kin) -> Document:
    """What a part was asked, as a submission has it."""
    request: Document = fact.body["request"]
    claim = "backfill" if request.get("backfilled") else "none"
    return request | {"origin": {"agency": request["submitter"], "claim": claim}}


def whole_moved(story: Story, fact: Kin) -> None:
    """A part goes where its whole went."""
    body, state = fact.body, State(fact.body["state"])
    rests = body.get("archive_due")
    story.family.rests_at = None if rests is None else datetime.fromisoformat(rests)
    words, open_ = Words(reason=body.get("reason") or "whole"), TABLE[_state(story)].rank < END
    if state is State.IN_PROGRESS:
        if story.state is State.RESOLVED:
            send_back(story, fact.at, words)
        elif story.state in REOPENED:
            reopen(story, fact.at, words)
    elif state in _TAKES_ALONG and open_:
        story.go(state, _OVER[state], fact.at, words)
    elif state is State.CLOSED and story.state is State.RESOLVED:
        story.go(state, Actor.OPERATOR, fact.at, words)


def part_moved(story: Story, fact: Kin) -> None:
    """The whole is what its parts are together."""
    body = fact.body
    part = next((one for one in story.family.parts if one.request == body["of"]), None)
    if part is None:
        return
    _signals(story, body)
    if body["knows"] < part.told:
        return
    state = State(body["state"])
    part.at = part.at if state is part.state else fact.at
    part.state, part.agency, part.outcome = state, body.get("agency"), body.get("outcome")
    _follow(story, part)


def _signals(story: Story, body: Document) -> None:
    if body.get("responded_at") is not None:
        at = datetime.fromisoformat(body["responded_at"])
        if story.cycle_began is None or at >= story.cycle_began:
            story.clocks.told_late(Signal.RESPONDED, at)
    if body.get("news_at") is not None and TABLE[_state(story)].rank <= WORKING:
        story.clocks.signal(Signal.NEWS, datetime.fromisoformat(body["news_at"]))


def _follow(story: Story, last: PartSeen) -> None:
    parts = story.family.parts
    at, own = max(one.at for one in parts), _state(story)
    at_work = any(TABLE[one.state].rank < TABLE[State.RESOLVED].rank for one in parts)
    ended = TABLE[own].rank == END
    if own is State.RESOLVED and at_work:
        go_back(story, at)
    elif own in REOPENED and at_work:
        begin_cycle(story, at)
        story.tell_parts(State.COORDINATING, at)
        open_whole(story, at)
    elif ended and TABLE[last.state].rank < END:
        story.tell_part(last, own, at)
    elif not ended and own is not State.RESOLVED and not at_work:
        _finish(story, last, at)


def _finish(story: Story, last: PartSeen, at: datetime) -> None:
    parts = story.family.parts
    done = [one for one in parts if one.state in _DONE]
    if not done:
        end = next(one for one in _OVER if any(part.state is one for part in parts))
        story.go(end, _OVER[end], at, Words(outcome=last.outcome))
        return
    named = {one.outcome for one in parts} - {None}
    alike = len(done) == len(parts) and len(named) < 2  # noqa: PLR2004 - all say the same
    outcome = next(iter(named), None) if alike else "partly"
    story.go(State.RESOLVED, Actor.AGENCY, at, Words(outcome=outcome))


def _state(story: Story) -> State:
    if story.state is None:
        raise AssertionError
    return story.state
