"""What the city is measured by: every figure once, for the month's report and the dashboards alike.

A figure is a formula over metrics of the registry. From the topics it is worked out by `figure`;
live, Prometheus works out the same by `promql`.
"""

from contracts.kpis.formulas import (
    Count,
    Formula,
    Quantile,
    Series,
    Share,
    Standing,
    Tally,
    figure,
    promql,
)
from contracts.kpis.kinds import Kpi, Unit
from contracts.kpis.table import BY_ID, KPIS

__all__ = [
    "BY_ID",
    "KPIS",
    "Count",
    "Formula",
    "Kpi",
    "Quantile",
    "Series",
    "Share",
    "Standing",
    "Tally",
    "Unit",
    "figure",
    "promql",
]
