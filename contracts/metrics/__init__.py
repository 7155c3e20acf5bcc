"""Every metric once: its name, what it says in plain words, its unit, its labels and their values.

Labels are bounded: never a request, a ticket or a kelurahan. A process that shows metrics of its
own adds a file here and its rows to METRICS.
"""

from contracts.metrics.kinds import NOBODY, Kind, Label, Metric, Sample
from contracts.metrics.outside import (
    CONSUMER_GROUP,
    GROUP_LAG,
    GROUP_LAG_SECONDS,
    OUTSIDE,
    REACHABLE,
    SILENCE,
    SILENT,
    STALLED,
)
from contracts.metrics.workers import (
    BUILD,
    CARRIED,
    CATALOGUE,
    CHUNKS,
    FACTS_WRITTEN,
    JUDGED,
    LAG,
    LATENCY,
    NEW,
    OLDEST,
    OPEN_CASES,
    OUTCOMES,
    QUARANTINED,
    READY,
    RECORDS,
    RECOVERED,
    RELEASES,
    REQUESTS,
    SLA,
    TRANSITIONS,
    UNMAPPED,
    WAITED,
    WORKERS,
    kind_of,
)

METRICS: tuple[Metric, ...] = (*WORKERS, *OUTSIDE)
"""Every metric, in the order its files have."""

__all__ = [
    "BUILD",
    "CARRIED",
    "CATALOGUE",
    "CHUNKS",
    "CONSUMER_GROUP",
    "FACTS_WRITTEN",
    "GROUP_LAG",
    "GROUP_LAG_SECONDS",
    "JUDGED",
    "LAG",
    "LATENCY",
    "METRICS",
    "NEW",
    "NOBODY",
    "OLDEST",
    "OPEN_CASES",
    "OUTCOMES",
    "OUTSIDE",
    "QUARANTINED",
    "REACHABLE",
    "READY",
    "RECORDS",
    "RECOVERED",
    "RELEASES",
    "REQUESTS",
    "SILENCE",
    "SILENT",
    "SLA",
    "STALLED",
    "TRANSITIONS",
    "UNMAPPED",
    "WAITED",
    "WORKERS",
    "Kind",
    "Label",
    "Metric",
    "Sample",
    "kind_of",
]
