"""`simpul catalogue export`: a catalogue in other systems' formats."""

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from contracts.catalogue import Catalogue
from deploy.cli.answers import Folder
from deploy.cli.catalogue.commands import CITIES
from deploy.cli.catalogue.sources import HELP, catalogues
from deploy.clock import now_ms
from deploy.settings import Settings
from services.catalogue.exports import EXPORTS


class Format(StrEnum):
    """A format by its name."""

    OPEN311 = "open311"
    CPSV_AP = "cpsv-ap"
    CSV = "csv"


def _today(catalogue: Catalogue) -> date:
    return datetime.fromtimestamp(now_ms() / 1000, catalogue.city.zone).date()


def export(
    context: typer.Context,
    form: Annotated[Format, typer.Option("--format", help="The format to write.")],
    source: Annotated[
        str | None, typer.Argument(help=f"{HELP} Without it: SIMPUL_CITY's pack.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="A file, not the screen.")
    ] = None,
    folder: Folder = None,
) -> None:
    """Write the services on offer as an Open311 service list, as CPSV-AP linked data, or as CSV.

    The same bytes as `simpul serve catalogue` answers.
    """
    (catalogue,) = catalogues(context, folder, source or str(CITIES / Settings().city))
    written = EXPORTS[form.value].write(catalogue, _today(catalogue))
    if output is None:
        typer.echo(written, nl=False)
    else:
        output.write_bytes(written)
        typer.echo(f"{len(written)} bytes in {output}", err=True)
