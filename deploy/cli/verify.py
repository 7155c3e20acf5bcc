"""`simpul verify`: the ledger over everything on the topics, or over a time of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Annotated, Final, NamedTuple

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from contracts.envelope import instant
from contracts.releases import Releases
from deploy.cli.answers import Exit, Folder, Json, Stopped, answer, print_json
from deploy.cli.verdict import tell
from deploy.clock import epoch_ms
from deploy.metrics.scraping import NotScraped, scrape
from deploy.reach import Reach
from deploy.wiring import Hop
from services.catalogue.releases import read_releases
from services.ledger import (
    ALL,
    NONE,
    Groups,
    HistoryRefused,
    Report,
    Scope,
    Send,
    compared,
    read_history,
    read_ledger,
)
from services.ledger.reading import Told

MOST_SHOWN = 20
GROUPS: Final = Groups(Hop.INTAKE.group, Hop.CASE.group)
_SAMPLE = re.compile(r"sample:([1-9]\d{0,8})")


class Read(NamedTuple):
    """A report, and how long it took: seconds by the wall, and of this process's CPU."""

    report: Report
    seconds: float
    cpu_seconds: float


Show = Annotated[int, typer.Option(help="How many problems to list.", min=1)]
From = Annotated[
    str | None, typer.Option("--from", help="Only what was logged from then on (RFC 3339).")
]
Until = Annotated[
    str | None, typer.Option("--to", help="Only what was logged before then (RFC 3339).")
]
Judged = Annotated[
    str, typer.Option(help="Requests the slow reference judges: `all`, `none` or `sample:N`.")
]
Kept = Annotated[
    Path | None,
    typer.Option(help="What a client believes it sent: a JSON line each way a send went on."),
]
Addresses = Annotated[
    list[str] | None,
    typer.Option(help="A worker's /metrics; name every worker's, after a run without kills."),
]


def verify(  # noqa: PLR0913, PLR0917 -- a parameter an option
    context: typer.Context,
    folder: Folder = None,
    as_json: Json = False,
    show: Show = MOST_SHOWN,
    since: From = None,
    until: Until = None,
    reference: Judged = "all",
    history: Kept = None,
    metrics: Addresses = None,
) -> None:
    """Prove from the topics that nothing was lost, told twice or told wrong.

    Every agency record has exactly one outcome; everything told names a cause
    that led to it; states and clocks are what a reference, written apart, says
    they must be; copies are alike; nothing of one agency is shown as another's.

    Exit code 3, with topic, partition, offset and a sentence for each problem.
    """
    scope = Scope(
        every=_every(reference),
        since_ms=milliseconds("--from", since),
        until_ms=milliseconds("--to", until),
        history=_sends(history),
        groups=GROUPS,
    )

    async def work(reach: Reach) -> Read:
        return await _read(reach, scope, metrics or [])

    found = answer(context, folder, work)
    if as_json:
        print_json(found.report.model_dump(mode="json") | _speed(found))
    else:
        tell(found.report, show, _speed(found)["records_per_second"])
    if not found.report.holds:
        raise typer.Exit(Exit.PROBLEMS)


async def _read(reach: Reach, scope: Scope, addresses: list[str]) -> Read:
    reader = reach.reader()
    agencies = agencies_of(await read_releases(reader))
    begun, begun_cpu = perf_counter(), process_time()
    with records_bar() as told:
        report = await read_ledger(reader, agencies, scope, told)
    seconds, cpu_seconds = perf_counter() - begun, process_time() - begun_cpu
    try:
        series = [line for address in addresses for line in scrape(address)]
    except NotScraped as away:
        raise Stopped(str(away), Exit.UNREACHABLE) from None
    return Read(compared(report, series) if addresses else report, seconds, cpu_seconds)


def agencies_of(releases: Releases) -> list[str]:
    """Every agency any published version names."""
    codes = sorted(releases.agencies())
    if not codes:
        raise Stopped("No catalogue is published yet; `simpul catalogue publish` does that.")
    return codes


def _every(reference: str) -> int:
    """How many requests one of which is judged; 0 where none is."""
    named = {"all": ALL, "none": NONE}
    sample = _SAMPLE.fullmatch(reference)
    if reference not in named and sample is None:
        _usage("--reference", "`all`, `none` or `sample:N`, such as `sample:10`", reference)
    return named[reference] if sample is None else int(sample[1])


def milliseconds(option: str, text: str | None) -> int | None:
    """Real milliseconds since 1970 UTC."""
    if text is None:
        return None
    found: datetime | None = instant(text)
    if found is None:
        _usage(option, "a date and time with an offset, such as 2026-03-12T07:30:00+07:00", text)
        return None
    return epoch_ms(found)


def _sends(file: Path | None) -> list[Send]:
    if file is None:
        return []
    try:
        with file.open("rb") as lines:
            return read_history(lines)
    except (OSError, HistoryRefused) as error:
        raise typer.BadParameter(f"{file}: {error}") from None


def _usage(option: str, expected: str, came: str) -> None:
    raise typer.BadParameter(f"{option} must be {expected}, got {came!r}")


def _speed(found: Read) -> dict[str, float]:
    return {
        "seconds": round(found.seconds, 3),
        "cpu_seconds": round(found.cpu_seconds, 3),
        "records_per_second": round(found.report.read / found.seconds) if found.seconds else 0,
    }


@contextmanager
def records_bar() -> Iterator[Told]:
    """A bar on standard error, on a terminal alone."""
    columns = (TextColumn("records"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=None)

        def told(read: int, total: int) -> None:
            bar.update(task, completed=read, total=total)

        yield told
