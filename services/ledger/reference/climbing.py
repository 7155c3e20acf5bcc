"""How clocks come to climb: overdue, not taken up, or handed on too often."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from contracts.called import Called
from contracts.cases import ClockState
from contracts.catalogue import Metric, Signal
from services.ledger.reference.ladder import Rung

if TYPE_CHECKING:
    from services.ledger.reference.clock import Clock, Move
    from services.ledger.reference.clocks import Clocks


def before(clocks: "Clocks", clock: "Clock", due: datetime) -> list[Rung]:
    """What is ahead of a clock until its due date, which lies there if nothing moves it."""
    found = clock.ladder.before(clock.term, clock.walk, (clock.started_at, due))
    shares = [_moved(clock, one, clock.moves) for one in found if one.level not in clock.raised]
    return sorted([*shares, *_waiting(clocks, clock)])


def beyond(clocks: "Clocks", clock: "Clock") -> list[Rung]:
    """What is ahead of a clock that is overdue: what was, and the rest of its chain."""
    term, walk, start = clock.term, clock.walk, clock.started_at
    whole = walk.used(term.unit, start, clocks.due(term, walk, start)[0])
    late = [one for one in clock.moves if one[0] > clock.due]
    rungs = clock.ladder.beyond(term, walk, clock.due, whole)
    there = [one.level for one in clock.rungs if one.because is not Called.UNASSIGNED]
    more = [_moved(clock, one, late) for one in rungs if one.level not in (*clock.raised, *there)]
    return sorted([*clock.rungs, *more])


def _waiting(clocks: "Clocks", clock: "Clock") -> list[Rung]:
    """What is ahead of a clock for as long as nobody takes its request up."""
    if clock.waits is None:
        return []
    since, stood = clock.waits
    span = since, clocks.due(clock.term, clock.walk, since)[0]
    found = clock.ladder.waiting(clock.term, clock.walk, span)
    left = [one for one in found if one.level not in clock.raised]
    return [_moved(clock, one, clock.moves[stood:]) for one in left]


def _moved(clock: "Clock", rung: Rung, moves: "Iterable[Move]") -> Rung:
    return rung._replace(at=clock.moved(rung.at, moves))


def take_up(clocks: "Clocks", kind: Signal, at: datetime) -> None:
    """A person's answer takes a request up, after what fell before; with another it waits again."""
    if kind is Signal.RESPONDED:
        clocks.taken_up = True
        for clock in [one for one in clocks.now() if _waits(one)]:
            clock.reach(at)
            clock.rungs = [one for one in clock.rungs if one.because is not Called.UNASSIGNED]
        for clock in clocks.now():
            clock.waits = None
    if kind is Signal.HANDED_OVER:
        clocks.taken_up = False
        for clock in [one for one in clocks.now() if one.owed and one.waits is None]:
            clock.waits = max(at, clock.started_at), len(clock.moves)
            clock.rungs = sorted([*clock.rungs, *_waiting(clocks, clock)])


def _waits(clock: "Clock") -> bool:
    """Whether it is ahead of a clock that nobody takes its request up."""
    return any(one.because is Called.UNASSIGNED for one in clock.rungs)


def bounced(clocks: "Clocks", hops: int, at: datetime) -> None:
    """Handed on so often: one clock climbs for it, that of resolution before any other."""
    going = (ClockState.RUNNING, ClockState.BREACHED)
    running = [one for one in clocks.now() if one.state in going]
    first = [one for one in running if one.term.metric is Metric.RESOLUTION]
    for clock in (*first, *(one for one in running if one not in first)):
        for level in clock.ladder.bounced(clock.term, hops):
            if level not in clock.raised:
                clock.climb(Rung(at, level, Called.BOUNCES))
                return
