"""`simpul catalogue assumed`: what an official of the city must still confirm."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from contracts.catalogue import Catalogue
from deploy.cli.answers import Exit, Json, console, print_json, stop
from deploy.cli.catalogue.commands import Pack, checked_pack, pack_folder
from services.catalogue.assumed import assumed as marked
from services.catalogue.assumed import with_assumed


def assumed(
    pack: Pack = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write the list into the pack's README anew.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List what is marked `assumed: true`: the values an official must still confirm."""
    folder = pack_folder(pack)
    catalogue = checked_pack(folder)
    if write:
        _write(folder / "README.md", catalogue)
    rows = list(marked(catalogue))
    if as_json:
        print_json([{"file": file, "what": what} for file, what in rows])
    elif not write:
        table = Table("where", "to be confirmed")
        for row in rows:
            table.add_row(*row)
        console().print(table)


def _write(readme: Path, catalogue: Catalogue) -> None:
    try:
        text = with_assumed(readme.read_text(encoding="utf-8"), catalogue)
    except (FileNotFoundError, ValueError) as error:
        stop(f"{readme}: {error}", Exit.FAILED)
    readme.write_text(text, encoding="utf-8")
