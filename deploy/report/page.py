"""The report as one page that needs nothing beside it; figures stand next to what they mean."""

from collections.abc import Callable
from datetime import date
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from contracts.calendar import tell_day, tell_instant
from contracts.events import Sentences
from contracts.kpis import BY_ID
from contracts.lifecycle import TABLE
from contracts.metrics import NOBODY
from deploy.report.judged import ENOUGH, GOOD, decided, judged
from deploy.report.spoken import told
from deploy.report.whole import OF_REQUESTS, Figures, Report
from services.catalogue.words import metric

MOST_LATE: Final = 50
"""Late requests that are listed; the JSON has all of them."""
TILES: Final = ("accepted", "resolved", "sent_back", "open")
COLUMNS: Final = (
    *(("met_share",), ("met",), ("extended",), ("breached",), ("exempt",), ("taken_back",)),
    *(("open_late",), ("time_median", "time_p90"), ("elapsed_median", "elapsed_p90")),
    ("paused_share",),
)
"""Figures of promises, those that are read together in one column."""


def page(report: Report) -> str:
    """The HTML of a report."""
    environment = Environment(
        loader=PackageLoader("deploy.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    tickets = list(dict.fromkeys(row.ticket for row in report.late))
    listed = set(tickets[:MOST_LATE])
    return environment.get_template("page.html.j2").render(
        report=report,
        title=_month(report),
        judged=judged(report),
        tiles=TILES,
        of_requests=OF_REQUESTS,
        columns=COLUMNS,
        late=[row for row in report.late if row.ticket in listed],
        unlisted=len(tickets) - len(listed),
        late_requests=len(tickets),
        enough=ENOUGH,
        good=GOOD,
        kpis=BY_ID,
        states=TABLE,
        clock=metric,
        code=_code,
        decided=decided,
        told=_of_row,
        instant=tell_instant,
        width=_width,
    )


def _month(report: Report) -> Sentences:
    """`Maret 2026`: a day of it as people say it, without the day."""
    said = tell_day(date.fromisoformat(f"{report.month}-01"))
    without: Callable[[str], str] = lambda text: " ".join(text.split()[-2:])  # noqa: E731
    return Sentences(id=without(said.id), en=without(said.en))


def _of_row(kpi: str, figures: Figures) -> Sentences:
    return told(BY_ID[kpi].unit, figures[kpi])


def _width(share: float | None) -> str:
    """How much of a bar a share fills."""
    return f"{min(1.0, max(0.0, share or 0)):.0%}"


def _code(agency: str | None) -> str:
    """An agency as everybody calls it."""
    return "Seluruh kota" if agency is None else "Triase" if agency == NOBODY else agency.upper()
