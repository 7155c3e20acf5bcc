"""Which figures run as lines on the board, and what each line is called; pure."""

from typing import Any, Final, NamedTuple

from contracts.events import Sentences
from services.board.history import Course
from services.board.words import agency_code, decimal


class Drawn(NamedTuple):
    """One chart."""

    code: str
    figure: str
    name: Sentences
    unit: str = ""
    """None: requests, a line an agency."""


CITY: Final = (
    Drawn("open", "open", Sentences(id="Terbuka per OPD", en="Open by agency")),
    Drawn("late", "late", Sentences(id="Terlambat per OPD", en="Late by agency")),
)
BUS: Final = (
    Drawn("flow", "flow", Sentences(id="Rekaman per detik", en="Records a second"), "/s"),
    Drawn(
        "latency",
        "p99",
        Sentences(id="Waktu olah, 99 dari 100", en="Latency, 99 in 100"),
        "s",
    ),
    Drawn("lag", "lag_seconds", Sentences(id="Ketertinggalan", en="Lag"), "s"),
)
CHARTS: Final = {one.code: one for one in (*CITY, *BUS)}


def drawn(chart: Drawn, course: Course) -> dict[str, Any]:
    """A chart's points as the page's script takes them."""
    return {
        "at": course.at,
        "unit": chart.unit,
        "lines": [
            {"name": _name(label, chart), "values": values}
            for label, values in sorted(course.lines.items())
        ],
    }


def summed_up(chart: Drawn, course: Course) -> list[tuple[str, ...]]:
    """The same for who sees no lines: of each the last value, the smallest and the greatest."""
    rows = []
    for label, values in sorted(course.lines.items()):
        known = [value for value in values if value is not None]
        told = (known[-1], min(known), max(known)) if known else (None, None, None)
        places = 2 if chart.unit else 0
        row = (decimal(one, places) for one in told)
        rows.append((_name(label, chart), *row))
    return rows


def _name(label: str, chart: Drawn) -> str:
    return label if chart.unit else agency_code(label)
