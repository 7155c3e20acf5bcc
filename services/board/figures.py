"""Which figures the board keeps, and how many workers' lines become one value; pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from contracts import metrics
from contracts.metrics import Metric

Series = tuple[str, ...]
"""A figure's code, then the values of the labels it is told by."""

Labels = tuple[tuple[str, str], ...]


class Reading(Protocol):
    """One line of a scrape."""

    @property
    def name(self) -> str: ...
    @property
    def labels(self) -> Mapping[str, str]: ...
    @property
    def value(self) -> float: ...


class How(StrEnum):
    """How lines become one value."""

    GROWS = "grows"
    """A counter: by how much it grew, added up since the history began."""
    STANDS = "stands"
    """A gauge: the greatest that is said of each partition, or of each worker; then the sum."""
    WORST = "worst"
    """A gauge: the greatest."""
    LEAST = "least"
    """A gauge: the smallest."""
    COUNT = "count"
    """How many partitions, or workers, say it."""


class Figure(NamedTuple):
    """One figure: what it is called here, of which metric, told by which of its labels."""

    code: str
    metric: Metric
    by: tuple[str, ...]
    how: How
    part: str = ""
    """What a histogram's line has after its name."""

    @property
    def line(self) -> str:
        """What its lines in a scrape are called."""
        return self.metric.name + self.part


FIGURES: Final = (
    Figure("open", metrics.OPEN_CASES, ("agency",), How.STANDS),
    Figure("received", metrics.REQUESTS, ("agency",), How.GROWS),
    Figure("aged", metrics.OPEN_AGED, ("age",), How.STANDS),
    Figure("results", metrics.RESULTS, ("agency", "result"), How.GROWS),
    Figure("withdrawn", metrics.WITHDRAWN, ("agency", "result"), How.GROWS),
    Figure("unmapped", metrics.UNMAPPED, ("agency",), How.GROWS),
    Figure("quarantined", metrics.QUARANTINED, ("agency", "reason"), How.GROWS),
    Figure("records", metrics.RECORDS, ("hop",), How.GROWS),
    Figure("carried", metrics.CARRIED, ("hop", "le"), How.GROWS, part="_bucket"),
    Figure("told", metrics.LATENCY, ("le",), How.GROWS, part="_bucket"),
    Figure("waiting", metrics.LAG, ("hop",), How.STANDS),
    Figure("in_flight", metrics.IN_FLIGHT, ("hop",), How.STANDS),
    Figure("oldest", metrics.OLDEST, ("hop",), How.WORST),
    Figure("ready", metrics.READY, ("hop",), How.STANDS),
    Figure("owned", metrics.READY, ("hop",), How.COUNT),
    Figure("paused", metrics.PAUSED, ("hop",), How.STANDS),
    Figure("horizon", metrics.HORIZON_AGE, ("hop",), How.WORST),
    Figure("reachable", metrics.REACHABLE, ("process",), How.LEAST),
    Figure("catalogue", metrics.CATALOGUE, ("version",), How.COUNT),
    Figure("lag", metrics.GROUP_LAG, ("consumer_group",), How.STANDS),
    Figure("lag_seconds", metrics.GROUP_LAG_SECONDS, ("consumer_group",), How.WORST),
    Figure("stalled", metrics.STALLED, ("consumer_group",), How.STANDS),
    Figure("silence", metrics.SILENCE, ("agency",), How.WORST),
    Figure("silent", metrics.SILENT, ("agency",), How.WORST),
)
"""Every figure, each once."""

_OF: Final = {
    name: [one for one in FIGURES if one.line == name] for name in {one.line for one in FIGURES}
}
"""The figures that a line of some name says something of."""


class Line(NamedTuple):
    """What one line of a scrape says of a figure, and whose word it is."""

    figure: Figure
    series: Series
    place: Labels
    value: float


def lines(address: str, readings: Sequence[Reading]) -> Iterator[Line]:
    """What of a scrape the board keeps; a partition is the same whoever tells of it."""
    for one in readings:
        for figure in _OF.get(one.name, ()):
            of_a_partition = "partition" in one.labels and figure.how is not How.GROWS
            place = tuple(sorted(one.labels.items()))
            yield Line(
                figure,
                (figure.code, *(one.labels.get(name, "") for name in figure.by)),
                place if of_a_partition else (("", address), *place),
                one.value,
            )


def stood(found: Sequence[Line]) -> dict[Series, float]:
    """The gauges of one moment, out of every worker's lines."""
    said: defaultdict[tuple[How, Series], dict[Labels, float]] = defaultdict(dict)
    for line in found:
        if line.figure.how is not How.GROWS:
            known = said[line.figure.how, line.series]
            known[line.place] = max(line.value, known.get(line.place, line.value))
    return {series: _one(how, list(values.values())) for (how, series), values in said.items()}


def _one(how: How, values: list[float]) -> float:
    match how:
        case How.WORST:
            return max(values)
        case How.LEAST:
            return min(values)
        case How.COUNT:
            return len(values)
        case _:
            return sum(values)
