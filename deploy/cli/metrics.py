"""`simpul metrics write|check`: the page of metrics and the dashboards, beside what they mean."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.answers import Exit
from deploy.grafana.pages import PAGES
from deploy.metrics.page import page

_ROOT = Path(__file__).parents[2]

app = typer.Typer(help="The page of metrics, and the dashboards.", no_args_is_help=True)
Kept = Annotated[Path, typer.Option("--folder", help="The checkout they are kept in.")]


@app.command("write")
def write_command(folder: Kept = _ROOT) -> None:
    """Write docs/metrics.md and the dashboards anew from the code."""
    for name, content in meant().items():
        (folder / name).write_text(content, encoding="utf-8")
        typer.echo(f"{name} written")


@app.command("check")
def check_command(folder: Kept = _ROOT) -> None:
    """Say which of them is not what the code says; exit code 3 if any."""
    problems = drift(folder)
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(Exit.PROBLEMS)
    typer.echo("The page of metrics and the dashboards are what the code says.")


def meant() -> dict[str, str]:
    """What each kept file should be, by its path in the checkout."""
    from deploy.grafana.drawing import as_json  # noqa: PLC0415 -- slow to import, and for this alone

    drawn = {f"deploy/grafana/{name}": as_json(one) for name, one in PAGES.items()}
    return {"docs/metrics.md": page(), **drawn}


def drift(folder: Path) -> list[str]:
    """A sentence on each file that is not what the code says."""
    return [
        f"{name} is not what the code says: run `simpul metrics write`"
        for name, content in meant().items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != content
    ]
