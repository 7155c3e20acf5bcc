"""Registry rows and values as what prometheus-client shows; decides nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.metrics_core import Metric as Family

from contracts.metrics import METRICS, Kind, Metric, Sample

_ORDER = {metric: place for place, metric in enumerate(METRICS)}


@dataclass(slots=True)
class Spread:
    """A histogram: how many intervals fell under each bound and not the one before, and all."""

    counts: list[int]
    total: float = 0.0


def families(values: Mapping[Sample, float], spreads: Mapping[Sample, Spread]) -> Iterator[Family]:
    """Every metric there is something of, in the order of the registry."""
    samples = sorted([*values, *spreads], key=lambda sample: _ORDER[sample[0]])
    for metric, found in groupby(samples, key=lambda sample: sample[0]):
        if metric.kind is Kind.HISTOGRAM:
            yield _histogram(metric, [(one[1], spreads[one]) for one in found])
        else:
            yield _plain(metric, [(one[1], values[one]) for one in found])


def _plain(metric: Metric, found: Iterable[tuple[tuple[str, ...], float]]) -> Family:
    kind = CounterMetricFamily if metric.kind is Kind.COUNTER else GaugeMetricFamily
    family = kind(metric.name, metric.meaning, labels=[label.name for label in metric.labels])
    for labels, value in sorted(found):
        family.add_metric(labels, value)
    return family


def _histogram(metric: Metric, found: Sequence[tuple[tuple[str, ...], Spread]]) -> Family:
    labels = [label.name for label in metric.labels]
    family = HistogramMetricFamily(metric.name, metric.meaning, labels=labels)
    bounds = [*(str(bound) for bound in metric.buckets), "+Inf"]
    for values, spread in sorted(found, key=lambda one: one[0]):
        buckets = list(zip(bounds, accumulate(spread.counts), strict=True))
        family.add_metric(values, buckets=buckets, sum_value=spread.total)
    return family
