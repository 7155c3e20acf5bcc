"""What workers show, as a scrape has it."""

from collections.abc import Mapping
from typing import NamedTuple

from contracts.metrics import Metric

BEGIN_MS = 1_774_000_000_000
"""When boards of tests begin to look, real milliseconds since 1970 UTC."""
INTAKE = "http://127.0.0.1:9464/metrics"
CASE = "http://127.0.0.1:9470/metrics"
OTHER = "http://127.0.0.1:9471/metrics"


class Said(NamedTuple):
    """One line of a scrape."""

    name: str
    labels: Mapping[str, str]
    value: float


def says(metric: Metric, value: float, part: str = "", **labels: str) -> Said:
    """A worker's line about a metric."""
    return Said(metric.name + part, labels, value)
