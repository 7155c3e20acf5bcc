"""What a metric is made of: its kind, its labels and how many series they can come to."""

from dataclasses import dataclass
from enum import StrEnum
from math import prod
from typing import Final, NamedTuple

from contracts.topics import PARTITIONS


class Kind(StrEnum):
    """What Prometheus may do with it."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Label(NamedTuple):
    """One label; `values` are all it may be, or else it comes from `source`, at most `most`."""

    name: str
    values: tuple[str, ...] = ()
    source: str = ""
    most: int = 0

    @property
    def bound(self) -> int:
        """How many values there are at most."""
        return len(self.values) or self.most


@dataclass(frozen=True, slots=True, eq=False)
class Metric:
    """One metric; `buckets` are a histogram's upper bounds, in its unit."""

    name: str
    kind: Kind
    meaning: str
    unit: str
    labels: tuple[Label, ...] = ()
    buckets: tuple[float, ...] = ()

    @property
    def most_series(self) -> int:
        """How many series a worker can have of it at most."""
        lines = len(self.buckets) + 3 if self.buckets else 1
        labels = set(self.labels)
        if labels >= OFFERS:
            return lines * MOST_OFFERS * prod(label.bound for label in labels - OFFERS)
        return lines * prod(label.bound for label in labels)


Sample = tuple[Metric, tuple[str, ...]]
"""A metric with the values of its labels, in their order."""

NOBODY: Final = "none"
"""The agency of a request nobody has yet."""

AGENCY = Label("agency", source=f"an agency of the catalogue; `{NOBODY}` where nobody", most=24)
GROUP = Label("group", source="a service group of the catalogue: a path's first part", most=32)
OFFERS: Final = frozenset({AGENCY, GROUP})
MOST_OFFERS: Final = 96
"""Pairs of an agency and a group it has requests of: few agencies share one."""
TOPIC = Label("topic", source="the topic that is read", most=24)
PARTITION = Label("partition", source="the partition's number", most=PARTITIONS)
