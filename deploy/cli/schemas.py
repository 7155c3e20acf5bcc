"""`simpul schemas write|check`: JSON Schemas of every event, kept beside the code they mean."""

from pathlib import Path
from typing import Annotated

import typer

import contracts
from contracts import handbook, schemata
from deploy.cli.answers import Exit

CONTRACTS = Path(contracts.__file__).parent

app = typer.Typer(
    help="JSON Schemas of every event, and the page of examples.", no_args_is_help=True
)
Kept = Annotated[Path, typer.Option("--folder", help="Where the contracts' files are kept.")]


@app.command("write")
def write_command(folder: Kept = CONTRACTS) -> None:
    """Write every schema anew, remove those of no event, and fill in the README."""
    written = write(folder)
    typer.echo(f"{len(written)} files written in {folder}")


@app.command("check")
def check_command(folder: Kept = CONTRACTS) -> None:
    """Say where the kept files are not what the code says; exit code 3 if anywhere."""
    problems = drift(folder)
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(Exit.PROBLEMS)
    typer.echo("Every schema, and the README, is what the code says.")


def write(folder: Path) -> list[Path]:
    """Make schemas/ and README.md in a folder what the code says; returns what was written."""
    schemas = folder / "schemas"
    schemas.mkdir(parents=True, exist_ok=True)
    meant = schemata.schemas()
    for gone in _kept(schemas).keys() - meant.keys():
        (schemas / gone).unlink()
    for name, content in meant.items():
        (schemas / name).write_bytes(content)
    page = folder / "README.md"
    page.write_text(_filled(page), encoding="utf-8")
    return [*(schemas / name for name in meant), page]


def drift(folder: Path) -> list[str]:
    """Sentences on where a folder's schemas or README are not what the code says."""
    problems = schemata.drift(_kept(folder / "schemas"))
    page = folder / "README.md"
    if page.read_text(encoding="utf-8") != _filled(page):
        problems.append("README.md: its examples or reason codes are not what the code says")
    return problems


def _filled(page: Path) -> str:
    samples = {
        name.removesuffix(".json"): content
        for name, content in _kept(page.parent / "samples" / "v1").items()
    }
    return handbook.fill(page.read_text(encoding="utf-8"), samples)


def _kept(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.json"))}
