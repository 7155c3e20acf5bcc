"""How many cases of a partition stand how: moved case by case, never counted through.

A scrape asks from a thread of its own: each book is changed at once and copied at once, so it is
found whole, as it was before a chunk or after it.
"""

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from agents.case.ages import Ages
from agents.case.standing import Standing
from contracts.metrics import (
    ESCALATED,
    HELD,
    NOBODY,
    OPEN_AGED,
    OPEN_CASES,
    OPEN_GROUPED,
    OPEN_PROMISES,
    Sample,
)

K = TypeVar("K")

Move = tuple[Standing | None, Standing | None]
"""How a case stood, and how it stands."""
Day = tuple[str, str, int]
"""Who has what, and the day it was accepted."""


class Census:
    """The counts of one partition, by the day requests were accepted where age matters."""

    def __init__(self, partition: int, ages: Ages) -> None:
        self._partition = str(partition)
        self._ages = ages
        self._by_state: dict[Day, int] = {}
        self._by_group: dict[Day, int] = {}
        self._rest: dict[Sample, int] = {}

    def move(self, moves: Iterable[Move]) -> None:
        """Cases that stood otherwise before."""
        by_state, by_group, rest = Counter[Day](), Counter[Day](), Counter[Sample]()
        for before, after in moves:
            if before == after:
                continue
            for standing, one in ((before, -1), (after, 1)):
                if standing is None:
                    continue
                if standing.state is not None:
                    holder, day = standing.agency or NOBODY, standing.accepted
                    by_state[holder, standing.state.value, day] += one
                    by_group[holder, standing.group, day] += one
                for sample in self._of(standing):
                    rest[sample] += one
        _change(self._by_state, by_state)
        _change(self._by_group, by_group)
        _change(self._rest, rest)

    def _of(self, standing: Standing) -> Iterable[Sample]:
        """The gauges a case counts in whatever its age."""
        place, agency = self._partition, standing.agency or NOBODY
        if standing.state is not None:
            for metric, stands in standing.clocks:
                yield OPEN_PROMISES, (place, agency, standing.group, metric, stands)
            if standing.level is not None:
                yield ESCALATED, (place, agency, standing.level)
        if standing.held:
            yield HELD, (place, agency)

    def stands(self, now_ms: int) -> dict[Sample, int]:
        """Every gauge at a real instant; from any thread."""
        by_state, by_group, found = dict(self._by_state), dict(self._by_group), dict(self._rest)
        place, age_of = self._partition, self._ages.at(now_ms)
        aged: Counter[Sample] = Counter()
        for (agency, state, day), count in by_state.items():
            aged[OPEN_CASES, (place, agency, state)] += count
            if age_of is not None:
                aged[OPEN_AGED, (place, agency, state, age_of(day))] += count
        if age_of is not None:
            for (agency, group, day), count in by_group.items():
                aged[OPEN_GROUPED, (place, agency, group, age_of(day))] += count
        return found | aged


def _change(book: dict[K, int], changes: Counter[K]) -> None:
    """What is none is forgotten: days pass, and none of them comes back."""
    book.update({key: book.get(key, 0) + more for key, more in changes.items() if more})
    for key in [key for key in changes if not book.get(key, 1)]:
        del book[key]
