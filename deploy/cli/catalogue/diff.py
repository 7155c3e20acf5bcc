"""`simpul catalogue diff OLD NEW`: what a catalogue changes, told to who is concerned."""

from collections.abc import Sequence
from itertools import groupby
from typing import Annotated

import typer

from deploy.cli.answers import Folder, Json, console, print_json
from deploy.cli.catalogue.commands import CITIES
from deploy.cli.catalogue.sources import HELP, NOW, catalogues
from deploy.settings import Settings
from services.catalogue.changes import Change, Concerned, changes

_TITLES = {
    Concerned.CITIZENS: "For citizens",
    Concerned.AGENCIES: "For agencies",
    Concerned.CLOCKS: "For clocks",
}
_MARKS = {"added": "+", "removed": "-", "changed": "~"}


def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(help=HELP)] = NOW,
    new: Annotated[str | None, typer.Argument(help="Likewise; else SIMPUL_CITY's pack.")] = None,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Say in plain words what NEW changes against OLD: for citizens, agencies and clocks.

    Without arguments: what publishing the city's pack would change now. Requests
    that are open keep the terms, calendar and rules they were accepted under.
    """
    pack = new or str(CITIES / Settings().city)
    before, after = catalogues(context, folder, old, pack)
    found = changes(before, after)
    if as_json:
        rows = [change._asdict() for change in found]
        print_json({"old": before.version, "new": after.version, "changes": rows})
    else:
        _tell(f"{before.version} > {after.version}", found)


def _tell(title: str, found: Sequence[Change]) -> None:
    out = console()
    if not found:
        out.print(f"{title}: nothing changes.", markup=False)
        return
    number = "one change" if len(found) == 1 else f"{len(found)} changes"
    out.print(f"{title}: {number}", markup=False)
    for concerned, group in groupby(found, key=lambda change: change.concerns):
        out.print(f"\n[bold]{_TITLES[concerned]}[/]")
        for change in group:
            out.print(f"  {_MARKS[change.what]} {change.sentence}", markup=False)
    out.print("\n[dim]Open requests keep what they were accepted under.[/]")
