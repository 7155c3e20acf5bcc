"""How a figure ran over a demo: at a tenth of its time, at the end, at most, and its slope."""

from array import array
from collections.abc import Iterator, Mapping
from statistics import linear_regression

import psutil

from contracts.events import Value

_HOUR = 3600
_MEGABYTE = 1024 * 1024
_FEW = 3


class Course(Value):
    """One figure over the time agencies published."""

    at_tenth: float
    at_end: float
    most: float
    an_hour: float
    """The slope of the second half, by least squares, as growth an hour."""


class Samples:
    """Figures noted as time passes, sixteen bytes each."""

    def __init__(self) -> None:
        self._seconds = array("d")
        self._figures = array("d")

    def take(self, seconds: float, figure: float) -> None:
        """A figure so many real seconds after the begin."""
        self._seconds.append(seconds)
        self._figures.append(figure)

    def course(self) -> Course | None:
        """What they come to; None where there are too few."""
        if len(self._seconds) < _FEW:
            return None
        end, middle = self._seconds[-1], len(self._seconds) // 2
        tenth = next(n for n, second in enumerate(self._seconds) if second >= end / 10)
        slope = linear_regression(self._seconds[middle:], self._figures[middle:]).slope
        return Course(
            at_tenth=round(self._figures[tenth], 1),
            at_end=round(self._figures[-1], 1),
            most=round(max(self._figures), 1),
            an_hour=round(slope * _HOUR, 1),
        )


class Courses:
    """Several figures by name, each with its samples."""

    def __init__(self) -> None:
        self._of: dict[str, Samples] = {}

    def take(self, seconds: float, figures: Mapping[str, float]) -> None:
        """Figures so many real seconds after the begin."""
        for name, figure in figures.items():
            self._of.setdefault(name, Samples()).take(seconds, figure)

    def told(self) -> dict[str, Course]:
        """What each comes to; those with too few samples are left out."""
        return {name: found for name, one in self._of.items() if (found := one.course())}


def resident(pids: Mapping[str, int | None]) -> Iterator[tuple[str, float]]:
    """Resident memory of processes in MiB; those that are gone are left out."""
    for name, pid in pids.items():
        try:
            if pid is not None:
                yield name, psutil.Process(pid).memory_info().rss / _MEGABYTE
        except psutil.NoSuchProcess:
            continue
