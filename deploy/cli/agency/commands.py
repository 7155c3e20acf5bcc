"""`simpul agency try FOLDER`: an agency's folder replayed without a broker, and what came of it."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from contracts.catalogue import Catalogue
from deploy.cli.agency.told import tell
from deploy.cli.answers import Exit, Json, from_here, print_json, stop
from deploy.cli.cities import City, pack_of
from deploy.trying.columns import COLUMNS, FileRefused
from deploy.trying.coverage import Counting, Coverage, TermTold
from deploy.trying.examples import Replayed, replay_examples, write_stories
from deploy.trying.rows import Row, Unreadable, read_rows
from deploy.trying.runs import replay_all, replay_example
from services.catalogue.pack import AgencyRead, check_agency

app = typer.Typer(help="Try an agency's folder before it is on the bus.", no_args_is_help=True)

LONG = 1_000
"""Lines from which on a progress bar is worth its line."""

_HELP = f"""Replay an agency's examples and its past through the real steps, without a broker.

Tells what would not be understood, routed or applied, and what every term
would have said. The folder need not lie in a pack: it is read as though it
did, in the place of the one that has its name there.

--history takes CSV (comma, semicolon or tab; the first line names the
columns) or one JSON object a line: `type` and `data` as `simpul send` takes
them, with `time`, and if need be `received`, `id` and `agency`.
The columns of CSV:

\b
{chr(10).join(f"{name:<12} {meaning}" for name, meaning in COLUMNS.items())}

* Where it is empty: status where `status` is filled, else submitted.
Other columns are skipped where `x.` stands before their names. Each request
is heard in order of time, and all go on until the file's last time.

Exit code 3 where anything is to be put right; what is late, or left to triage
on purpose, is only told.
"""


@app.callback()
def agency() -> None:
    """Try an agency's folder before it is on the bus."""


@app.command("try", help=_HELP)
def try_folder(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="The agency's folder.")
    ],
    history: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A CSV or JSON-lines file of its past."),
    ] = None,
    city: City = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write what examples came to into them, as `story`.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Replay an agency's examples and its past; the help is above, with the columns in it."""
    pack = _pack_around(folder) if city is None else pack_of(city)
    read, catalogue = _read(pack, folder, as_json)
    if write:
        write_stories(catalogue, read.examples, folder)
        read, catalogue = _read(pack, folder, as_json)
    _try(read, catalogue, history, as_json)


def _read(pack: Path, folder: Path, as_json: bool) -> tuple[AgencyRead, Catalogue]:
    """A folder without problems in its pack; with any, the command ends and names them."""
    read = check_agency(pack, folder)
    if read.catalogue is not None:
        return read, read.catalogue
    if as_json:
        print_json({"agency": read.code, "problems": [one._asdict() for one in read.problems]})
    own = f"agencies/{read.code}/"
    for problem in () if as_json else read.problems:
        inside = problem.file.startswith(own)
        file = (folder if inside else pack) / problem.file.removeprefix(own if inside else "")
        typer.echo(f"{from_here(file)}:{problem.line}: {problem.told}")
    raise typer.Exit(Exit.PROBLEMS)


def _try(read: AgencyRead, catalogue: Catalogue, history: Path | None, as_json: bool) -> None:
    examples = list(replay_examples(catalogue, read.examples))
    terms = asyncio.run(_terms(catalogue, read))
    coverage = _cover(catalogue, read, history) if history is not None else None
    if as_json:
        print_json(
            {
                "agency": read.code,
                "problems": [],
                "examples": [_example(one) for one in examples],
                "terms": [one.model_dump(mode="json") for one in terms],
                "history": coverage.model_dump(mode="json") if coverage is not None else None,
            }
        )
    else:
        tell(catalogue, read.code, examples, terms, coverage)
    if any(not one.agrees for one in examples) or (coverage and coverage.has_problems):
        raise typer.Exit(Exit.PROBLEMS)


def _pack_around(folder: Path) -> Path:
    """The pack a folder lies in; the setting's where it lies in none."""
    home = folder.resolve().parent
    inside = home.name == "agencies" and (home.parent / "city.yaml").is_file()
    return home.parent if inside else pack_of(None)


def _example(one: Replayed) -> dict[str, object]:
    return {**one.model_dump(mode="json"), "agrees": one.agrees}


async def _terms(catalogue: Catalogue, read: AgencyRead) -> Sequence[TermTold]:
    """What every term says in the examples."""
    counting = Counting(read.triage)
    for example in read.examples:
        counting.count(await replay_example(catalogue, read.code, example.history))
    return counting.coverage().terms


def _cover(catalogue: Catalogue, read: AgencyRead, history: Path) -> Coverage:
    counting, rows = Counting(read.triage), []
    try:
        for one in read_rows(history.read_bytes(), catalogue, read.code):
            if isinstance(one, Unreadable):
                counting.count_unreadable(one)
            else:
                rows.append(one)
    except FileRefused as refused:
        stop(f"{history}: {refused}", Exit.PROBLEMS)
    asyncio.run(_count(catalogue, read.code, rows, counting))
    return counting.coverage()


async def _count(catalogue: Catalogue, code: str, rows: Sequence[Row], counting: Counting) -> None:
    with _progress(len(rows)) as told:
        async for run in replay_all(catalogue, code, rows):
            counting.count(run)
            told(len(run.fates))


@contextmanager
def _progress(lines: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal where it takes a while."""
    bar = Console(stderr=True)
    if lines < LONG or not bar.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn("replaying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=bar, transient=True) as progress:
        task = progress.add_task("", total=lines)
        yield lambda more: progress.advance(task, more)
