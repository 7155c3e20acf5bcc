"""Moves of a request by the lifecycle table, each with its signals to the clocks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from agents.case import clocks, kin, spending
from agents.case.moved_by import SENT_BACK
from agents.case.telling import Telling
from contracts.catalogue import Signal
from contracts.kinship import whole_of
from contracts.lifecycle import REOPENED, Actor, State, path, targets
from contracts.status import StatusChanged
from contracts.topics import STATUS

ENTERED: dict[State, tuple[Signal, ...]] = {
    State.NEEDS_INFORMATION: (Signal.ASKED,),
    State.ROUTED: (Signal.ROUTED,),
    State.RESOLVED: (Signal.RESOLVED,),
    State.REJECTED: (Signal.REJECTED, Signal.ENDED),
    State.CLOSED: (Signal.ENDED,),
    State.REFERRED_OUT: (Signal.REFERRED_OUT, Signal.ENDED),
    State.DUPLICATE: (Signal.DUPLICATE, Signal.ENDED),
    State.WITHDRAWN: (Signal.WITHDRAWN, Signal.ENDED),
}
"""What entering a state signals to the clocks, in order."""

REST = timedelta(days=30)
"""City time an ended request rests before it is put away."""

UNVERIFIED = frozenset({State.RECEIVED, State.NEEDS_INFORMATION})
"""States a request's verification is not over in; leaving them for another ends it."""


class Words(NamedTuple):
    """What goes with a move: the agency's own status, its outcome, the reason."""

    native: str | None = None
    outcome: str | None = None
    reason: str | None = None


SILENT = Words()


def go(telling: Telling, target: State, actor: Actor, at: datetime, words: Words = SILENT) -> bool:
    """Move along the shortest legal path; False where there is none; to stay is no move.

    The words go with the last state; what is passed through on the way is implied.
    """
    case = telling.case
    trail = path(case.state, target, actor) if case.state is not None else None
    if trail is None:
        return False
    for state in trail[:-1]:
        enter(telling, state, at, implied=True)
    if trail:
        enter(telling, target, at, words)
    return True


def enter(
    telling: Telling, state: State, at: datetime, words: Words = SILENT, *, implied: bool = False
) -> None:
    """Enter a state: say so, tell the clocks, remember what the state needs."""
    previous, told = telling.case.state, telling.unless_confidential(words) or SILENT
    telling.change(
        state=state,
        outcome=told.outcome or telling.case.outcome,
        came_from=previous if state is State.NEEDS_INFORMATION else None,
        consent_due=_consent(telling, state, at),
        ended_at=None if state.is_open else at,
    )
    if whole_of(telling.case.links) is None:  # a part is put away when its whole is
        telling.change(archive_due=_archive(telling, at))
    telling.turn(at, state)
    spending.take_turn(telling, previous, at)
    telling.tell(
        STATUS,
        StatusChanged,
        at,
        previous=previous,
        state=state,
        implied=implied,
        agency=telling.case.agency,
        native=told.native,
        outcome=telling.case.outcome,
        reason=told.reason,
        spent=None if state.is_open else spending.spent(telling, at),
    )
    for signal in _signals(previous, state):
        clocks.signal(telling, signal, at)
    clocks.enter(telling, state, at, words.reason)
    if telling.case.parts and not state.is_open:
        kin.tell_parts(telling, state, at, words.reason)


def _signals(previous: State | None, state: State) -> Iterator[Signal]:
    """What leaving one state for another tells the clocks; who withdraws was never verified."""
    if previous in UNVERIFIED and state not in UNVERIFIED and state is not State.WITHDRAWN:
        yield Signal.LEFT_RECEIVED
    if previous is State.NEEDS_INFORMATION and state.is_open:
        yield Signal.ANSWERED
    yield from ENTERED.get(state, ())


def send_back(telling: Telling, at: datetime, words: Words = SILENT) -> None:
    """A resolved request is not done: it goes back to work, and so do its parts."""
    go_back(telling, at, words)
    kin.tell_parts(telling, State.IN_PROGRESS, at, words.reason)


def go_back(telling: Telling, at: datetime, words: Words = SILENT) -> None:
    """It is at work again, and what was met is met no longer."""
    telling.change(outcome=None)
    enter(telling, State.IN_PROGRESS, at, words)
    clocks.take_back(telling, Signal.RESOLVED, at, SENT_BACK)


def open_until(telling: Telling) -> datetime | None:
    """Until when an ended request may be opened again; None where it may not, as no part may."""
    case, catalogue = telling.case, telling.catalogue
    days = catalogue.service[telling.request.service].closure.reopen_window_working_days
    if case.state not in REOPENED or case.ended_at is None or days is None or whole_of(case.links):
        return None
    return telling.working_days(case.ended_at, days)


def open_to(telling: Telling, actor: Actor, at: datetime) -> tuple[State, ...]:
    """Every state an actor's word may lead to at an instant."""
    if telling.case.state is None or (telling.case.parts and actor is Actor.AGENCY):
        return ()
    until = open_until(telling)
    if telling.case.state in REOPENED and (until is None or at > until):
        return ()
    return targets(telling.case.state, actor)


def _archive(telling: Telling, at: datetime) -> datetime | None:
    """When an ended request is put away: it rests from the end of its window, if it has one."""
    return None if telling.case.ended_at is None else (open_until(telling) or at) + REST


def _consent(telling: Telling, state: State, at: datetime) -> datetime | None:
    """When silence counts as consent; a part waits for its whole."""
    if state is not State.RESOLVED or whole_of(telling.case.links) is not None:
        return None
    return silence(telling, at)


def silence(telling: Telling, since: datetime) -> datetime:
    """When silence counts as consent to what was resolved at an instant."""
    closure = telling.catalogue.service[telling.request.service].closure
    return telling.working_days(since, closure.silent_consent_working_days)
