"""`simpul bench --timers`: what many open cases cost a process, size by size."""

import subprocess
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from deploy.cli.answers import Exit, console, print_json, stop
from deploy.local.bench.machine import machine
from deploy.local.bench.timers import AIM, Timed, sizes, timed

COLUMNS = (
    "open cases", "bytes a case", "its body", "bytes a stub", "load us", "heap ms", "tick us",
    "deadline us", "event us", "scrape ms", "loop still ms",
)  # fmt: skip


def bench_timers(pack: Path, most: int, *, as_json: bool) -> None:
    """Measure and print; nothing is asserted."""
    found = _measured(pack, most)
    grown = found[-1].event_us / found[0].event_us - 1
    if as_json:
        here = machine().model_dump(mode="json")
        sizes_json = [one.model_dump(mode="json") for one in found]
        print_json({"machine": here, "sizes": sizes_json, "event_grows": grown, "aim": AIM})
        return
    out = console()
    table = Table(title=_where(), title_justify="left")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for one in found:
        table.add_row(*_row(one))
    out.print(table)
    fewest, all_of_them = f"{found[0].cases:,}", f"{found[-1].cases:,}"
    out.print(
        f"An event costs {grown:+.0%} among {all_of_them} cases against {fewest}; aim {AIM:.0%}.",
        markup=False,
    )


def _measured(pack: Path, most: int) -> list[Timed]:
    found = []
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    try:
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("")
            for size in sizes(most):
                bar.update(task, description=f"{size:,} open cases")
                found.append(timed(pack, size))
    except subprocess.CalledProcessError as failed:
        last = failed.stderr.decode(errors="replace").strip().splitlines()[-1:]
        stop(f"The bench ended: {''.join(last) or failed}", Exit.FAILED)
    return found


def _row(one: Timed) -> tuple[str, ...]:
    whole = (one.cases, one.case_memory, one.case_body, one.stub_memory)
    beside = (one.deadline_us, one.event_us, one.scrape_ms, one.still_ms)
    times = (one.load_us, one.heap_ms, one.tick_us, *beside)
    return (*(f"{n:,}" for n in whole), *(f"{t:.1f}" for t in times))


def _where() -> str:
    here = machine()
    return f"{here.date}, {here.cores} cores, Python {here.versions['python']}; CPU time, RSS"
