"""Moves of a request by the lifecycle table, each with its signals to the clocks."""

from datetime import datetime

from agents.case import clocks
from agents.case.telling import Telling
from contracts.calendar import TermUnit
from contracts.catalogue import Signal
from contracts.lifecycle import Actor, State, path
from contracts.status import StatusChanged
from contracts.topics import STATUS

ENTERED: dict[State, tuple[Signal, ...]] = {
    State.ROUTED: (Signal.ROUTED,),
    State.RESOLVED: (Signal.RESOLVED,),
    State.REJECTED: (Signal.REJECTED, Signal.ENDED),
    State.CLOSED: (Signal.ENDED,),
    State.REFERRED_OUT: (Signal.ENDED,),
    State.DUPLICATE: (Signal.ENDED,),
    State.WITHDRAWN: (Signal.WITHDRAWN, Signal.ENDED),
}
"""What entering a state signals to the clocks, in order."""


UNVERIFIED = frozenset({State.RECEIVED, State.NEEDS_INFORMATION})
"""States a request's verification is not over in; leaving them for another ends it."""


def go(
    telling: Telling,
    target: State,
    actor: Actor,
    at: datetime,
    *,
    native: str | None = None,
    reason: str | None = None,
) -> bool:
    """Move along the shortest legal path; False where there is none; to stay is no move."""
    case = telling.case
    if case.state is None:
        trail: tuple[State, ...] | None = (target,) if target is State.RECEIVED else None
    else:
        trail = path(case.state, target, actor)
    if trail is None:
        return False
    for state in trail:
        last = state is trail[-1]
        enter(telling, state, at, implied=not last, native=native if last else None, reason=reason)
    return True


def enter(
    telling: Telling,
    state: State,
    at: datetime,
    *,
    implied: bool = False,
    native: str | None = None,
    reason: str | None = None,
) -> None:
    """Enter a state: say so, tell the clocks, remember what the state needs."""
    previous, case = telling.case.state, telling.case
    came_from = previous if state is State.NEEDS_INFORMATION else None
    telling.change(state=state, came_from=came_from, consent_due=_consent(telling, state, at))
    telling.tell(
        STATUS,
        StatusChanged,
        at,
        previous=previous,
        state=state,
        implied=implied,
        agency=case.agency,
        native=None if telling.request.confidential else native,
        outcome=case.outcome,
        reason=reason,
    )
    if previous in UNVERIFIED and state not in UNVERIFIED:
        clocks.signal(telling, Signal.LEFT_RECEIVED, at)
    for signal in ENTERED.get(state, ()):
        clocks.signal(telling, signal, at)
    clocks.enter(telling, state, at)


def _consent(telling: Telling, state: State, at: datetime) -> datetime | None:
    """When silence counts as consent: working days of the city's first calendar after resolved."""
    if state is not State.RESOLVED:
        return None
    catalogue = telling.catalogue
    days = catalogue.service[telling.request.service].closure.silent_consent_working_days
    time = catalogue.working_time[catalogue.calendars[0].id]
    return time.due(at, days, TermUnit.WORKING_DAYS).due
