"""`simpul new agency CODE`: a folder that passes the check, filled in with an example to change."""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from contracts.catalogue import Catalogue
from deploy.cli.answers import Exit, console, from_here, stop
from deploy.cli.catalogue.commands import checked_pack
from deploy.cli.cities import City, pack_of
from deploy.trying.examples import write_stories
from services.catalogue.pack import check_agency
from services.catalogue.problems import PackRefused
from services.catalogue.scaffold import Newcomer, NoCode, newcomer, scaffold

app = typer.Typer(help="Begin a new part of a city's pack.", no_args_is_help=True)


@app.callback()
def new() -> None:
    """Begin a new part of a city's pack."""


@app.command()
def agency(
    code: Annotated[str, typer.Argument(help="Its code: small letters and digits, such as bpbd.")],
    name: Annotated[str | None, typer.Option(help="Its Indonesian name.")] = None,
    name_en: Annotated[str | None, typer.Option(help="Its English name.")] = None,
    city: City = None,
    into: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="Make it in this folder, not in the pack's agencies/."),
    ] = None,
) -> None:
    """Make an agency's folder: what it is, offers and says, with examples and their stories.

    It passes `simpul catalogue check` as it is. Every file says what its fields
    mean, which are optional, and what an official must confirm (`assumed: true`).
    Nothing is overwritten.
    """
    pack = pack_of(city)
    catalogue = checked_pack(pack)
    try:
        wanted = newcomer(catalogue, code, name, name_en)
    except NoCode as refused:
        stop(str(refused), Exit.USAGE)
    folder = (into or pack / "agencies") / code
    if folder.exists():
        stop(f"{from_here(folder)} is there already; nothing was written.", Exit.USAGE)
    _make(folder, wanted, pack, catalogue)
    _tell(folder, city, inside=into is None)


def _make(folder: Path, wanted: Newcomer, pack: Path, catalogue: Catalogue) -> None:
    """Write the folder whole or not at all."""
    with tempfile.TemporaryDirectory(prefix="simpul-new-") as place:
        draft = Path(place) / wanted.code
        for name, text in scaffold(wanted, catalogue).items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_text(text, encoding="utf-8")
        read = check_agency(pack, draft)
        if read.catalogue is None:
            raise PackRefused(read.problems)
        write_stories(read.catalogue, read.examples, draft)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(draft, folder)


def _tell(folder: Path, city: str | None, *, inside: bool) -> None:
    out = console()
    for path in sorted(folder.rglob("*.yaml")):
        out.print(from_here(path), markup=False)
    where = f" --city {city}" if city else ""
    steps = [f"simpul agency try {from_here(folder)}{where}"]
    if inside:
        steps += ["simpul catalogue check", "simpul catalogue publish && simpul topics apply"]
    else:
        steps += [f"cp -r {from_here(folder)} {from_here(pack_of(city))}/agencies/"]
        steps += ["simpul catalogue check"]
    out.print("\nChange what it says, then:", markup=False)
    for step in steps:
        out.print(f"  {step}", markup=False)
