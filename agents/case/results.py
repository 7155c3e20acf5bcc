"""What became of promises, step by step: results and what took them back, times, hand-overs."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from agents.case.telling import Aside, Telling
from contracts.calendar import NONSTOP
from contracts.cases import Clock, ClockState
from contracts.catalogue import Metric
from contracts.metrics import (
    BREACHED,
    ELAPSED,
    EXEMPT,
    EXTENDED,
    HOPS,
    MET,
    NOBODY,
    RAN,
    RESULTS,
    SPENT,
    STOOD,
    USED,
    WITHDRAWN,
    WORKING,
    Sample,
    group_of,
)
from contracts.sla import (
    CLOCK_EVENTS,
    ClockBreached,
    ClockCancelled,
    ClockEvent,
    ClockMet,
    ClockRecomputed,
    ClockRenewed,
    ClockStopped,
)

TIMED: Final = frozenset({Metric.FIRST_RESPONSE.value, Metric.RESOLUTION.value})
_LATE: Final = frozenset({ClockState.BREACHED.value, ClockState.STOPPED.value})


class Results:
    """A line for each promise that ended, or did not after all, and each request that did."""

    __slots__ = ("ended", "hops", "named", "withdrawn")

    def __init__(self) -> None:
        self.named: list[tuple[str, str, str, str]] = []
        self.withdrawn: list[tuple[str, str, str, str]] = []
        self.ended: list[tuple[str, str, str, str, int, int]] = []
        self.hops: list[tuple[str, str, int]] = []

    def clock(self, telling: Telling, event: Any) -> None:  # noqa: ANN401 -- any clock event
        """A clock said something."""
        tell = _TOLD.get(event.TYPE)
        if tell is not None:
            tell(self, telling, event)

    def request(self, telling: Telling, agency: str | None) -> None:
        """A request reached an end."""
        self.hops.append((agency or NOBODY, group(telling), telling.case.hops))

    def counts(self) -> Counter[Sample]:
        """By how much each counter grows."""
        counts: Counter[Sample] = Counter()
        for labels, n in Counter(self.named).items():
            counts[RESULTS, labels] += n
        for labels, n in Counter(self.withdrawn).items():
            counts[WITHDRAWN, labels] += n
        for *place, used, paused in self.ended:
            counts[SPENT, (*place, RAN)] += used
            counts[SPENT, (*place, STOOD)] += paused
        return counts

    def seen(self) -> Counter[tuple[Sample, float]]:
        """What histograms saw, and how often."""
        seen: Counter[tuple[Sample, float]] = Counter()
        for agency, asked, metric, time, used, _ in self.ended:
            if metric in TIMED:
                seen[(USED, (agency, asked, metric, time)), used] += 1
        for agency, asked, hops in self.hops:
            seen[(HOPS, (agency, asked)), hops] += 1
        return seen


def group(telling: Telling) -> str:
    """The service group of a request that is known."""
    return group_of(telling.catalogue.service[telling.request.service].group)


def _labels(telling: Telling, event: ClockEvent, result: str) -> tuple[str, str, str, str]:
    return event.agency or NOBODY, group(telling), event.metric.value, result


def _met(results: Results, telling: Telling, event: ClockMet) -> None:
    clock = _clock(telling, event)
    results.named.append(_labels(telling, event, _kept(clock)))
    _ended(results, telling, event, clock)


def _kept(clock: Clock) -> str:
    return EXTENDED if clock.extended else MET


def _stopped(results: Results, telling: Telling, event: ClockStopped) -> None:
    """That it was late was said at its due instant."""
    _ended(results, telling, event, _clock(telling, event))


def _ended(
    results: Results, telling: Telling, event: ClockMet | ClockStopped, clock: Clock
) -> None:
    time = ELAPSED if telling.term(clock).unit in NONSTOP else WORKING
    place = event.agency or NOBODY, group(telling), event.metric.value, time
    results.ended.append((*place, event.used_seconds, clock.paused_seconds))


def _breached(results: Results, telling: Telling, event: ClockBreached) -> None:
    results.named.append(_labels(telling, event, BREACHED))


def _cancelled(results: Results, telling: Telling, event: ClockCancelled) -> None:
    if not _was_late(telling, event):
        results.named.append(_labels(telling, event, EXEMPT))


def _renewed(results: Results, telling: Telling, event: ClockRenewed) -> None:
    if not event.late:
        results.named.append(_labels(telling, event, MET))


def _recomputed(results: Results, telling: Telling, event: ClockRecomputed) -> None:
    """What was met is owed again; what was late is not so any more."""
    if event.previous_state == ClockState.MET.value:
        kept = _kept(_clock(telling, event))
        results.withdrawn.append(_labels(telling, event, kept))
    elif event.previous_state in _LATE and event.state != ClockState.BREACHED.value:
        results.withdrawn.append(_labels(telling, event, BREACHED))


_TOLD: Final[dict[str, Callable[[Results, Telling, Any], None]]] = {
    ClockMet.TYPE: _met,
    ClockStopped.TYPE: _stopped,
    ClockBreached.TYPE: _breached,
    ClockCancelled.TYPE: _cancelled,
    ClockRenewed.TYPE: _renewed,
    ClockRecomputed.TYPE: _recomputed,
}


def _clock(telling: Telling, event: ClockEvent) -> Clock:
    """The clock an event is of: an office's own may have run at several."""
    found = [one for one in telling.case.clocks if _is_of(one, event)]
    return next((one for one in found if one.ended_at == event.occurred_at), found[-1])


def _is_of(clock: Clock, event: ClockEvent) -> bool:
    return clock.metric is event.metric and clock.policy == event.policy


def _was_late(telling: Telling, event: ClockEvent) -> bool:
    """Whether a clock that was cancelled had been late, by what was said of it until then."""
    late = any(
        one.state is ClockState.BREACHED and _is_of(one, event) for one in telling.before.clocks
    )
    for one in telling.said:
        if isinstance(one, Aside) or one.event.TYPE not in CLOCK_EVENTS:
            continue
        said: Any = one.event
        if said is event:
            break
        if said.metric is event.metric and said.policy == event.policy:
            late = said.TYPE == ClockBreached.TYPE or (
                late and getattr(said, "state", "breached") == ClockState.BREACHED.value
            )
    return late
