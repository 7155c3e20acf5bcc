"""The `simpul` command line: every command group is registered here; no command is written here."""

from importlib.metadata import version
from typing import Annotated

import typer

app = typer.Typer(
    name="simpul",
    help="One story per citizen request, across every agency of the city.",
    no_args_is_help=True,
    add_completion=False,
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
