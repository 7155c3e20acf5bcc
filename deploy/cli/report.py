"""`simpul report`: a month's figures by agency and service, and the open data made of them."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from contracts.kpis import BY_ID
from deploy.cli.answers import Exit, Folder, Json, Stopped, answer, console, print_json
from deploy.cli.verify import records_bar
from deploy.clock import now_ms
from deploy.reach import Reach
from deploy.report.making import report_of
from deploy.report.month import Month, NoMonth
from deploy.report.reading import NothingToTell, Read, read_month
from deploy.report.spoken import told
from deploy.report.whole import Figures, Report
from services.catalogue.releases import read_releases
from services.catalogue.words import metric

Named = Annotated[str, typer.Option(help="Which month, city time, such as 2026-03.")]
Out = Annotated[
    Path | None,
    typer.Option(file_okay=False, help="Write report.html, report.json and two CSV files there."),
]
Open = Annotated[
    Path | None,
    typer.Option(file_okay=False, help="Write what may be published there: no group under five."),
]

SHOWN_REQUESTS = ("accepted", "routed", "resolved", "sent_back", "open")
SHOWN_PROMISES = ("met", "extended", "breached", "exempt", "met_share", "time_median", "open_late")


def report(
    context: typer.Context,
    month: Named,
    out: Out = None,
    open_data: Open = None,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """A month's counts, the share of promises kept, and working times, by agency and service.

    Read from the topics, as known when the month's books closed: once the longest
    time an agency may report late had passed. The same month printed again is the
    same, byte for byte. Before that it is marked provisional.
    """
    try:
        wanted = Month.named(month)
    except NoMonth as wrong:
        raise typer.BadParameter(f"--month must be {wrong}") from None
    found = answer(context, folder, lambda reach: _read(reach, wanted))
    whole = report_of(found)
    if as_json:
        print_json(whole.model_dump(mode="json"))
    else:
        _print(whole)


async def _read(reach: Reach, month: Month) -> Read:
    reader = reach.reader()
    releases = await read_releases(reader)
    with records_bar() as bar:
        try:
            return await read_month(reader, releases, month, now_ms(), bar)
        except NothingToTell as nothing:
            raise Stopped(str(nothing), Exit.FAILED) from None


def _print(found: Report) -> None:
    out = console()
    standing = "final" if found.sources.final else "provisional: its books are open"
    out.print(f"{found.city}, {found.month} ({standing})", markup=False)
    requests = _table(SHOWN_REQUESTS, "agency")
    for row in found.requests:
        if row.service is None:
            requests.add_row(row.agency or "city", *_cells(SHOWN_REQUESTS, row.figures))
    promises = _table(SHOWN_PROMISES, "agency", "clock")
    for each in found.promises:
        if each.service is None:
            cells = _cells(SHOWN_PROMISES, each.figures)
            promises.add_row(each.agency or "city", metric(each.clock).en, *cells)
    out.print(requests)
    out.print(promises)
    out.print(f"{len(found.late)} promises were late when the month ended.")


def _table(figures: tuple[str, ...], *first: str) -> Table:
    table = Table(*first, box=None, padding=(0, 2, 0, 0))
    for one in figures:
        table.add_column(BY_ID[one].names.en.lower(), justify="right")
    return table


def _cells(figures: tuple[str, ...], row: Figures) -> list[str]:
    return [told(BY_ID[one].unit, row[one]).en for one in figures]
