"""What one event adds to the figures, and where lines are added up: by agency and service."""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from contracts.kpis import Tally
from contracts.metrics import Kind, Sample
from deploy.report.month import Books, Month

Office = tuple[str, str]
"""An agency, and a service it answers for."""


class Line(NamedTuple):
    """One thing more: by which date it counts, and since when it is known. City time."""

    dated: datetime
    known: datetime
    office: Office
    sample: Sample
    amount: float = 1
    """How many; of a histogram, how long."""


class Sums:
    """A month's lines added up, by agency and service; others are left out."""

    def __init__(self, month: Month, books: Books) -> None:
        self._month = month
        self._books = books
        self.tallies: dict[Office, Tally] = defaultdict(_empty)

    def add(self, line: Line) -> bool:
        """One line, if it is this month's; whether it is."""
        mine = self._books.month_of(line.dated, line.known) == self._month
        if mine:
            self.stand(line.office, line.sample, line.amount)
        return mine

    def stand(self, office: Office, sample: Sample, amount: float = 1) -> None:
        """What is so at the month's end, whenever it began."""
        counts, lengths = self.tallies[office]
        if sample[0].kind is Kind.HISTOGRAM:
            lengths[sample].append(amount)
        else:
            counts[sample] += amount


def _empty() -> Tally:
    return Tally(defaultdict(float), defaultdict(list))


def merged(tallies: list[Tally]) -> Tally:
    """Several tallies as one: what a whole agency, or the city, comes to."""
    counts, lengths = _empty()
    for tally in tallies:
        for sample, amount in tally.counts.items():
            counts[sample] += amount
        for sample, found in tally.lengths.items():
            lengths[sample].extend(found)
    return Tally(counts, lengths)
