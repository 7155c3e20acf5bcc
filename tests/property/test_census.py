"""However a history goes and whoever carries it, the figures say what the cases are."""

from collections import Counter
from collections.abc import Iterable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.case.shelf import STUB
from contracts.cases import Case, Clock, ClockState, RequestArchived
from contracts.catalogue import Metric as Clocked
from contracts.metrics import (
    BREACHED,
    EXEMPT,
    EXTENDED,
    HELD,
    MET,
    OPEN_AGED,
    OPEN_CASES,
    OPEN_GROUPED,
    OPEN_PROMISES,
    RESULTS,
    WITHDRAWN,
    Metric,
    Sample,
)
from contracts.records import StoredRecord
from contracts.topics import ARCHIVE
from tests.builders.climbing import a_climbing_worker
from tests.builders.partitions import Worker
from tests.property.histories import histories

NOW_MS = 1_780_000_000_000
OWED = {ClockState.RUNNING, ClockState.PAUSED, ClockState.BREACHED}
ENDED: dict[ClockState, tuple[str, ...]] = {
    ClockState.MET: (MET, EXTENDED),
    ClockState.BREACHED: (BREACHED,),
    ClockState.STOPPED: (BREACHED,),
    ClockState.CANCELLED: (BREACHED, EXEMPT),
}
"""What may have become of a promise whose clock stands so."""

some = settings(max_examples=30, deadline=None)


def folded(
    log: list[StoredRecord], ends: Sequence[int], crashes: Sequence[bool]
) -> tuple[Worker, Counter[Sample]]:
    """A log folded in chunks that end there, and what was counted; some workers crash after one."""
    worker, begin, counted = a_climbing_worker(), 0, Counter[Sample]()
    for place, end in enumerate((*sorted(ends), len(log))):
        if log[begin:end]:
            worker.fold(log[begin:end])
        counted.update(worker.cases.measure().counts)
        if place < len(crashes) and crashes[place]:
            worker.crash()
        begin = max(begin, end)
    return worker, counted


def cases(worker: Worker) -> list[Case]:
    """Every case as it was written last."""
    last = {one.key: one.value for one in worker.states()}
    return [Case.read(body) for body in last.values() if body and not body.startswith(STUB)]


def stories(worker: Worker) -> list[Case]:
    """The same, and those that were put away."""
    archived = [one.value or b"" for one in worker.said() if one.topic == ARCHIVE]
    return [*cases(worker), *(RequestArchived.read(body).case for body in archived)]


def by(metric: Metric, figures: dict[Sample, int], *labels: str) -> Counter[tuple[str, ...]]:
    """A metric's figures summed by some of its labels; what is none is left out."""
    found: Counter[tuple[str, ...]] = Counter()
    for (one, values), count in figures.items():
        if one is metric:
            named = dict(zip([label.name for label in metric.labels], values, strict=True))
            found[tuple(named[label] for label in labels)] += count
    return +found


def open_by(found: Iterable[Case]) -> Counter[tuple[str, ...]]:
    """Open cases by who has them and their state."""
    states = ((case.agency or "none", case.state) for case in found)
    return Counter((agency, str(state)) for agency, state in states if state and state.is_open)


def owed_by(found: Iterable[Case]) -> Counter[tuple[str, ...]]:
    """Open cases by what their clocks still owe."""
    return Counter(
        (metric,)
        for case in found
        if case.state is not None and case.state.is_open
        for metric in {str(one.metric) for one in case.clocks if _owed(case, one)}
    )


def _owed(case: Case, clock: Clock) -> bool:
    return clock.cycle == case.cycle and clock.state in OWED


@some
@given(histories(), st.lists(st.integers(0, 30), max_size=4), st.lists(st.booleans(), max_size=4))
def test_gauges_are_what_the_cases_are_whoever_took_over(
    log: list[StoredRecord], ends: list[int], crashes: list[bool]
) -> None:
    worker, _ = folded(log, ends, crashes)
    figures = dict(worker.cases.measure().stands(NOW_MS))
    expected = open_by(cases(worker))
    assert by(OPEN_CASES, figures, "agency", "state") == expected
    assert by(OPEN_AGED, figures, "agency", "state") == expected
    assert by(OPEN_GROUPED, figures).total() == expected.total()
    assert by(OPEN_PROMISES, figures, "clock") == owed_by(cases(worker))
    assert by(HELD, figures).total() == sum(case.held for case in cases(worker))
    worker.crash()
    assert worker.cases.measure().stands(NOW_MS) == figures


@some
@given(histories(), st.lists(st.integers(0, 30), max_size=4))
def test_results_less_those_taken_back_are_what_became_of_the_clocks(
    log: list[StoredRecord], ends: list[int]
) -> None:
    worker, counted = folded(log, ends, ())
    net = by(RESULTS, dict(counted), "clock", "result")
    net.subtract(by(WITHDRAWN, dict(counted), "clock", "result"))
    assert not {labels: n for labels, n in net.items() if n < 0}
    clocks = [one for case in stories(worker) for one in case.clocks]
    for metric in {str(one.metric) for one in clocks} - {str(Clocked.UPDATE_INTERVAL)}:
        mine = [ENDED[one.state] for one in clocks if one.metric == metric and one.state in ENDED]
        assert sum(net[metric, one] for one in (MET, EXTENDED)) == mine.count((MET, EXTENDED))
        assert sum(net[metric, one] for one in (BREACHED, EXEMPT)) == len(mine) - mine.count(
            (MET, EXTENDED)
        )
        assert net[metric, BREACHED] >= mine.count((BREACHED,))
