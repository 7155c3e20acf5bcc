"""What a chunk of folded facts came to, in figures; pure counting, nothing is decided.

Everything is gathered into lists and counted at the end: a chunk has few different things.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agents.case.encode import Told
from agents.case.telling import Aside, Said, Telling
from agents.engine.metering import Measures
from contracts.cases import Case, Class
from contracts.lifecycle import State
from contracts.metrics import (
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
from contracts.requests import Fact, RequestReceived, StatusUpdated
from contracts.topics import SLA as CLOCKS
from contracts.topics import STATUS, agency_of

Standing = tuple[str, str]
"""Who has a case, and its state."""


class Meters:
    """Counts one partition's chunks, and how its cases stand."""

    def __init__(self, partition: int) -> None:
        self._partition = str(partition)
        self._folded: list[Told] = []
        self._standing: Counter[Standing] = Counter()
        self._loaded: dict[str, Standing] = {}

    def load(self, key: str, standing: Standing | None) -> None:
        """How a case stood in a record of the state topic; a later one replaces an earlier."""
        if standing is None:
            self._loaded.pop(key, None)
        else:
            self._loaded[key] = standing

    def folded(self, tolds: Iterable[Told]) -> None:
        """A chunk was folded; it is counted when somebody asks."""
        self._folded += tolds

    def measure(self) -> Measures:
        """What was folded since the last call, and what is open now."""
        tolds, self._folded = self._folded, []
        self._standing.update(self._loaded.values())
        self._loaded.clear()
        self._standing.update(_changes(tolds))
        tally = tallied([told.telling for told in tolds])
        return Measures(counts=tally.counts(), since=tally.since(), stands=self._open())

    def _open(self) -> Mapping[Sample, int]:
        return {
            (OPEN_CASES, (self._partition, agency, state)): count
            for (agency, state), count in self._standing.items()
            if State(state).is_open
        }


def _changes(tolds: Iterable[Told]) -> Counter[Standing]:
    """How many cases more, or fewer, stand somewhere than before."""
    changes: Counter[Standing] = Counter()
    for told in tolds:
        before, after = told.telling.before, told.case
        if before.state is not after.state or before.agency != after.agency:
            changes.update(_standing(after))
            changes.subtract(_standing(before))
    return changes


def _standing(case: Case) -> list[Standing]:
    return [] if case.state is None else [(case.agency or NOBODY, str(case.state))]


@dataclass(slots=True)
class Tally:
    """A line for each thing that happened; what to make of it is in `counts` and `since`."""

    outcomes: list[tuple[str, Class]] = field(default_factory=list)
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    aside: list[tuple[str, str]] = field(default_factory=list)
    moves: list[tuple[str | None, State | None, State]] = field(default_factory=list)
    clocks: list[tuple[str | None, str, str]] = field(default_factory=list)
    causes: list[tuple[str, int]] = field(default_factory=list)

    def counts(self) -> dict[Sample, int]:
        """By how much each counter grows."""
        return {
            **{_judged(*line): n for line, n in Counter(self.outcomes).items() if _counts(line[1])},
            **{(ACCEPTED, line): n for line, n in Counter(self.requests).items()},
            **{(UNMAPPED, (agency,)): n for agency, n in Counter(self.unmapped).items()},
            **{(QUARANTINED, ("case", *line)): n for line, n in Counter(self.aside).items()},
            **{_moved(*line): n for line, n in Counter(self.moves).items()},
            **{_clocked(*line): n for line, n in Counter(self.clocks).items()},
        }

    def since(self) -> dict[tuple[Sample, int], int]:
        """When the agencies' records behind status events were logged, real milliseconds."""
        return {
            ((LATENCY, (agency,)), logged_ms): n
            for (topic, logged_ms), n in Counter(self.causes).items()
            if (agency := agency_of(topic)) is not None
        }


def _counts(outcome: Class) -> bool:
    """What is put aside is counted by its reason."""
    return outcome in OUTCOMES or outcome is Class.WAITING


def _judged(agency: str, outcome: Class) -> Sample:
    return (WAITED, (agency,)) if outcome is Class.WAITING else (JUDGED, (agency, outcome.value))


def _moved(agency: str | None, previous: State | None, state: State) -> Sample:
    return TRANSITIONS, (agency or NOBODY, previous.value if previous else NEW, state.value)


def _clocked(agency: str | None, metric: str, type_: str) -> Sample:
    return SLA, (agency or NOBODY, str(metric), kind_of(type_))


def tallied(tellings: Iterable[Telling]) -> Tally:
    """Everything some steps did."""
    tally = Tally()
    for telling in tellings:
        for fact, outcome in telling.judged:
            tally.outcomes.append((fact.origin.agency, outcome))
            if outcome is Class.APPLIED:
                _applied(tally, fact, telling)
        for said in telling.said:
            _told(tally, said)
    return tally


def _applied(tally: Tally, applied: Fact, telling: Telling) -> None:
    """By type and not by class: asking a pydantic class is slow."""
    fact: Any = applied
    if fact.TYPE == RequestReceived.TYPE:
        group = telling.catalogue.service[fact.service].group
        tally.requests.append((fact.origin.agency, group, str(fact.priority)))
    elif fact.TYPE == StatusUpdated.TYPE and fact.mapped is None:
        tally.unmapped.append(fact.origin.agency)


def _told(tally: Tally, said: Said | Aside) -> None:
    if isinstance(said, Aside):
        tally.aside.append((said.origin.agency, str(said.refusal.reason)))
        return
    event: Any = said.event
    if said.topic == STATUS:
        tally.moves.append((event.agency, event.previous, event.state))
        tally.causes.append((event.cause.topic, event.cause.logged_ms))
    elif said.topic == CLOCKS:
        tally.clocks.append((event.agency, event.metric, event.TYPE))
