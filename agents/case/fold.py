"""The fold of one request: a fact in, the case and what is said of it out; values, never I/O."""

from collections.abc import Callable
from typing import Any

from agents.case import (
    asking,
    clocks,
    evidence,
    extending,
    handover,
    inbox,
    late,
    move,
    refusals,
    release,
    reporter,
    whole,
)
from agents.case.archive import UNIQUE
from agents.case.asked import request_of
from agents.case.kin import tell_whole
from agents.case.making import made
from agents.case.move import Words
from agents.case.telling import Moment, Rules, Telling
from agents.case.waiting import take_waiting, wait
from contracts.cases import Case, Class, Mark
from contracts.catalogue import Signal
from contracts.ids import event_key
from contracts.lifecycle import NOT_OURS, WORKING, Actor, State, path
from contracts.requests import (
    AnswerReceived,
    ConfirmationReceived,
    ExtensionAsked,
    Fact,
    Mapped,
    NoteReceived,
    ObjectionReceived,
    RequestHeld,
    RequestReceived,
    StatusUpdated,
    WithdrawalReceived,
)
from contracts.routing import Routed
from contracts.unapplied import NO_LEGAL_MOVE, OLDER, WhyNot

MOST_FACTS = 1000
"""Records a case remembers: no real request needs as many, and each step looks through them."""


class Submission(RequestReceived):
    """A submission as a case reads it: its terms are those of the catalogue, by name."""

    terms: Any


def step(case: Case, fact: Fact, moment: Moment, rules: Rules) -> Telling | None:
    """Fold one fact; None where it is a copy of one the case has, which changes nothing."""
    if release.knows(case, fact):
        return None
    telling = Telling(case, moment, rules)
    release.begin(telling, fact)
    if len(telling.case.judged) >= MOST_FACTS:
        telling.turn_away(fact, refusals.too_busy(fact, MOST_FACTS))
    else:
        release.catch_up(telling, fact)
        _judge(telling, fact)
        tell_whole(telling)
    return telling


def _judge(telling: Telling, fact: Fact) -> None:
    case = telling.case
    earlier = _same_event(case, fact)
    if isinstance(fact, RequestHeld):  # its record is in quarantine already, whatever it was
        telling.change(held=True)
        release.relapse(telling, fact)
        telling.judge(fact, Class.REJECTED)
    elif earlier is not None and earlier == fact.origin.digest:
        telling.judge(fact, Class.DUPLICATE)
    elif earlier is not None:
        telling.put_aside(fact, refusals.conflicting(fact, earlier))
    elif case.held and not release.passes(case, fact):
        hold(telling, fact)
    elif case.request is None and not isinstance(fact, RequestReceived):
        wait(telling, fact)
    else:
        apply(telling, fact)


def _same_event(case: Case, fact: Fact) -> str | None:
    """The digest under which the same source sent the same event id before."""
    key = event_key(fact.origin.source, fact.origin.event_id)
    for one in case.judged:
        if one.event_key == key and one.outcome is not Class.DUPLICATE:
            return one.digest
    return None


def hold(telling: Telling, fact: Fact) -> None:
    """Keep a fact of a held request out of harm, in order, until an operator replays it."""
    telling.put_aside(fact, refusals.held(fact), Class.HELD)


def hold_after_surprise(case: Case, fact: Fact, moment: Moment, rules: Rules) -> Telling:
    """Our bug: the fact goes to quarantine and the request is held until somebody looks."""
    telling = Telling(case, moment, rules)
    release.begin(telling, fact)
    release.relapse(telling, fact)
    telling.change(held=True)
    telling.put_aside(fact, refusals.surprise(fact))
    return telling


def stop(case: Case, moment: Moment, rules: Rules) -> Telling:
    """Our bug while time passed: the request is held, and says nothing."""
    telling = Telling(case, moment, rules)
    telling.change(held=True)
    return telling


def apply(telling: Telling, fact: Fact) -> None:
    """Let a fact say what it says, where its agency may say it."""
    if _may_say(telling.case, fact):
        asking.about(telling, fact, HANDLERS[type(fact)])
    else:
        telling.put_aside(fact, refusals.not_yours(telling.case, fact.origin.agency))


def _may_say(case: Case, fact: Fact) -> bool:
    """A status is said by the agency that has it, all else by the one that submitted it."""
    if case.request is None:
        return True
    speaker, submitter = fact.origin.agency, case.request.submitter
    at_work = {case.agency, *case.co_agencies}
    if isinstance(fact, StatusUpdated | ExtensionAsked):
        return speaker in at_work
    return speaker == submitter or (isinstance(fact, NoteReceived) and speaker in at_work)


def _submitted(telling: Telling, fact: RequestReceived) -> None:
    if telling.case.request is not None:
        telling.put_aside(fact, refusals.reused(telling.case, fact.reference))
        return
    if fact.origin.received_at - fact.origin.occurred_at > UNIQUE:
        telling.put_aside(fact, refusals.too_old(fact.origin.occurred_at, UNIQUE.days))
        return
    telling.change(request=request_of(fact))
    telling.judge(fact, Class.APPLIED)
    at = fact.origin.received_at
    move.enter(telling, State.RECEIVED, at)
    clocks.signal(telling, Signal.ACCEPTED, at)
    if isinstance(fact.route, Routed):
        _verify_and_route(telling, fact, fact.route)
    inbox.accepted(telling, fact)
    take_waiting(telling, apply)


def _verify_and_route(telling: Telling, fact: RequestReceived, route: Routed) -> None:
    at = fact.origin.received_at
    service = telling.catalogue.service[fact.service]
    if service.verify_by == "operator":
        return
    words = Words(reason=route.rule)
    move.go(telling, State.VERIFIED, Actor.TRIAGE, at, words)
    handover.give(telling, route, at, words)


def _reported(telling: Telling, fact: StatusUpdated) -> None:
    origin, case, before = fact.origin, telling.case, telling.case.state
    if case.parts:
        inbox.refuse(telling, fact, whole.refuses(telling, origin.agency))
        return
    told = len(telling.said)
    mark = made(Mark, occurred_at=origin.occurred_at, sequence=origin.sequence)
    earlier_cycle = _of_an_earlier_cycle(case, mark)
    if earlier_cycle or _older(mark, case.marks.get(origin.agency)):
        telling.judge(fact, Class.LATE)
        if not earlier_cycle:
            late.correct(telling, fact)
        inbox.not_applied(telling, fact, Class.LATE, OLDER)
        return
    refused = None if fact.mapped is None else _moved(telling, fact, fact.mapped)
    if refused is not None:
        inbox.refuse(telling, fact, refused)
        return
    telling.judge(fact, Class.APPLIED)
    telling.change(
        marks={**case.marks, origin.agency: mark},
        native=telling.unless_confidential(fact.native),
        unmapped=case.unmapped + (fact.mapped is None),
    )
    telling.turn(origin.occurred_at, telling.case.state)
    if len(telling.said) == told:
        telling.change(without_effect=(*case.without_effect, fact.fact_id))
    if fact.mapped is not None and case.state is not before:
        inbox.runs_on(telling, fact, fact.mapped.reason)


def _moved(telling: Telling, fact: StatusUpdated, mapped: Mapped) -> WhyNot | None:
    """Move to the state a native status means, or say why not; a human report is a response."""
    case, at, target = telling.case, fact.origin.occurred_at, mapped.state
    if mapped.reason == NOT_OURS:
        return None if handover.give_back(telling, fact, at) else NO_LEGAL_MOVE
    trail = None if case.state is None else path(case.state, target, Actor.AGENCY)
    if trail is None:
        return NO_LEGAL_MOVE
    lacking = evidence.lacking(telling, fact) if trail else None
    if lacking is not None:
        return lacking
    if late.is_response(mapped):
        clocks.signal(telling, Signal.RESPONDED, at)  # before the end that would cancel it
        if trail and target.rank <= WORKING:
            clocks.signal(telling, Signal.NEWS, at)
    outcome = mapped.outcome or fact.outcome
    move.go(telling, target, Actor.AGENCY, at, Words(fact.native, outcome, mapped.reason))
    telling.change(outcome=telling.unless_confidential(outcome) or telling.case.outcome)
    return None


def _older(mark: Mark, applied: Mark | None) -> bool:
    if applied is None or mark.occurred_at != applied.occurred_at:
        return applied is not None and mark.occurred_at < applied.occurred_at
    if mark.sequence is None or applied.sequence is None:
        return False
    return mark.sequence < applied.sequence


def _of_an_earlier_cycle(case: Case, mark: Mark) -> bool:
    return case.cycle_began is not None and mark.occurred_at < case.cycle_began


def _noted(telling: Telling, fact: NoteReceived) -> None:
    telling.judge(fact, Class.APPLIED)


HANDLERS: dict[type[Fact], Callable[[Telling, Any], None]] = {
    RequestReceived: _submitted,
    Submission: _submitted,
    StatusUpdated: _reported,
    AnswerReceived: reporter.answered,
    WithdrawalReceived: reporter.withdrew,
    ConfirmationReceived: reporter.confirmed,
    ObjectionReceived: reporter.objected,
    ExtensionAsked: extending.ask,
    NoteReceived: _noted,
}
"""What each kind of fact does to a case that may hear it."""
