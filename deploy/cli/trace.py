"""`simpul trace TICKET|REQUEST_ID|AGENCY/REFERENCE`: one request's story, told from the topics."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from deploy.cli.answers import Folder, Json, answer, console, print_json
from deploy.cli.story.gathering import gather, wanted
from deploy.cli.story.telling import Story, local, tell
from deploy.reach import Reach


def trace(
    context: typer.Context,
    named: Annotated[
        str,
        typer.Argument(
            metavar="TICKET|REQUEST_ID|AGENCY/REFERENCE", help="Such as KS-7F3K-9QMW-2B4X."
        ),
    ],
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Tell one request's story: what was said of it, what became of that, and what is due when.

    In Indonesian, in city time. A mistyped ticket is told from one that does not exist.
    """
    story = answer(context, folder, lambda reach: _story(reach, named))
    if as_json:
        print_json(story.model_dump(mode="json"))
    else:
        _print(story)


async def _story(reach: Reach, named: str) -> Story:
    return tell(await gather(reach.reader(), wanted(named)))


def _print(story: Story) -> None:
    out = console()
    out.print(f"[bold]{story.ticket or story.request_id}[/]  {escape(story.standing)}")
    out.print(f"[dim]{story.request_id}[/]")
    for sentence in story.kindred:
        out.print(sentence, markup=False)
    out.print()
    if out.is_terminal:
        out.print(_table(story))
    else:
        for line in story.told:
            out.print(f"{local(line.at)}  {line.sentence}", markup=False)
    for clock in story.clocks:
        out.print(f"\n{clock.sentence}", markup=False)


def _table(story: Story) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for line in story.told:
        table.add_row(f"[dim]{local(line.at)}[/]", escape(line.sentence))
    return table
