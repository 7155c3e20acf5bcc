"""How `simpul verify` tells a report to a person: the first problem first, then the figures."""

from collections.abc import Iterator
from datetime import UTC, datetime

from rich.markup import escape
from rich.table import Table

from deploy.cli.answers import console
from services.ledger import Judgement, Problem, Report


def tell(report: Report, show: int, records_per_second: float) -> None:
    """Print a report; of the problems at most so many."""
    out = console()
    for place, problem in enumerate(report.problems[:show]):
        out.print(("[bold red]First:[/] " if place == 0 else "") + _problem(problem))
    out.print(_outcomes(report))
    for line in _figures(report):
        out.print(line)
    out.print(f"[bold]Read:[/] {report.read} records, {records_per_second:.0f} a second")
    out.print(_verdict(report, show))


def _problem(problem: Problem) -> str:
    place = f"{problem.topic} partition {problem.partition} offset {problem.offset}"
    return f"[red]{place}[/] ({problem.check}): {escape(problem.sentence)}"


def _figures(report: Report) -> Iterator[str]:
    for title, counts in (
        ("Rejected, by reason", report.quarantined),
        ("Status events", report.status),
        ("Clock events", report.sla),
        ("The client's sends", report.clients),
        ("Left out at the edges", report.edges),
        ("Not judged by the reference", report.reference.left_out),
    ):
        if counts:
            told = ", ".join(f"{n} {escape(name)}" for name, n in counts.items())
            yield f"[bold]{title}:[/] {told}"
    for one in report.restored:
        yield (
            f"[bold]Restored[/] at {_instant(one.restored_ms)} from a backup of the log {one.epoch}"
            f" begun at {_instant(one.taken_ms)}: what that log said is not read here"
        )
    yield f"[bold]Judged by the reference:[/] {_judged(report.reference)}"
    if report.latency.measured:
        latency = report.latency
        yield (
            f"[bold]Agency's record to status event:[/] p50 {latency.p50_ms} ms,"
            f" p99 {latency.p99_ms} ms over {latency.measured} events"
        )


def _instant(real_ms: int) -> str:
    """A real instant, UTC."""
    return datetime.fromtimestamp(real_ms / 1000, UTC).isoformat(timespec="seconds")


def _judged(found: Judgement) -> str:
    if not found.every:
        return "nothing was asked of it"
    return f"{found.requests} requests" + (f", one in {found.every}" if found.every > 1 else "")


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
