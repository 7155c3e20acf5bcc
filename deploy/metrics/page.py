"""docs/metrics.md, written from the registry; nothing in it is written by hand."""

from collections.abc import Iterable

from contracts.metrics import METRICS, Label, Metric

_HEAD = """# Metrics

Every worker serves these on loopback at `/metrics` (`SIMPUL_METRICS_PORT`), with its process's own
(`process_*`); those of consumer groups and of agencies' silence come from `simpul lag --serve`,
which asks Kafka whether workers live or not. Counters grow once a chunk and only by what is
committed; gauges of partitions are gone from a worker that gave the partition up. Written by
`simpul metrics write` from `contracts/metrics/`.

| metric | kind | unit | labels | says |
|---|---|---|---|---|
"""


def page(metrics: Iterable[Metric] = METRICS) -> str:
    """The whole page: a row a metric, and what each label may be."""
    listed = list(metrics)
    rows = "\n".join(_row(metric) for metric in listed)
    return f"{_HEAD}{rows}\n\n## Labels\n\n{_labels(listed)}\n"


def _row(metric: Metric) -> str:
    labels = ", ".join(f"`{label.name}`" for label in metric.labels)
    return f"| `{metric.name}` | {metric.kind} | {metric.unit} | {labels} | {metric.meaning} |"


def _labels(metrics: Iterable[Metric]) -> str:
    known = {label: None for metric in metrics for label in metric.labels}
    lines = ["| label | may be |", "|---|---|", *(_label(label) for label in known)]
    return "\n".join(lines)


def _label(label: Label) -> str:
    values = ", ".join(f"`{value}`" for value in label.values)
    return f"| `{label.name}` | {values or f'{label.source}; at most {label.most}'} |"
