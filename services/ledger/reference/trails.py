"""Which states a word leads through, found by trying every trail of the lifecycle table."""

from collections.abc import Iterator
from functools import cache

from contracts.lifecycle import FREE, MOVES, TABLE, Actor, State

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


def _moves(origin: State, actor: Actor) -> tuple[State, ...]:
    rows = [row.targets for row in MOVES if row.origin is origin and actor in row.actors]
    found = [target for targets in rows for target in targets]
    if actor is Actor.AGENCY and origin in FREE:
        found += FREE
    return tuple(state for state in dict.fromkeys(found) if state is not origin)


def _trails(walked: Trail, length: int) -> Iterator[Trail]:
    """Every trail of so many moves on from here that never falls nor turns back, in order."""
    if not length:
        yield walked[1:]
        return
    for state in _moves(walked[-1], Actor.AGENCY):
        if state not in walked and TABLE[state].rank >= TABLE[walked[-1]].rank:
            yield from _trails((*walked, state), length - 1)
