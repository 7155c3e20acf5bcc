"""`simpul verify`: the ledger over everything on the topics."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from contracts.releases import Releases
from deploy.cli.answers import Exit, Folder, Json, Stopped, answer, console, print_json
from deploy.reach import Reach
from services.catalogue.releases import read_releases
from services.ledger import Report, read_ledger

MOST_SHOWN = 20


def verify(
    context: typer.Context,
    folder: Folder = None,
    as_json: Json = False,
    show: Annotated[int, typer.Option(help="How many problems to list.", min=1)] = MOST_SHOWN,
) -> None:
    """Prove from the topics that nothing was lost or told twice.

    Every agency record has exactly one outcome; every state follows from the
    one before; every event of a request is there once; copies are alike;
    breaches came once and not too early.

    Exit code 3, with topic, partition, offset and a sentence for each problem.
    """
    report = answer(context, folder, _read)
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        _tell(report, show)
    if not report.holds:
        raise typer.Exit(Exit.PROBLEMS)


async def _read(reach: Reach) -> Report:
    reader = reach.reader()
    return await read_ledger(reader, agencies_of(await read_releases(reader)))


def agencies_of(releases: Releases) -> list[str]:
    """Every agency any published version names."""
    codes = sorted(releases.agencies())
    if not codes:
        raise Stopped("No catalogue is published yet; `simpul catalogue publish` does that.")
    return codes


def _tell(report: Report, show: int) -> None:
    out = console()
    out.print(_outcomes(report))
    for title, counts in (
        ("Rejected, by reason", report.quarantined),
        ("Status events", report.status),
        ("Clock events", report.sla),
    ):
        if counts:
            out.print(
                f"[bold]{title}:[/] " + ", ".join(f"{n} {name}" for name, n in counts.items())
            )
    if report.latency.measured:
        latency = report.latency
        out.print(
            f"[bold]Agency's record to status event:[/] p50 {latency.p50_ms} ms,"
            f" p99 {latency.p99_ms} ms over {latency.measured} events"
        )
    for problem in report.problems[:show]:
        place = f"{problem.topic} partition {problem.partition} offset {problem.offset}"
        out.print(f"[red]{place}[/] ({problem.check}): {escape(problem.sentence)}")
    out.print(_verdict(report, show))


def _outcomes(report: Report) -> Table:
    table = Table(title=f"{report.records} agency records", title_justify="left")
    table.add_column("agency")
    for one in report.classes:
        table.add_column(one.value, justify="right")
    for column in ("requests", "open", "resolved"):
        table.add_column(column, justify="right")
    for code, counts in report.agencies.items():
        more = (counts.requests, counts.open, counts.resolved)
        table.add_row(code, *(str(n) for n in (*counts.classes.values(), *more)))
    return table


def _verdict(report: Report, show: int) -> str:
    if report.holds:
        return f"[green]Everything adds up:[/] {report.facts} facts, unaccounted for 0."
    more = report.problem_count - min(show, len(report.problems))
    rest = f", {more} of them not shown" if more else ""
    found = f"{report.problem_count} problems{rest}; unaccounted for {report.unaccounted}."
    return f"[red]It does not add up:[/] {found}"
