"""The `simpul` command line: every command group is registered here; no command is written here."""

from importlib.metadata import version
from typing import Annotated

import typer

from deploy.cli import metrics, new, schemas, topics
from deploy.cli import replay as replaying
from deploy.cli.agency import commands as agency
from deploy.cli.backup import backup, restore
from deploy.cli.bench import bench
from deploy.cli.board.command import board
from deploy.cli.case import commands as case
from deploy.cli.catalogue import commands as catalogue
from deploy.cli.catalogue.assumed import assumed
from deploy.cli.catalogue.diff import diff
from deploy.cli.catalogue.export import export
from deploy.cli.demo.command import demo
from deploy.cli.flow import flow
from deploy.cli.lag import lag
from deploy.cli.quarantine import commands as quarantine
from deploy.cli.quarantine.decide import discard, replay
from deploy.cli.report import report
from deploy.cli.send import send
from deploy.cli.serve import serve
from deploy.cli.sla import commands as sla
from deploy.cli.trace import trace
from deploy.cli.up import up
from deploy.cli.verify import verify
from deploy.cli.worker import worker

app = typer.Typer(
    name="simpul",
    help="One story per citizen request, across every agency of the city.",
    no_args_is_help=True,
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"simpul {version('simpul')}")
        raise typer.Exit


@app.callback()
def simpul(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """One story per citizen request, across every agency of the city."""


_RUN, _USE, _OPERATE = "Run it", "Prepare and publish", "Operate"
_LOOK = "Look and prove"

app.command(rich_help_panel=_RUN)(demo)
app.command(rich_help_panel=_RUN)(up)
app.command(rich_help_panel=_RUN)(worker)
app.command(rich_help_panel=_RUN)(serve)
app.command(rich_help_panel=_RUN)(board)
app.add_typer(topics.app, name="topics", rich_help_panel=_USE)
catalogue.app.command()(diff)
catalogue.app.command()(export)
catalogue.app.command()(assumed)
app.add_typer(catalogue.app, name="catalogue", rich_help_panel=_USE)
app.add_typer(new.app, name="new", rich_help_panel=_USE)
app.add_typer(agency.app, name="agency", rich_help_panel=_USE)
app.add_typer(schemas.app, name="schemas", rich_help_panel=_USE)
app.add_typer(metrics.app, name="metrics", rich_help_panel=_USE)
app.command(rich_help_panel=_USE)(send)
app.add_typer(case.app, name="case", rich_help_panel=_OPERATE)
app.add_typer(sla.app, name="sla", rich_help_panel=_OPERATE)
app.command(rich_help_panel=_OPERATE)(backup)
app.command(rich_help_panel=_OPERATE)(restore)
app.command(rich_help_panel=_LOOK)(verify)
app.command(rich_help_panel=_LOOK)(trace)
quarantine.app.command()(replay)
quarantine.app.command()(discard)
app.add_typer(quarantine.app, name="quarantine", rich_help_panel=_LOOK)
app.add_typer(replaying.app, name="replay", rich_help_panel=_LOOK)
app.command(rich_help_panel=_LOOK)(lag)
app.command(rich_help_panel=_LOOK)(report)
app.command(rich_help_panel=_LOOK)(flow)
app.command(rich_help_panel=_LOOK)(bench)
