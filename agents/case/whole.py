"""A request that was split: who gets a part, and what its parts make of it; reads no other case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from agents.case import clocks, handover, kin, move
from agents.case.making import changed, made
from agents.case.move import Words
from agents.case.running import cancel
from agents.case.telling import Telling
from contracts.cases import Case
from contracts.catalogue import Signal
from contracts.events import Sentences
from contracts.ids import part_id, part_ticket
from contracts.kin import PartGiven, PartMoved
from contracts.kinship import Part, whole_of
from contracts.lifecycle import FREE, REOPENED, WORKING, Actor, State
from contracts.orders import Obstacle, Order, RouteOrdered, SplitOrdered, VerifyOrdered
from contracts.routing import Routed
from contracts.unapplied import Unapplied, WhyNot

SPLIT: Final = "split"
"""The rule that sends an agency its part."""

PARTLY: Final = "partly"
"""The outcome of a whole of which not every part was done, or not alike."""

SPLITTABLE: Final = frozenset({
    State.RECEIVED, State.VERIFIED, State.ROUTED, State.ACKNOWLEDGED, *FREE,
}) - {State.NEEDS_INFORMATION}  # fmt: skip
"""From where a request may be split: it is at work, or nobody has it yet."""

OF_ITS_PARTS: Final = frozenset({RouteOrdered, VerifyOrdered})
"""Orders that are for the parts once a request was split."""

DONE: Final = frozenset({State.RESOLVED, State.CLOSED})

ENDS: Final[dict[State, Actor]] = {
    State.RESOLVED: Actor.AGENCY,
    State.REJECTED: Actor.AGENCY,
    State.REFERRED_OUT: Actor.AGENCY,
    State.DUPLICATE: Actor.OPERATOR,
    State.WITHDRAWN: Actor.REPORTER,
}
"""Where parts that are all over take their whole, the first that any of them stands in."""


def obstacle(case: Case, kind: type[Order]) -> tuple[Obstacle, Sentences] | None:
    """Why such an order is not for a part, or for a whole; None where it may be."""
    whole = whole_of(case.links)
    if whole is not None and kind is SplitOrdered:
        return Obstacle.IS_A_PART, Sentences.alike(whole.ticket)
    if case.parts and kind in OF_ITS_PARTS:
        return Obstacle.HAS_PARTS, Sentences.alike(", ".join(part.ticket for part in case.parts))
    return None


def may_split(telling: Telling, order: SplitOrdered) -> tuple[Obstacle, Sentences] | None:
    """Why an agency cannot be given a part; None where each can."""
    case = telling.case
    offered = {*candidates(telling)}
    for agency in order.agencies:
        if _has_a_part(telling, agency):
            return Obstacle.HAS_A_PART, Sentences.alike(agency)
        if agency not in offered:
            return Obstacle.NO_CO_AGENCY, Sentences.alike(agency)
    if not case.parts and len({case.agency, *order.agencies} - {None}) == 1:
        return Obstacle.TOO_FEW, Sentences.alike(order.agencies[0])
    return None


def candidates(telling: Telling) -> tuple[str, ...]:
    """Who may be given a part: whoever works on the service and has none yet."""
    service, catalogue = telling.request.service, telling.catalogue
    return tuple(
        code
        for code in catalogue.agency
        if (catalogue.answers_for(code, service) or code == telling.case.agency)
        and not _has_a_part(telling, code)
    )


def _has_a_part(telling: Telling, agency: str) -> bool:
    own = part_id(telling.case.request_id, agency)
    return any(part.request_id == own for part in telling.case.parts)


def split(telling: Telling, order: SplitOrdered, at: datetime) -> None:
    """Give each agency its part, whoever leads the whole first; agencies coordinate from now on."""
    case = telling.case
    lead = case.agency or order.agencies[0]
    wanted = order.agencies if case.parts else (lead, *order.agencies)
    if case.state is State.RECEIVED:
        move.enter(telling, State.VERIFIED, at, implied=True)
    if not case.parts:
        _end_offices(telling, at)
    for agency in dict.fromkeys(wanted):
        _give(telling, agency, at, order.why)
    others = tuple(part.agency for part in telling.case.parts if part.agency not in {None, lead})
    telling.change(agency=lead, co_agencies=others, arbitration=False)
    if telling.case.state is State.VERIFIED:
        move.enter(telling, State.ROUTED, at, implied=True)
    if telling.case.state is not State.COORDINATING:
        move.enter(telling, State.COORDINATING, at, Words(reason=order.why))


def _end_offices(telling: Telling, at: datetime) -> None:
    """What one office owed for all of it, each owes for its own part now."""
    for clock in telling.case.clocks:
        if clock.state in clocks.OWED and telling.term(clock).kind == "ola":
            since = max(at, clock.paused_at or clock.ran_from or clock.started_at)
            cancel(telling, clock, since, Signal.HANDED_OVER)


def _give(telling: Telling, agency: str, at: datetime, why: str) -> None:
    request, own = telling.request, part_id(telling.case.request_id, agency)
    ticket = part_ticket(request.ticket, agency)
    asked = changed(
        request,
        ticket=ticket,
        reference=f"{request.reference}/{agency}",
        route=made(Routed, agency=agency, rule=SPLIT, facts=request.route.facts),
        received_at=at,
    )
    said = {"agency": agency, "request": asked, "why": telling.unless_confidential(why)}
    seq = kin.pass_on(telling, own, PartGiven, at, **said)
    names = {"request_id": own, "ticket": ticket, "agency": agency}
    part = made(Part, **names, given_at=at, state=State.ROUTED, at=at, told=seq)
    telling.change(parts=(*telling.case.parts, part))


def refuses(telling: Telling, agency: str) -> WhyNot:
    """What an agency that reports of the whole is told: under which number its own part stands."""
    own = [p for p in telling.case.parts if p.agency == agency]
    named = ", ".join(f"{part.ticket}, request_id {part.request_id}" for part in own)
    return WhyNot(Unapplied.HAS_PARTS, Sentences.alike(named or "-"))


def hear(telling: Telling, fact: PartMoved) -> None:
    """A part says where it stands; what it said before it heard the whole's last is overtaken."""
    case = telling.case
    part = next((one for one in case.parts if one.request_id == fact.of), None)
    if part is None or case.state is None:
        return
    if fact.responded_at is not None and not _before_this_cycle(telling, fact.responded_at):
        clocks.told_late(telling, Signal.RESPONDED, fact.responded_at)
    if fact.news_at is not None and case.state.rank <= WORKING:
        clocks.signal(telling, Signal.NEWS, fact.news_at)
    if fact.knows >= part.told:
        since = part.at if fact.state is part.state else fact.occurred_at
        known = {"state": fact.state, "at": since, "agency": fact.agency, "outcome": fact.outcome}
        now = changed(part, **known)
        telling.change(parts=tuple(now if one is part else one for one in telling.case.parts))
        _follow(telling, now)


def _before_this_cycle(telling: Telling, at: datetime) -> bool:
    began = telling.case.cycle_began
    return began is not None and at < began


def together(parts: Sequence[Part]) -> State:
    """What parts make of their whole: at work while one is, done when all are over and one done."""
    states = {part.state for part in parts}
    if any(state.is_open and state is not State.RESOLVED for state in states):
        return State.COORDINATING
    if states & DONE:
        return State.RESOLVED
    return next(state for state in ENDS if state in states)


def _follow(telling: Telling, part: Part) -> None:
    """Be what the parts are together, as of the last of their moves."""
    case, state = telling.case, together(telling.case.parts)
    at = max(one.at for one in case.parts)
    if case.state is None:
        return
    if case.state.rank <= WORKING and state is not State.COORDINATING:
        words = Words(outcome=_outcome(case.parts) if state is State.RESOLVED else part.outcome)
        move.go(telling, state, ENDS[state], at, words)
    elif case.state is State.RESOLVED and state is State.COORDINATING:
        move.go_back(telling, at)
    elif case.state in REOPENED and state is State.COORDINATING:
        handover.begin_cycle(telling, at)
        kin.tell_parts(telling, State.COORDINATING, at)
        handover.open_whole(telling, at)
    elif not case.state.is_open and part.state.is_open:
        kin.tell_part(telling, part, case.state, at)


def _outcome(parts: Sequence[Part]) -> str | None:
    """The one outcome all agree on; partly, where not all was done or not alike."""
    named = {part.outcome for part in parts if part.outcome is not None}
    alike = len(named) <= 1 and all(part.state in DONE for part in parts)
    return next(iter(named), None) if alike else PARTLY
