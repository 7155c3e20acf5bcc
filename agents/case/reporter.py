"""What the reporter's words do: an answer, a withdrawal, a confirmation, an objection."""

from datetime import datetime

from agents.case import handover, inbox, move
from agents.case.move import Words
from agents.case.telling import Telling
from contracts.calendar import tell_instant
from contracts.cases import Class
from contracts.lifecycle import Actor, State
from contracts.requests import (
    AnswerReceived,
    ConfirmationReceived,
    Fact,
    ObjectionReceived,
    WithdrawalReceived,
)
from contracts.unapplied import NO_LEGAL_MOVE, Unapplied, WhyNot


def answered(telling: Telling, fact: AnswerReceived) -> None:
    """An answer brings a waiting request back to where it was; any other is kept."""
    case = telling.case
    if case.state is State.NEEDS_INFORMATION:
        move.enter(telling, case.came_from or State.RECEIVED, fact.origin.occurred_at)
    else:
        telling.turn(fact.origin.occurred_at, None)
    telling.judge(fact, Class.APPLIED)


def withdrew(telling: Telling, fact: WithdrawalReceived) -> None:
    """What is taken back is done no more."""
    _go(telling, fact, State.WITHDRAWN)


def confirmed(telling: Telling, fact: ConfirmationReceived) -> None:
    """It is done: closed, unless the service asks an office to see for itself."""
    consent = telling.case.consent_due
    closure = telling.catalogue.service[telling.request.service].closure
    if consent is not None and closure.confirm_by == "office":
        inbox.refuse(telling, fact, WhyNot(Unapplied.OFFICE_CONFIRMS, tell_instant(consent)))
    else:
        _go(telling, fact, State.CLOSED)


def _go(telling: Telling, fact: Fact, target: State) -> None:
    if move.go(telling, target, Actor.REPORTER, fact.origin.occurred_at):
        telling.judge(fact, Class.APPLIED)
    else:
        inbox.refuse(telling, fact, NO_LEGAL_MOVE)


def objected(telling: Telling, fact: ObjectionReceived) -> None:
    """The reporter says that it is not done: back to work, or open again inside the window."""
    at, words = fact.origin.occurred_at, Words(reason="reporter-objects")
    legal = move.open_to(telling, Actor.REPORTER, at)
    if State.IN_PROGRESS in legal:
        move.send_back(telling, at, words)
    elif State.ROUTED in legal:
        handover.reopen(telling, fact.origin.received_at, words)
    else:
        inbox.refuse(telling, fact, _why_not(telling, at))
        return
    telling.judge(fact, Class.APPLIED)


def _why_not(telling: Telling, at: datetime) -> WhyNot:
    """Why a request cannot be opened again, and until when it could have been."""
    until = move.open_until(telling)
    if until is None or at <= until:
        return NO_LEGAL_MOVE
    return WhyNot(Unapplied.WINDOW_PASSED, tell_instant(until))
