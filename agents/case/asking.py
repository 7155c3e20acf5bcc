"""Who must act next because of a move, and which of the bus's messages a report answers."""

from collections.abc import Callable
from typing import Any

from agents.case.prompting import ask
from agents.case.telling import Telling
from contracts.called import Answered
from contracts.ids import case_event_id
from contracts.inbox import Asked
from contracts.lifecycle import State
from contracts.requests import Fact
from contracts.topics import inbox_topic

NOBODY = ""
"""Who spoke, where it was no agency."""


def about(telling: Telling, fact: Fact, handle: Callable[[Telling, Any], None]) -> None:
    """Handle a fact; then its answer finds its message, and whoever must act next is asked."""
    before = telling.case.state
    handle(telling, fact)
    match(telling, fact)
    follow(telling, before, fact.origin.agency)


def follow(telling: Telling, before: State | None, speaker: str = NOBODY) -> None:
    """Ask whoever must act next because of a move, unless it was they who made it."""
    case = telling.case
    if case.request is None or case.request.backfilled or before in {None, case.state}:
        return
    if case.parts:  # its agencies are asked by their own parts
        return
    asks = _asked(before, case.state)
    if asks is None:
        return
    of = case.request.submitter if asks is Asked.INFORMATION else case.agency
    if of is not None and of != speaker:
        ask(telling, of, asks)


def _asked(before: State | None, now: State | None) -> Asked | None:
    """What a move from one state to another asks of somebody."""
    if now is State.NEEDS_INFORMATION:
        return Asked.INFORMATION
    if before is State.NEEDS_INFORMATION and now is not None and now.is_open:
        return Asked.GO_ON
    if before is State.RESOLVED and now is State.IN_PROGRESS:
        return Asked.REWORK
    return None


def match(telling: Telling, fact: Fact) -> None:
    """Remember which of the case's messages a report answers; or that it is none of them."""
    message, agency, case = fact.origin.in_reply_to, fact.origin.agency, telling.case
    if message is None or any(one.message == message for one in case.answered):
        return
    inbox = inbox_topic(agency)
    numbers = range(case.counters.get(inbox, 0), 0, -1)
    seq = next((n for n in numbers if case_event_id(case.request_id, inbox, n) == message), None)
    entry = Answered(message, agency, seq, fact.origin.event_id, fact.origin.occurred_at)
    telling.change(answered=(*case.answered, entry))
