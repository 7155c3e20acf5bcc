"""Which states a word leads through, found by trying every trail of the lifecycle table."""

from collections.abc import Iterator
from functools import cache

from contracts.lifecycle import FREE, MOVES, NOT_OURS, TABLE, Actor, State

Trail = tuple[State, ...]


@cache
def trail(origin: State, target: State, actor: Actor) -> Trail | None:
    """The states from origin to target, target last; nothing to stay, None where none is legal.

    One row may lead to a lower rank. Longer trails never fall, and only an agency's word walks
    them; the shortest wins, then the one whose first different move stands higher in the table.
    """
    if origin is target:
        return ()
    if target in _moves(origin, actor):
        return (target,)
    if actor is not Actor.AGENCY:
        return None
    lengths = range(2, len(State) + 1)
    return next((one for n in lengths for one in _trails((origin,), n) if one[-1] is target), None)


@cache
def leads(target: State, actor: Actor) -> frozenset[State]:
    """From which states one row leads to a target on an actor's word."""
    return frozenset(state for state in State if target in _moves(state, actor))


@cache
def may_give_back(origin: State) -> bool:
    """Whether an agency may say from there that a request is another's."""
    return any(row.origin is origin and row.reason == NOT_OURS for row in MOVES)


def _moves(origin: State, actor: Actor) -> tuple[State, ...]:
    rows = (row for row in MOVES if row.origin is origin and row.reason is None)
    found = [target for row in rows if actor in row.actors for target in row.targets]
    if actor is Actor.AGENCY and origin in FREE:
        found += [state for state in FREE if state is not origin]
    return tuple(dict.fromkeys(found))


def _trails(walked: Trail, length: int) -> Iterator[Trail]:
    """Every trail of so many moves on from here that never falls nor turns back, in order."""
    if not length:
        yield walked[1:]
        return
    for state in _moves(walked[-1], Actor.AGENCY):
        if state not in walked and TABLE[state].rank >= TABLE[walked[-1]].rank:
            yield from _trails((*walked, state), length - 1)
