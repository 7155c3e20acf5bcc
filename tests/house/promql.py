"""Which labels a PromQL expression's result has, and a sentence where it asks for what is not."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import promql_parser as promql

from contracts.metrics import METRICS, Kind

SCRAPED = frozenset({"instance", "job"})
"""Labels that Prometheus gives to all it scrapes."""
EVERYWHERE = (
    "up",
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
    "process_start_time_seconds",
)
"""What every Prometheus client or server adds, as far as it is asked for."""
ALERTING = frozenset({"alertname", "alertstate", "severity"})
"""Labels of ALERTS that every alert has."""
_PLAIN = re.compile(r"[\w-]+")
_OF_A_HISTOGRAM = {"bucket": {"le"}, "count": set[str](), "sum": set[str]()}

Series = Mapping[str, frozenset[str]]
"""The labels of everything that can be asked for, by name."""


class NotThere(Exception):
    """An expression asks for a metric or a label that nobody shows; the message says which."""


_LABELS = {label for metric in METRICS for label in metric.labels if label.values}
VALUES = {
    name: {value for label in _LABELS if label.name == name for value in label.values}
    for name in {label.name for label in _LABELS}
}
"""What a label may be, of whatever metric, where the registry says it."""


def shown() -> dict[str, frozenset[str]]:
    """Every series of the registry, and the few that every Prometheus client or server adds."""
    found = dict.fromkeys(EVERYWHERE, SCRAPED) | {"ALERTS": ALERTING}
    for metric in METRICS:
        labels = SCRAPED | {label.name for label in metric.labels}
        if metric.kind is Kind.HISTOGRAM:
            for ending, more in _OF_A_HISTOGRAM.items():
                found[f"{metric.name}_{ending}"] = labels | more
        else:
            found[metric.name] = labels
    return found


def labels_of(expression: str, series: Series) -> frozenset[str]:
    """The labels its result has.

    Raises:
        NotThere: it asks for a metric or label that is not among the series.
    """
    return _labels(promql.parse(expression), series) or frozenset()


def _labels(expr: object, series: Series) -> frozenset[str] | None:
    """None for a number or a string, which match whatever they stand beside."""
    for kind, read in _READ.items():
        if isinstance(expr, kind):
            return read(expr, series)
    return None


def _selected(selector: promql.VectorSelector, series: Series) -> frozenset[str]:
    name = selector.name or ""
    if name not in series:
        raise NotThere(f"nobody shows {name}")
    matchers = selector.matchers.matchers
    _among({one.name for one in matchers}, series[name], name)
    for one in matchers:
        asked = {value for value in one.value.split("|") if _PLAIN.fullmatch(value)}
        if asked - VALUES.get(one.name, asked):
            raise NotThere(f"{one.name} is never {', '.join(sorted(asked - VALUES[one.name]))}")
    return series[name]


def _aggregated(expr: promql.AggregateExpr, series: Series) -> frozenset[str]:
    inner = _labels(expr.expr, series) or frozenset()
    if expr.modifier is None:
        return frozenset()
    named = frozenset(expr.modifier.labels)
    _among(named, inner, str(expr.expr))
    return named if expr.modifier.type is promql.AggModifierType.By else inner - named


def _combined(expr: promql.BinaryExpr, series: Series) -> frozenset[str] | None:
    """Two vectors match on all their labels, so both must have the same."""
    if expr.modifier is not None and expr.modifier.matching is not None:
        raise NotThere(f"`on` and `ignoring` are not understood here: {expr}")
    left, right = _labels(expr.lhs, series), _labels(expr.rhs, series)
    if left is None or right is None:
        return right if left is None else left
    if left != right:
        raise NotThere(f"{sorted(left)} never match {sorted(right)} in {expr}")
    return left


def _called(expr: promql.Call, series: Series) -> frozenset[str]:
    found = [_labels(one, series) or frozenset() for one in expr.args]
    inner = frozenset[str]().union(*found)
    if expr.func.name == "absent":
        equal = promql.MatchOp.Equal
        return frozenset(one.name for one in expr.args[0].matchers.matchers if one.op == equal)
    return inner - {"le"} if expr.func.name == "histogram_quantile" else inner


def _among(asked: set[str] | frozenset[str], known: frozenset[str], where: str) -> None:
    if asked - known:
        raise NotThere(f"{where} has no label {', '.join(sorted(asked - known))}")


_READ: dict[type, Callable[[Any, Series], frozenset[str] | None]] = {
    promql.VectorSelector: _selected,
    promql.MatrixSelector: lambda expr, series: _selected(expr.vector_selector, series),
    promql.ParenExpr: lambda expr, series: _labels(expr.expr, series),
    promql.UnaryExpr: lambda expr, series: _labels(expr.expr, series),
    promql.SubqueryExpr: lambda expr, series: _labels(expr.expr, series),
    promql.AggregateExpr: _aggregated,
    promql.BinaryExpr: _combined,
    promql.Call: _called,
}
