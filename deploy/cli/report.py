"""`simpul report`: a month's figures by agency and service, and the open data made of them."""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.table import Table

from contracts.kpis import BY_ID
from deploy.cli.answers import Folder, Json, Stopped, answer, console, from_here, print_json
from deploy.cli.verify import milliseconds, records_bar
from deploy.clock import now_ms
from deploy.reach import Reach
from deploy.report.files import Files, files_of
from deploy.report.making import report_of
from deploy.report.month import Month, NoMonth
from deploy.report.opened import opened
from deploy.report.places import read_places
from deploy.report.reading import NothingToTell, read_month
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

Until = Annotated[
    str | None, typer.Option("--to", help="As it was known then (RFC 3339).  [default: now]")
]

SHOWN_REQUESTS = ("accepted", "routed", "resolved", "sent_back", "open")
SHOWN_PROMISES = ("met", "extended", "breached", "exempt", "met_share", "time_median", "open_late")


def report(  # noqa: PLR0913, PLR0917 -- a command has the options it has
    context: typer.Context,
    month: Named,
    out: Out = None,
    open_data: Open = None,
    until: Until = None,
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
    now = now_ms()
    asked = Asked(wanted, min(now, milliseconds("--to", until) or now), out, open_data)
    whole = answer(context, folder, lambda reach: _report(reach, asked))
    if as_json:
        print_json(whole.model_dump(mode="json"))
    else:
        _print(whole)


class Asked(NamedTuple):
    """Which month, as known at which real instant (ms), and where what is made of it goes."""

    month: Month
    known_ms: int
    out: Path | None
    open_data: Path | None


async def _report(reach: Reach, asked: Asked) -> Report:
    reader = reach.reader()
    releases = await read_releases(reader)
    try:
        with records_bar() as bar:
            found = await read_month(reader, releases, asked.month, asked.known_ms, bar)
        whole = report_of(found)
        if asked.out is not None:
            _write(asked.out, files_of(whole))
        if asked.open_data is not None:
            with records_bar() as bar:
                places = await read_places(reader, found, bar)
            _write(asked.open_data, opened(whole, found, places))
    except NothingToTell as nothing:
        raise Stopped(str(nothing)) from None
    return whole


def _write(folder: Path, files: Files) -> None:
    """Every file, whole."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_bytes(text.encode())
    except OSError as failed:
        raise Stopped(f"{folder} cannot be written: {failed.strerror}") from None
    typer.echo(f"{', '.join(files)} written to {from_here(folder)}", err=True)


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
    tickets = {row.ticket for row in found.late}
    out.print(f"{len(tickets)} requests were late when the month ended, or when it was read.")


def _table(figures: tuple[str, ...], *first: str) -> Table:
    table = Table(*first, box=None, padding=(0, 2, 0, 0))
    for one in figures:
        table.add_column(BY_ID[one].names.en.lower(), justify="right")
    return table


def _cells(figures: tuple[str, ...], row: Figures) -> list[str]:
    return [told(BY_ID[one].unit, row[one]).en for one in figures]
