"""Scrapes become moments: totals that survive workers' restarts, rates and latencies; pure."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from services.board.figures import How, Labels, Line, Reading, Series, lines, stood

WINDOW_MS: Final = 60_000
"""Over how long rates and latencies are taken, real milliseconds."""
MEDIAN, MOST = 0.5, 0.99
BUCKETS: Final = frozenset({"carried", "told"})
"""Figures that only latencies are made of."""


class Moment(NamedTuple):
    """All figures at one instant, real milliseconds since 1970 UTC."""

    at_ms: int
    values: Mapping[Series, float]
    answers: Mapping[str, bool]
    """Each address that was asked, and whether it answered."""


NOTHING: Final = Moment(0, {}, {})


class Meter:
    """What was scraped so far; `totals` are those of a history that goes on."""

    def __init__(self, totals: Mapping[Series, float] | None = None) -> None:
        self._totals = dict(totals or {})
        self._raw: dict[str, dict[tuple[Series, Labels], float]] = {}
        self._moments: deque[Moment] = deque()

    def take(self, at_ms: int, scrapes: Mapping[str, Sequence[Reading] | None]) -> Moment:
        """One round of scrapes; None where an address did not answer."""
        found: list[Line] = []
        for address, readings in scrapes.items():
            if readings is not None:
                said = list(lines(address, readings))
                self._grow(address, said)
                found += said
        answers = {address: readings is not None for address, readings in scrapes.items()}
        moment = Moment(at_ms, {**self._totals, **stood(found)}, answers)
        while self._moments and self._moments[0].at_ms < at_ms - WINDOW_MS:
            self._moments.popleft()
        told = moment._replace(values={**moment.values, **self._derived(moment)})
        self._moments.append(moment)
        return told

    def _grow(self, address: str, said: Sequence[Line]) -> None:
        """What an address counted before the board first saw it is nobody's growth."""
        known = self._raw.get(address)
        raw: dict[tuple[Series, Labels], float] = {}
        for line in said:
            if line.figure.how is How.GROWS:
                before = line.value if known is None else known.get((line.series, line.place), 0)
                raw[line.series, line.place] = line.value
                grown = line.value - before if line.value >= before else line.value
                self._totals[line.series] = self._totals.get(line.series, 0) + grown
        self._raw[address] = raw

    def _derived(self, moment: Moment) -> dict[Series, float]:
        if not self._moments:
            return {}
        first = self._moments[0]
        seconds = (moment.at_ms - first.at_ms) / 1000
        grown = {
            series: moment.values[series] - first.values.get(series, 0)
            for series in self._totals
            if series[0] in BUCKETS or series[0] == "records"
        }
        found = {("flow", s[1]): n / seconds for s, n in grown.items() if s[0] == "records"}
        return found | _latencies(grown)


def _latencies(grown: Mapping[Series, float]) -> dict[Series, float]:
    """By hop, and from an agency's record to the status event it caused; none where none came."""
    spreads: dict[Series, list[tuple[float, float]]] = {}
    for series, count in grown.items():
        if series[0] in BUCKETS:
            spreads.setdefault(series[:-1], []).append((float(series[-1]), count))
    found: dict[Series, float] = {}
    for of, spread in spreads.items():
        for share, name in ((MEDIAN, "p50"), (MOST, "p99")):
            if (value := quantile(share, spread)) is not None:
                found[name, of[1] if len(of) > 1 else "status"] = value
    return found


def quantile(share: float, spread: Iterable[tuple[float, float]]) -> float | None:
    """The value under which a share of a histogram lies; None where it is empty.

    `spread`: upper bound and how many lie at or under it. Between two bounds all lie evenly; of
    what is above the last finite bound nothing better is known than that bound.
    """
    rows = [(0.0, 0.0), *sorted(spread)]
    wanted = share * rows[-1][1]
    if not wanted:
        return None
    for (low, under), (high, count) in pairwise(rows):
        if count >= wanted:
            if high == float("inf"):
                return low
            return low + (high - low) * (wanted - under) / (count - under)
    return rows[-1][0]
