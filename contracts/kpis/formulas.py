"""The shapes of a figure, what each comes to over what was counted, and as Prometheus is asked."""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from contracts.metrics import Kind, Metric, Sample

Values = tuple[str, ...]


class Series(NamedTuple):
    """The series of a metric in which some labels have one of these values; the others any."""

    metric: Metric
    where: tuple[tuple[str, Values], ...] = ()

    def holds(self, sample: Sample) -> bool:
        """Whether a sample is one of these."""
        metric, values = sample
        if metric is not self.metric:
            return False
        names = [label.name for label in metric.labels]
        return all(values[names.index(name)] in allowed for name, allowed in self.where)

    def selector(self, also: str = "", suffix: str = "") -> str:
        """As PromQL selects them, `also` put beside the labels: a dashboard's own choice."""
        parts = [_matcher(name, allowed) for name, allowed in self.where]
        inside = ", ".join([*parts, also] if also else parts)
        return f"{self.metric.name}{suffix}{{{inside}}}" if inside else self.metric.name + suffix


class Count(NamedTuple):
    """How many, less those that were taken back."""

    counted: Series
    less: Series | None = None


class Share(NamedTuple):
    """A part of a whole; nothing where the whole is none."""

    part: Count
    whole: Count


class Quantile(NamedTuple):
    """The least time within which this share of them was done.

    From the topics it is one of the times themselves; Prometheus works it out from how many lie
    within each bucket, and so comes to a time in the same bucket.
    """

    of: Series
    share: float


class Standing(NamedTuple):
    """How many there are at an instant: each partition is taken once."""

    of: Series


Formula = Count | Share | Quantile | Standing


class Tally(NamedTuple):
    """What was counted: how often by series, and the lengths themselves of a histogram's."""

    counts: dict[Sample, float]
    lengths: dict[Sample, list[float]]


def figure(formula: Formula, tally: Tally) -> float | None:
    """What a formula comes to; None where it says nothing: a share or a time of none."""
    if isinstance(formula, Count):
        return _count(formula, tally)
    if isinstance(formula, Share):
        whole = _count(formula.whole, tally)
        return _count(formula.part, tally) / whole if whole > 0 else None
    if isinstance(formula, Standing):
        return _total(formula.of, tally)
    lengths = sorted(
        one for sample, found in tally.lengths.items() if formula.of.holds(sample) for one in found
    )
    return lengths[ceil(formula.share * len(lengths)) - 1] if lengths else None


def _count(count: Count, tally: Tally) -> float:
    less = 0.0 if count.less is None else _total(count.less, tally)
    return _total(count.counted, tally) - less


def _total(series: Series, tally: Tally) -> float:
    return sum(found for sample, found in tally.counts.items() if series.holds(sample))


def promql(formula: Formula, by: Sequence[str], window: str, also: str = "") -> str:
    """The same asked of Prometheus: over a window such as `7d`, one figure for each of `by`."""
    if isinstance(formula, Count):
        return _counted(formula, by, window, also)
    if isinstance(formula, Share):
        part = _counted(formula.part, by, window, also)
        whole = _counted(formula.whole, by, window, also)
        return f"(({part}) or 0 * ({whole})) / (({whole}) > 0)"
    if isinstance(formula, Standing):
        every = [label.name for label in formula.of.metric.labels]
        once = f"max by ({', '.join(every)}) ({formula.of.selector(also)})"
        return f"sum{_by(by)} ({once})"
    buckets = f"increase({formula.of.selector(also, '_bucket')}[{window}])"
    return f"histogram_quantile({formula.share:g}, sum by ({', '.join((*by, 'le'))}) ({buckets}))"


def _counted(count: Count, by: Sequence[str], window: str, also: str) -> str:
    suffix = "_count" if count.counted.metric.kind is Kind.HISTOGRAM else ""
    counted = f"sum{_by(by)} (increase({count.counted.selector(also, suffix)}[{window}]))"
    if count.less is None:
        return counted
    less = f"sum{_by(by)} (increase({count.less.selector(also)}[{window}]))"
    return f"{counted} - ({less} or 0 * {counted})"


def _by(labels: Sequence[str]) -> str:
    return f" by ({', '.join(labels)})" if labels else ""


def _matcher(name: str, allowed: Values) -> str:
    return f'{name}="{allowed[0]}"' if len(allowed) == 1 else f'{name}=~"{"|".join(allowed)}"'
