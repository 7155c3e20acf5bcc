"""What steps came to, in figures; pure counting of what they said, nothing is decided or kept.

A step leaves a line for each thing it did. Lines are counted, and given their labels, once a chunk:
it has few different ones, and a step has no time to lose.
"""

from collections import Counter
from functools import cache
from typing import Any

from agents.case.telling import Aside, Telling
from agents.engine.metering import Measures
from contracts.cases import Class
from contracts.lifecycle import State
from contracts.metrics import (
    ESCALATIONS,
    JUDGED,
    LATENCY,
    NEW,
    NOBODY,
    OPEN_CASES,
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
from contracts.sla import WindowMoved
from contracts.topics import SLA as CLOCKS
from contracts.topics import STATUS, agency_of

Standing = tuple[str | None, State | None]
"""Who has a case, and its state."""

_agency_of = cache(agency_of)


class Meters:
    """Counts one partition's steps, and how its cases stand."""

    def __init__(self, partition: int) -> None:
        self._partition = str(partition)
        self._lines = Lines()
        self._standing: Counter[Standing] = Counter()
        self._loaded: dict[str, Standing] = {}

    def load(self, key: str, standing: Standing | None) -> None:
        """How a case stood in a record of the state topic; a later one replaces an earlier."""
        if standing is None:
            self._loaded.pop(key, None)
        else:
            self._loaded[key] = standing

    def count(self, telling: Telling) -> None:
        """One step more."""
        self._lines.add(telling)

    def measure(self) -> Measures:
        """What was counted since the last call, and what is open now."""
        lines, self._lines = self._lines, Lines()
        self._standing.update(self._loaded.values())
        for (holder, state, new_holder, new_state), n in Counter(lines.shifts).items():
            self._standing[holder, state] -= n
            self._standing[new_holder, new_state] += n
        self._loaded.clear()
        return Measures(counts=lines.counts(), since=lines.since(), stands=self._open())

    def _open(self) -> dict[Sample, int]:
        return {
            (OPEN_CASES, (self._partition, agency or NOBODY, state.value)): count
            for (agency, state), count in self._standing.items()
            if state is not None and state.is_open
        }


class Lines:
    """A line for each thing some steps did."""

    __slots__ = (
        "accepted", "aside", "clocks", "judged", "moves", "shifts", "unmapped",
    )  # fmt: skip

    def __init__(self) -> None:
        self.judged: list[tuple[str, Class]] = []
        self.accepted: list[tuple[str, str, str]] = []
        self.unmapped: list[str] = []
        self.aside: list[tuple[str, str]] = []
        self.moves: list[tuple[str | None, State | None, State, str, int]] = []
        self.clocks: list[tuple[str | None, str, str, str | None]] = []
        self.shifts: list[tuple[str | None, State | None, str | None, State | None]] = []

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
            elif topic == CLOCKS and event.TYPE != WindowMoved.TYPE:
                level = vars(event).get("level")  # asking for what is not there is slow
                self.clocks.append((event.agency, event.metric, event.TYPE, level))
        before, after = telling.before, telling.case
        if before.state is not after.state or before.agency != after.agency:
            self.shifts.append((before.agency, before.state, after.agency, after.state))

    def _applied(self, fact: Any, telling: Telling) -> None:  # noqa: ANN401 -- by its type, below
        """Asking a pydantic class whether something is its instance is slow."""
        if fact.TYPE == StatusUpdated.TYPE:
            if fact.mapped is None:
                self.unmapped.append(fact.origin.agency)
        elif fact.TYPE == RequestReceived.TYPE:
            group = telling.catalogue.service[fact.service].group
            self.accepted.append((fact.origin.agency, group, fact.priority))

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
