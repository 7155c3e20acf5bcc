"""`simpul schemas write|check`: schemas of events and of packs, kept beside what they mean."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

import contracts
from contracts import handbook, schemata
from deploy.cli.answers import Exit
from deploy.cli.catalogue.commands import CITIES
from services.catalogue.pack_schemas import FOLDER, pack_schemas, with_modeline

CONTRACTS = Path(contracts.__file__).parent

app = typer.Typer(
    help="Schemas of every event and of packs' files, AsyncAPI, and the page of examples.",
    no_args_is_help=True,
)
Kept = Annotated[Path, typer.Option("--folder", help="Where the contracts' files are kept.")]
Packs = Annotated[Path, typer.Option("--packs", help="Where cities' packs are kept.")]


@app.command("write")
def write_command(folder: Kept = CONTRACTS, packs: Packs = CITIES) -> None:
    """Write every schema anew, remove those of nothing, and fill in the README.

    Each file of a pack is given the line by which editors find its schema.
    """
    written = [*write(folder), *write_for_packs(packs)]
    typer.echo(f"{len(written)} files written in {folder} and {packs}")


@app.command("check")
def check_command(folder: Kept = CONTRACTS, packs: Packs = CITIES) -> None:
    """Say where the kept files are not what the code says; exit code 3 if anywhere."""
    problems = [*drift(folder), *drift_of_packs(packs)]
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(Exit.PROBLEMS)
    typer.echo("Every schema, and the README, is what the code says.")


def write(folder: Path) -> list[Path]:
    """Make schemas/ and README.md in a folder what the code says; returns what was written."""
    page = folder / "README.md"
    written = _write_all(folder / "schemas", schemata.schemas())
    page.write_text(_filled(page), encoding="utf-8")
    return [*written, page]


def drift(folder: Path) -> list[str]:
    """Sentences on where a folder's schemas or README are not what the code says."""
    problems = schemata.drift(_kept(folder / "schemas"))
    page = folder / "README.md"
    if page.read_text(encoding="utf-8") != _filled(page):
        problems.append("README.md: its examples or reason codes are not what the code says")
    return problems


def write_for_packs(cities: Path) -> list[Path]:
    """Make the packs' schemas, and the line in each file that names its own, what the code says."""
    written = _write_all(cities / FOLDER, pack_schemas())
    for file, meant in _modelines(cities):
        file.write_text(meant, encoding="utf-8")
        written.append(file)
    return written


def drift_of_packs(cities: Path) -> list[str]:
    """Sentences on where the packs' schemas, or a file's line for editors, are not so."""
    kept, meant = _kept(cities / FOLDER), pack_schemas()
    names = sorted(kept.keys() | meant.keys())
    problems = [
        f"{FOLDER}/{name} is not what the code says"
        for name in names
        if kept.get(name) != meant.get(name)
    ]
    lines = (
        f"{file.relative_to(cities)}: its first line does not name its schema"
        for file, _ in _modelines(cities)
    )
    return [*problems, *lines]


def _modelines(cities: Path) -> Iterator[tuple[Path, str]]:
    """The files of packs that do not yet name their schema, as they should be."""
    for file in sorted(cities.glob("*/**/*.yaml")):
        text = file.read_text(encoding="utf-8")
        meant = with_modeline(PurePosixPath(file.relative_to(cities)), text)
        if meant != text:
            yield file, meant


def _write_all(folder: Path, meant: dict[str, bytes]) -> list[Path]:
    """Files as they are meant, and no others of their kind."""
    folder.mkdir(parents=True, exist_ok=True)
    for gone in _kept(folder).keys() - meant.keys():
        (folder / gone).unlink()
    for name, content in meant.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in meant]


def _filled(page: Path) -> str:
    samples = {
        name.removesuffix(".json"): content
        for name, content in _kept(page.parent / "samples" / "v1").items()
    }
    return handbook.fill(page.read_text(encoding="utf-8"), samples)


def _kept(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.json"))}
