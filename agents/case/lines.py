"""A line for each thing a step did, counted and labelled once a chunk.

A chunk has few different lines, and a step has no time to lose.
"""

from collections import Counter
from functools import cache
from typing import Any

from agents.case.results import Results, group
from agents.case.telling import Aside, Telling
from contracts.cases import Class
from contracts.lifecycle import NOT_OURS, OPEN, State
from contracts.metrics import (
    ARBITRATIONS,
    BOUNCES,
    ESCALATIONS,
    JUDGED,
    LATENCY,
    NEW,
    NOBODY,
    OUTCOMES,
    QUARANTINED,
    SLA,
    TRANSITIONS,
    UNMAPPED,
    WAITED,
    Sample,
    kind_of,
)
from contracts.metrics import REQUESTS as ACCEPTED
from contracts.requests import RequestReceived, StatusUpdated
from contracts.sla import CLOCK_EVENTS
from contracts.topics import STATUS, agency_of

_agency_of = cache(agency_of)
_ENDS = frozenset(State) - {*OPEN}


class Lines:
    """A line for each thing some steps did."""

    __slots__ = (
        "accepted", "aside", "bounced", "clocks", "judged", "moves", "results", "unmapped",
    )  # fmt: skip

    def __init__(self) -> None:
        self.judged: list[tuple[str, Class]] = []
        self.accepted: list[tuple[str, str, str]] = []
        self.unmapped: list[str] = []
        self.aside: list[tuple[str, str]] = []
        self.moves: list[tuple[str | None, State | None, State, str, int]] = []
        self.clocks: list[tuple[str | None, str, str, str | None]] = []
        self.bounced: list[tuple[str, bool]] = []
        self.results = Results()

    def add(self, telling: Telling) -> None:
        """What one step judged and said, and where its case stood and stands."""
        for fact, outcome in telling.judged:
            self.judged.append((fact.origin.agency, outcome))
            if outcome is Class.APPLIED:
                self._applied(fact, telling)
        for one in telling.said:
            if one.__class__ is Aside:
                self.aside.append((one.origin.agency, one.refusal.reason))
                continue
            said: Any = one
            event, topic = said.event, said.topic
            if topic == STATUS:
                of, cause = event, event.cause
                self.moves.append((of.agency, of.previous, of.state, cause.topic, cause.logged_ms))
                if of.state in _ENDS:
                    self.results.request(telling, of.agency)
            elif event.TYPE in CLOCK_EVENTS:
                level = vars(event).get("level")  # asking for what is not there is slow
                self.clocks.append((event.agency, event.metric, event.TYPE, level))
                self.results.clock(telling, event)

    def _applied(self, fact: Any, telling: Telling) -> None:  # noqa: ANN401 -- by its type, below
        """Asking a pydantic class whether something is its instance is slow."""
        if fact.TYPE == StatusUpdated.TYPE:
            if fact.mapped is None:
                self.unmapped.append(fact.origin.agency)
            elif fact.mapped.reason == NOT_OURS:
                disputed = telling.case.arbitration and not telling.before.arbitration
                self.bounced.append((fact.origin.agency, disputed))
        elif fact.TYPE == RequestReceived.TYPE:
            self.accepted.append((fact.origin.agency, group(telling), fact.priority))

    def counts(self) -> Counter[Sample]:
        """By how much each counter grows."""
        counts = self._judgements()
        for (agency, reason), n in Counter(self.aside).items():
            counts[QUARANTINED, ("case", agency, reason)] += n
        for (holder, previous, state, _, _), n in Counter(self.moves).items():
            counts[TRANSITIONS, (holder or NOBODY, previous or NEW, state)] += n
        for (holder, metric, type_, level), n in Counter(self.clocks).items():
            counts[SLA, (holder or NOBODY, metric, kind_of(type_))] += n
            if level is not None:
                counts[ESCALATIONS, (holder or NOBODY, level)] += n
        for agency, disputed in self.bounced:
            counts[BOUNCES, (agency,)] += 1
            counts[ARBITRATIONS, (agency,)] += disputed
        counts.update(self.results.counts())
        return counts

    def _judgements(self) -> Counter[Sample]:
        counts: Counter[Sample] = Counter()
        for (agency, outcome), n in Counter(self.judged).items():
            if outcome in OUTCOMES:  # what is put aside is counted by its reason
                counts[JUDGED, (agency, outcome)] += n
            elif outcome is Class.WAITING:
                counts[WAITED, (agency,)] += n
        for labels, n in Counter(self.accepted).items():
            counts[ACCEPTED, labels] += n
        for agency, n in Counter(self.unmapped).items():
            counts[UNMAPPED, (agency,)] += n
        return counts

    def since(self) -> Counter[tuple[Sample, int]]:
        """When the agencies' records behind status events were logged; not the clock's."""
        since: Counter[tuple[Sample, int]] = Counter()
        for (_, _, _, topic, logged_ms), n in Counter(self.moves).items():
            agency = _agency_of(topic)
            if agency is not None:
                since[(LATENCY, (agency,)), logged_ms] += n
        return since

    def seen(self) -> Counter[tuple[Sample, float]]:
        """What histograms saw, and how often."""
        return self.results.seen()
