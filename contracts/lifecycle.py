"""The lifecycle of a service request: one table of states and moves for code, docs and tests."""

from collections import deque
from enum import StrEnum
from functools import cache
from typing import NamedTuple


class State(StrEnum):
    """Where a request stands, in the words every agency and the platform share."""

    RECEIVED = "received"
    NEEDS_INFORMATION = "needs_information"
    VERIFIED = "verified"
    ROUTED = "routed"
    ACKNOWLEDGED = "acknowledged"
    COORDINATING = "coordinating"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    AWAITING_EXTERNAL = "awaiting_external"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REJECTED = "rejected"
    REFERRED_OUT = "referred_out"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"

    @property
    def rank(self) -> int:
        """How far along: 0 received to 6 ended; a report never moves a request to a lower rank."""
        return TABLE[self].rank

    @property
    def is_open(self) -> bool:
        """Whether the city still owes something."""
        return TABLE[self].rank < END


class Row(NamedTuple):
    """One state: its rank and what people call it."""

    rank: int
    label_id: str
    label_en: str
    open311: str


AT_THE_AGENCY = 2
WORKING = 4
END = 6

TABLE: dict[State, Row] = {
    State.RECEIVED: Row(0, "Diterima", "Received", "open"),
    State.NEEDS_INFORMATION: Row(
        4, "Menunggu kelengkapan pelapor", "Waiting for the reporter", "open"
    ),
    State.VERIFIED: Row(1, "Terverifikasi", "Verified", "open"),
    State.ROUTED: Row(2, "Diteruskan ke OPD", "Sent to the agency", "open"),
    State.ACKNOWLEDGED: Row(3, "Diterima OPD", "Taken up by the agency", "open"),
    State.COORDINATING: Row(4, "Koordinasi antar-OPD", "Agencies are coordinating", "open"),
    State.SCHEDULED: Row(4, "Dijadwalkan", "Scheduled", "open"),
    State.IN_PROGRESS: Row(4, "Sedang ditangani", "In progress", "open"),
    State.AWAITING_EXTERNAL: Row(4, "Menunggu pihak lain", "Waiting for others", "open"),
    State.RESOLVED: Row(5, "Selesai ditindaklanjuti", "Resolved", "open"),
    State.CLOSED: Row(END, "Ditutup", "Closed", "closed"),
    State.REJECTED: Row(END, "Ditolak / tidak memenuhi", "Rejected", "closed"),
    State.REFERRED_OUT: Row(END, "Bukan kewenangan kota", "Outside the city's authority", "closed"),
    State.DUPLICATE: Row(END, "Duplikat", "Duplicate", "closed"),
    State.WITHDRAWN: Row(END, "Dicabut pelapor", "Withdrawn by the reporter", "closed"),
}


class Actor(StrEnum):
    """Who moves a request."""

    TRIAGE = "triage"
    AGENCY = "agency"
    REPORTER = "reporter"
    OPERATOR = "operator"
    TIMER = "timer"


NOT_OURS = "not_ours"
"""The reason with which an agency gives a request back: it is another's."""


class Move(NamedTuple):
    """One row of allowed moves: from where, to where (best first), on whose word.

    Where a reason is named, the row holds for a report with that reason and for no other.
    """

    origin: State
    targets: tuple[State, ...]
    actors: frozenset[Actor]
    reason: str | None = None


def _by(*actors: Actor) -> frozenset[Actor]:
    return frozenset(actors)


_S = State
_TRIAGE = _by(Actor.TRIAGE, Actor.OPERATOR)
_AGENCY = _by(Actor.AGENCY)
_REPORTER = _by(Actor.REPORTER)
_SENDS_BACK = _by(Actor.REPORTER, Actor.OPERATOR)
OPEN: tuple[State, ...] = tuple(state for state, row in TABLE.items() if row.rank < END)
"""States in which the city still owes something."""
_RANKS_2_TO_4 = tuple(s for s in OPEN if AT_THE_AGENCY <= TABLE[s].rank <= WORKING)

REOPENED: tuple[State, ...] = (_S.CLOSED, _S.REJECTED)
"""End states a request may be opened again from, inside its service's window."""

MOVES: tuple[Move, ...] = (
    Move(
        _S.RECEIVED,
        (
            _S.VERIFIED,
            _S.NEEDS_INFORMATION,
            _S.REJECTED,
            _S.REFERRED_OUT,
            _S.DUPLICATE,
            _S.WITHDRAWN,
        ),
        _TRIAGE,
    ),
    Move(_S.NEEDS_INFORMATION, (_S.RECEIVED, _S.VERIFIED), _by(Actor.REPORTER, Actor.OPERATOR)),
    Move(_S.NEEDS_INFORMATION, (_S.REJECTED,), _by(Actor.TIMER, Actor.OPERATOR)),
    Move(_S.VERIFIED, (_S.ROUTED, _S.REJECTED, _S.REFERRED_OUT, _S.DUPLICATE), _TRIAGE),
    Move(_S.ROUTED, (_S.ACKNOWLEDGED, _S.COORDINATING), _AGENCY),
    Move(
        _S.ACKNOWLEDGED,
        (_S.IN_PROGRESS, _S.SCHEDULED, _S.COORDINATING, _S.NEEDS_INFORMATION, _S.AWAITING_EXTERNAL),
        _AGENCY,
    ),
    Move(_S.COORDINATING, (_S.ROUTED, _S.ACKNOWLEDGED, _S.IN_PROGRESS), _AGENCY),
    Move(
        _S.SCHEDULED,
        (_S.IN_PROGRESS, _S.AWAITING_EXTERNAL, _S.NEEDS_INFORMATION, _S.RESOLVED),
        _AGENCY,
    ),
    Move(
        _S.IN_PROGRESS,
        (
            _S.RESOLVED,
            _S.SCHEDULED,
            _S.AWAITING_EXTERNAL,
            _S.NEEDS_INFORMATION,
            _S.COORDINATING,
            _S.REJECTED,
        ),
        _AGENCY,
    ),
    Move(_S.AWAITING_EXTERNAL, (_S.IN_PROGRESS, _S.SCHEDULED, _S.RESOLVED), _AGENCY),
    Move(_S.RESOLVED, (_S.CLOSED,), _by(Actor.REPORTER, Actor.TIMER, Actor.OPERATOR)),
    Move(_S.RESOLVED, (_S.IN_PROGRESS,), _SENDS_BACK),
    *(Move(state, (_S.ROUTED,), _SENDS_BACK) for state in REOPENED),
    *(Move(state, (_S.WITHDRAWN,), _REPORTER) for state in OPEN),
    *(Move(state, (_S.REJECTED,), _AGENCY) for state in _RANKS_2_TO_4),
    *(Move(state, (_S.REFERRED_OUT,), _by(Actor.AGENCY, Actor.OPERATOR)) for state in OPEN),
    *(Move(state, (_S.DUPLICATE,), _by(Actor.OPERATOR)) for state in OPEN),
    *(Move(state, (_S.ROUTED,), _by(Actor.OPERATOR)) for state in _RANKS_2_TO_4),
    *(Move(state, (_S.ROUTED, _S.VERIFIED), _AGENCY, NOT_OURS) for state in _RANKS_2_TO_4),
)

FREE: tuple[State, ...] = (
    _S.IN_PROGRESS,
    _S.SCHEDULED,
    _S.AWAITING_EXTERNAL,
    _S.COORDINATING,
    _S.NEEDS_INFORMATION,
)
"""States of rank 4 an agency changes between at will, in the order ties are broken."""


def _steps(origin: State, actor: Actor, reason: str | None = None) -> list[State]:
    """Where one move leads, in table order, free moves last; rows of a reason only for that."""
    found = [
        target
        for move in MOVES
        if move.origin is origin and actor in move.actors and move.reason in {None, reason}
        for target in move.targets
    ]
    if actor is Actor.AGENCY and origin in FREE:
        found += [state for state in FREE if state is not origin]
    return list(dict.fromkeys(found))


@cache
def path(origin: State, target: State, actor: Actor) -> tuple[State, ...] | None:
    """The states passed through from origin to target on one actor's word, target last.

    Empty where it names the present state; None where no legal path leads there. One row may lead
    to a lower rank; a longer path may not, and only an agency's report may imply states.
    """
    if origin is target:
        return ()
    if target in _steps(origin, actor):
        return (target,)
    return _implied(origin, target) if actor is Actor.AGENCY else None


def _implied(origin: State, target: State) -> tuple[State, ...] | None:
    queue: deque[tuple[State, ...]] = deque([(origin,)])
    seen = {origin}
    while queue:
        trail = queue.popleft()
        for state in _steps(trail[-1], Actor.AGENCY):
            if state is target and state.rank >= trail[-1].rank:
                return (*trail[1:], state)
            if state not in seen and state.rank >= trail[-1].rank:
                seen.add(state)
                queue.append((*trail, state))
    return None


def may_be_given_back(origin: State) -> bool:
    """Whether the agency a request is with may say from here that it is not its own."""
    return any(move.origin is origin and move.reason == NOT_OURS for move in MOVES)


def origins(target: State, actor: Actor) -> frozenset[State]:
    """Every state one row leads from to a target on one actor's word."""
    return frozenset(state for state in State if target in _steps(state, actor))


def targets(origin: State, actor: Actor) -> tuple[State, ...]:
    """Every state one actor's word may lead to: what a refused report is answered with."""
    return tuple(state for state in State if state is not origin and path(origin, state, actor))


@cache
def may_follow(earlier: State | None, later: State) -> bool:
    """Whether some single move leads from one state to the next: what a ledger checks paths by."""
    if earlier is None:
        return later is State.RECEIVED
    if earlier is State.NEEDS_INFORMATION and later in RETURNS:
        return True
    return any(later in _steps(earlier, actor, NOT_OURS) for actor in Actor)


RETURNS: frozenset[State] = frozenset(
    {State.RECEIVED, State.VERIFIED, State.ACKNOWLEDGED, *FREE} - {State.NEEDS_INFORMATION}
)
"""Where an answer may bring a request back to: needs_information remembers where it came from."""
