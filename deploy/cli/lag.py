"""`simpul lag`: how far every group is behind, and who fell silent; asks no worker."""

import asyncio
from typing import Annotated, Any

import typer
from rich.table import Table

from contracts.metrics import CONSUMER_GROUP
from deploy.cli.answers import Exit, Folder, Json, answer, console, print_json, stop
from deploy.ending import cancel_until_ended
from deploy.lag.following import follow
from deploy.lag.looking import HOPS, Look, Lookout
from deploy.lag.silence import Silence
from deploy.logs import log_json
from deploy.metrics.lagging import PROCESS, LagFigures
from deploy.metrics.serving import serve_metrics
from deploy.reach import Reach
from deploy.release import VERSION
from services.kafka.lag import Behind

_HOUR = 3600
MOST_OTHERS = CONSUMER_GROUP.most - len(HOPS)

Port = Annotated[
    int, typer.Argument(min=0, max=65_535, help="Where --serve shows it; 0 is any free port.")
]
Serve = Annotated[bool, typer.Option("--serve", help="Go on looking, and show it to Prometheus.")]
Every = Annotated[float, typer.Option(min=0.1, help="Seconds between two looks, with --serve.")]
Stalled = Annotated[
    float,
    typer.Option(min=0, help="Seconds without a commit while records wait, with --serve."),
]
Silent = Annotated[
    float, typer.Option(min=0, help="Own working hours without an event: an agency is silent.")
]
Groups = Annotated[
    list[str] | None, typer.Option("--group", help="Another consumer group; may be repeated.")
]
All = Annotated[bool, typer.Option("--all", help="Partitions on which nothing waits, too.")]


def lag(  # noqa: PLR0913, PLR0917 -- each is an option of the command
    context: typer.Context,
    port: Port = 9731,
    serve: Serve = False,
    every: Every = 5.0,
    stalled_after: Stalled = 60.0,
    silent_after: Silent = 15.0,
    group: Groups = None,
    everything: All = False,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Say how far each group is behind on each partition, and which agency is silent.

    It asks the broker alone, so it answers while all workers are dead. With
    --serve [PORT] it goes on until a signal and shows the same on loopback at
    /metrics, with the commits that stand still.
    """
    others, limit = group or [], silent_after * _HOUR
    if len(others) > MOST_OTHERS or (serve and as_json):
        usage = f"At most {MOST_OTHERS} times --group; --json is for one look, not for --serve."
        stop(usage, Exit.USAGE)
    if serve:
        figures = _served(port, stalled_after, limit)
        answer(context, folder, lambda reach: _follow(reach, others, figures, every))
        return
    look = answer(context, folder, lambda reach: Lookout(reach.reader(), others).look())
    if as_json:
        print_json(told(look, limit))
    else:
        _show(look, limit, everything)


def _served(port: int, stalled_after: float, limit: float) -> LagFigures:
    log_json(process=PROCESS)
    figures = LagFigures(VERSION, stalled_after, limit)
    typer.echo(f"Lag at {serve_metrics(figures, port).address}")
    return figures


async def _follow(reach: Reach, others: list[str], figures: LagFigures, every: float) -> None:
    cancel_until_ended()
    try:
        await follow(Lookout(reach.reader(), others), figures, every)
    except asyncio.CancelledError:
        return


def told(look: Look, limit: float) -> dict[str, Any]:
    """A look as JSON; `limit`: seconds of its own working time that make an agency silent."""
    return {
        "groups": [one._asdict() for one in look.behind],
        "agencies": [
            {**one._asdict(), "silent": one.working_seconds > limit} for one in look.silences
        ],
    }


def _show(look: Look, limit: float, everything: bool) -> None:
    out = console()
    shown = [one for one in look.behind if one.records or everything]
    if shown:
        out.print(_groups(shown))
    idle = sum(not one.records for one in look.behind)
    out.print(f"[dim]Nothing waits on {idle} of {len(look.behind)} partitions.[/]\n")
    out.print(_agencies(look.silences, limit))


def _groups(shown: list[Behind]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("group", "topic"):
        table.add_column(column, no_wrap=True)
    for column in ("partition", "committed", "records", "oldest waits, s"):
        table.add_column(column, justify="right")
    for one in shown:
        committed = "-" if one.committed is None else str(one.committed)
        counts = (str(one.partition), committed, str(one.records), f"{one.seconds:.1f}")
        table.add_row(one.group, one.topic, *counts)
    return table


def _agencies(silences: list[Silence], limit: float) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("agency", "last event, city time"):
        table.add_column(column, no_wrap=True)
    table.add_column("own working hours since", justify="right")
    table.add_column("", style="red")
    for one in silences:
        last = "-" if one.last is None else f"{one.last:%Y-%m-%d %H:%M}"
        hours = f"{one.working_seconds / _HOUR:.1f}"
        table.add_row(one.agency, last, hours, "silent" if one.working_seconds > limit else "")
    return table
