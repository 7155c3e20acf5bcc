"""What terms came to, counted by agency and clock, under two sets of them."""

from contracts.catalogue import Metric
from contracts.events import Instant, Value


class Counted(Value):
    """What some terms came to."""

    met: int = 0
    missed: int = 0
    open: int = 0
    cancelled: int = 0

    @property
    def share(self) -> float | None:
        """Of those that ended kept or broken, how many were kept; None where none ended."""
        ended = self.met + self.missed
        return self.met / ended if ended else None


class Row(Value):
    """One agency's terms of one clock, under the terms of today and under the others."""

    agency: str
    metric: Metric
    today: Counted
    new: Counted


class WhatIf(Value):
    """What other terms would have come to."""

    since: Instant
    """Requests received from then on, city time."""
    today: str
    """The catalogue version in force."""
    policy: str
    """What was put beside it."""
    requests: int
    records: int
    left_out: dict[str, int]
    rows: tuple[Row, ...]
