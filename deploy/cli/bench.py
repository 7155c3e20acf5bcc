"""`simpul bench`: what an event costs, each hop alone and both together."""

import asyncio
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from contracts.catalogue import Catalogue
from deploy.cli.answers import Exit, Json, console, hush_the_client, print_json, stop
from deploy.cli.timers import bench_timers
from deploy.ending import cancel_on_signals
from deploy.local.bench.figures import Figures
from deploy.local.bench.page import COLUMNS, aims, conditions, page, recovery, rows
from deploy.local.bench.run import Bench
from deploy.local.bench.run import Progress as Told
from deploy.local.bench.timers import MOST
from deploy.local.bench.watching import Stalled
from deploy.local.kafka import EmbeddedKafkaFailed
from deploy.local.supervisor import WorkerKeepsFailing
from deploy.settings import Settings
from services.catalogue.pack import read_pack
from services.catalogue.problems import PackRefused
from services.catalogue.publish import NotPublished
from services.kafka.failures import TopicsFailed

_CITIES = Path(__file__).parents[1] / "cities"
_KNOWN: Final = (
    EmbeddedKafkaFailed,
    NotPublished,
    PackRefused,
    Stalled,
    TopicsFailed,
    WorkerKeepsFailing,
)
_INTERRUPTED = 130


def bench(
    events: Annotated[int, typer.Option(min=100, help="How many events to load.")] = 100_000,
    timers: Annotated[
        bool, typer.Option("--timers", help="Instead: what many open cases cost; no Kafka.")
    ] = False,
    cases: Annotated[
        int, typer.Option(min=100, help="With --timers: how many open cases at most.")
    ] = MOST,
    as_json: Json = False,
    write: Annotated[
        Path | None, typer.Option(help="Write the figures as a Markdown page to this file too.")
    ] = None,
) -> None:
    """Measure events a second and CPU an event on an embedded Kafka; nothing is asserted."""
    settings = Settings()
    if timers:
        bench_timers(_CITIES / settings.city, cases, as_json=as_json)
        return
    hush_the_client()
    try:
        figures = _run(read_pack(_CITIES / settings.city), settings, events)
    except asyncio.CancelledError:
        raise typer.Exit(_INTERRUPTED) from None
    except _KNOWN as error:
        stop(f"The bench ended: {error}", Exit.FAILED)
    if write is not None:
        write.write_text(page(figures), encoding="utf-8")
    if as_json:
        print_json(figures.model_dump(mode="json"))
    else:
        _show(figures)


def _run(catalogue: Catalogue, settings: Settings, events: int) -> Figures:
    settings.data.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="bench-", dir=settings.data) as folder,
        _progress_bar(events) as told,
    ):
        place = Path(folder).absolute()
        return asyncio.run(_until_ended(Bench(catalogue, settings, place, events, told)))


async def _until_ended(bench: Bench) -> Figures:
    cancel_on_signals(signal.SIGHUP)
    return await bench.run()


@contextmanager
def _progress_bar(events: int) -> Iterator[Told]:
    """A bar on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=events)

        def told(what: str, done: int) -> None:
            bar.update(task, description=what, completed=done)

        yield told


def _show(figures: Figures) -> None:
    out = console()
    table = Table(title=conditions(figures), title_justify="left")
    for column in COLUMNS:
        table.add_column(column, justify="right" if column else "left")
    for row in rows(figures):
        table.add_row(*row)
    out.print(table)
    out.print(recovery(figures))
    out.print(aims())
