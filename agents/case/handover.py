"""Who has a request: given to an agency, given back, given on, opened again; decides by tables."""

from datetime import datetime

from agents.case import climbing, clocks, inbox, kin, move
from agents.case.move import SILENT, Words
from agents.case.telling import Telling
from contracts.catalogue import Signal
from contracts.lifecycle import NOT_OURS, State, may_be_given_back
from contracts.requests import StatusUpdated
from contracts.routing import Routed

MOST_HOPS = 2
"""The hand-over at which agencies stop passing a request on among themselves."""

ARBITRATION = "arbitration"
REOPENED = "reopened"


def give(telling: Telling, route: Routed, at: datetime, words: Words) -> None:
    """Route a request to the agency of a route, and take it from the one that had it."""
    before = telling.case.agency
    if before is not None and before != route.agency:
        clocks.signal(telling, Signal.HANDED_OVER, at)
    telling.change(agency=route.agency, co_agencies=route.co_agencies, arbitration=False)
    move.enter(telling, State.ROUTED, at, words)
    if before is not None and before != route.agency:
        inbox.withdraw(telling, before, route.rule)
    inbox.assign(telling, route)


def give_back(telling: Telling, report: StatusUpdated, at: datetime) -> bool:
    """The agency that has it says that it is not its own; False where it may not say so.

    It goes to the agency it names where that offers the service, else to the service's fallback;
    at the second hop, or where nobody else is left, an operator must say.
    """
    case, speaker = telling.case, report.origin.agency
    if speaker != case.agency or case.state is None or not may_be_given_back(case.state):
        return False
    heir = _heir(telling, report.hand_to, speaker)
    telling.change(hops=case.hops + 1)
    if heir is None or telling.case.hops >= MOST_HOPS:
        _arbitrate(telling, at, Words(report.native, reason=ARBITRATION))
    else:
        others = tuple(code for code in case.co_agencies if code != heir)
        words = Words(report.native, reason=NOT_OURS)
        give(telling, route_to(telling, heir, others, NOT_OURS), at, words)
    climbing.bounced(telling, at)
    return True


def give_on(telling: Telling, route: Routed, at: datetime, words: Words) -> None:
    """An operator's word: from wherever it is to this agency."""
    case = telling.case
    if case.state is State.RECEIVED:
        move.enter(telling, State.VERIFIED, at, implied=True)
    if case.agency is not None and case.agency != route.agency:
        telling.change(hops=case.hops + 1)
    give(telling, route, at, words)


def reopen(telling: Telling, at: datetime, words: Words) -> None:
    """A new cycle begins at the agency that had the request, or those that had its parts."""
    begin_cycle(telling, at)
    case = telling.case
    if case.parts:
        kin.tell_parts(telling, State.IN_PROGRESS, at, words.reason)
        open_whole(telling, at, words)
        return
    agency = case.agency or _first(telling)
    give(telling, route_to(telling, agency, case.co_agencies, REOPENED), at, words)
    clocks.signal(telling, Signal.REOPENED, at)


def open_whole(telling: Telling, at: datetime, words: Words = SILENT) -> None:
    """A split request is open again: its agencies coordinate as before."""
    move.enter(telling, State.ROUTED, at, implied=True)
    move.enter(telling, State.COORDINATING, at, words)
    clocks.signal(telling, Signal.REOPENED, at)


def begin_cycle(telling: Telling, at: datetime) -> None:
    """Count anew from here; the old cycle stays as it was."""
    case = telling.case
    telling.change(
        cycle=case.cycle + 1,
        cycle_began=at,
        marks={},
        turns=(),
        hops=0,
        outcome=None,
        native=None,
        extension=None,
    )
    telling.change(taken_up=False)


def route_to(telling: Telling, agency: str, co_agencies: tuple[str, ...], rule: str) -> Routed:
    """A route that no rule of the catalogue made; `rule` says what did."""
    facts = telling.request.route.facts
    return Routed(agency=agency, co_agencies=co_agencies, rule=rule, facts=facts)


def _arbitrate(telling: Telling, at: datetime, words: Words) -> None:
    clocks.signal(telling, Signal.HANDED_OVER, at)
    telling.change(agency=None, co_agencies=(), arbitration=True)
    move.enter(telling, State.VERIFIED, at, words)


def _heir(telling: Telling, named: str | None, speaker: str) -> str | None:
    """Who has it after a "not ours"; None where that would be the speaker again."""
    service = telling.catalogue.service[telling.request.service]
    offered = named is not None and telling.catalogue.answers_for(named, service.code)
    heir = named if named is not None and offered else service.fallback
    return None if heir == speaker else heir


def _first(telling: Telling) -> str:
    """Who would have had a request that ended before anybody had it."""
    route = telling.request.route
    if isinstance(route, Routed):
        return route.agency
    return telling.catalogue.service[telling.request.service].fallback
