"""The clocks that run and when each is due, from bus.sla.v1; what has ended is forgotten."""

import heapq
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from contracts.cases import ClockState
from contracts.catalogue import Metric
from contracts.sla import (
    ClockBreached,
    ClockCancelled,
    ClockEvent,
    ClockMet,
    ClockPaused,
    ClockRecomputed,
    ClockRenewed,
    ClockStopped,
)

Term = tuple[Metric, str]
"""What a clock measures, and by which policy."""

_ENDS = (ClockMet, ClockStopped, ClockCancelled)


@dataclass
class Due:
    """One clock as it was last told of; `runs` while it can still fall due."""

    event: ClockEvent
    runs: bool
    breached: bool

    @property
    def at(self) -> datetime:
        """When it is or was due."""
        return self.event.due


class Dues:
    """Every clock that has not ended, by request and metric."""

    def __init__(self) -> None:
        self._clocks: defaultdict[str, dict[Term, Due]] = defaultdict(dict)

    def __len__(self) -> int:
        return len(self._clocks)

    def apply(self, event: ClockEvent) -> bool:
        """Take one event in; whether it is a clock's first breach."""
        term = event.metric, event.policy
        known = self._clocks[event.request_id].get(term)
        if isinstance(event, _ENDS):
            self._clocks[event.request_id].pop(term, None)
            if not self._clocks[event.request_id]:
                del self._clocks[event.request_id]
            return False
        breached = isinstance(event, ClockBreached)
        before = known is not None and known.breached
        still = isinstance(event, ClockPaused)
        if isinstance(event, ClockRenewed):
            before = False
        elif isinstance(event, ClockRecomputed):
            before = event.state == ClockState.BREACHED
            still = event.state == ClockState.PAUSED
        runs = not (breached or still or before)
        self._clocks[event.request_id][term] = Due(event, runs, breached or before)
        return breached and not before

    def forget(self, request_id: str) -> None:
        """A request has ended, and with it whatever its clocks say later."""
        self._clocks.pop(request_id, None)

    def resolution(self, request_id: str) -> Due | None:
        """A request's promise to be done by a day, while it is owed."""
        known = self._clocks.get(request_id, {}).items()
        found = (due for (metric, _), due in known if metric is Metric.RESOLUTION)
        return min(found, key=lambda due: due.at, default=None)

    def next(self, now: datetime, most: int) -> list[ClockEvent]:
        """The clocks that fall due soonest after an instant of city time, each as last told."""
        running = (
            due.event
            for clocks in self._clocks.values()
            for due in clocks.values()
            if due.runs and due.at >= now
        )
        return heapq.nsmallest(most, running, key=_due)


def _due(event: ClockEvent) -> tuple[datetime, str]:
    return event.due, event.request_id
