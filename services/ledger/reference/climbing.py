"""How clocks come to climb: overdue, not taken up, or handed on too often."""

from datetime import datetime
from typing import TYPE_CHECKING

from contracts.called import Called
from contracts.cases import ClockState
from contracts.catalogue import Metric, Signal
from services.ledger.reference.ladder import Rung

if TYPE_CHECKING:
    from services.ledger.reference.clock import Clock
    from services.ledger.reference.clocks import Clocks


def beyond(clocks: "Clocks", clock: "Clock") -> list[Rung]:
    """What is ahead of a clock that is overdue: what was, and the rest of its chain."""
    term, walk = clock.term, clock.walk
    whole = walk.used(term.unit, clock.started_at, clocks.due(term, clock.started_at)[0])
    rungs = clocks.ladder.beyond(term, walk, clock.due, whole)
    there = [one.level for one in clock.rungs if one.because is not Called.UNASSIGNED]
    more = [one for one in rungs if one.level not in (*clock.raised, *there)]
    return sorted([*clock.rungs, *more])


def take_up(clocks: "Clocks", kind: Signal, at: datetime) -> None:
    """A person's answer takes a request up, after what fell before; with another it waits again."""
    if kind is Signal.RESPONDED:
        clocks.taken_up = True
        for clock in [one for one in clocks.now() if _waits(one)]:
            clock.reach(at)
            clock.rungs = [one for one in clock.rungs if one.because is not Called.UNASSIGNED]
    if kind is Signal.HANDED_OVER:
        clocks.taken_up = False
        for clock in [one for one in clocks.now() if one.owed and not _waits(one)]:
            since = max(at, clock.started_at)
            span = since, clocks.due(clock.term, since)[0]
            again = clocks.ladder.waiting(clock.term, clock.walk, span)
            more = [one for one in again if one.level not in clock.raised]
            clock.rungs = sorted([*clock.rungs, *more])


def _waits(clock: "Clock") -> bool:
    """Whether it is ahead of a clock that nobody takes its request up."""
    return any(one.because is Called.UNASSIGNED for one in clock.rungs)


def bounced(clocks: "Clocks", hops: int, at: datetime) -> None:
    """Handed on so often: one clock climbs for it, that of resolution before any other."""
    going = (ClockState.RUNNING, ClockState.BREACHED)
    running = [one for one in clocks.now() if one.state in going]
    first = [one for one in running if one.term.metric is Metric.RESOLUTION]
    for clock in (*first, *(one for one in running if one not in first)):
        for level in clocks.ladder.bounced(clock.term, hops):
            if level not in clock.raised:
                clock.climb(Rung(at, level, Called.BOUNCES))
                return
