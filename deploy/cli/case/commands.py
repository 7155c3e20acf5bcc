"""`simpul case`: look at requests as they stand; orders stand in a file of their own."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from contracts.lifecycle import TABLE, State
from deploy.cli.answers import Folder, Json, Stopped, answer, console, print_json
from deploy.cli.case import duplicates, kindred, more_time, orders
from deploy.cli.case.telling import Entry, Shown, Wanted, entries, shown
from deploy.cli.story.gathering import gather, wanted
from deploy.reach import Reach
from services.catalogue.words import metric

app = typer.Typer(
    help="Look at requests, and order what operators may: route, split, merge ...",
    no_args_is_help=True,
)

MOST_SHOWN = 40


@app.command("list")
def list_command(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    agency: Annotated[str | None, typer.Option(help="Only what this agency has.")] = None,
    state: Annotated[State | None, typer.Option(help="Only what stands in this state.")] = None,
    service: Annotated[str | None, typer.Option(help="Only this service, by its code.")] = None,
    triage: Annotated[bool, typer.Option("--triage", help="Only what nobody has yet.")] = False,
    late: Annotated[bool, typer.Option("--late", help="Only what is past a due date.")] = False,
    held: Annotated[bool, typer.Option("--held", help="Only what is held.")] = False,
    ended: Annotated[bool, typer.Option("--ended", help="What has ended too.")] = False,
    most: Annotated[int, typer.Option(min=1, help="How many to show.")] = MOST_SHOWN,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Requests as they stand, what is due first first; those that are open unless told otherwise.

    With --json all of them, in the same order.
    """
    asked = Wanted(
        agency=agency, state=state, service=service, triage=triage, late=late, held=held,
        ended=ended or (state is not None and not state.is_open),
    )  # fmt: skip
    found = answer(context, folder, lambda reach: entries(reach.reader(), asked))
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
    elif not found:
        typer.echo("No request is such.")
    else:
        _print_list(found, most)


def _print_list(found: list[Entry], most: int) -> None:
    out = console()
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("ticket", "service", "state", "agency", "resolve by"):
        table.add_column(column, no_wrap=True)
    table.add_column("late", style="red")
    for one in found[:most]:
        due = f"{one.due:%Y-%m-%d %H:%M}" if one.due is not None else "-"
        table.add_row(
            one.ticket,
            one.service,
            TABLE[one.state].label_id + (" (ditahan)" if one.held else ""),
            (one.agency or "triase").upper(),
            due,
            ", ".join(metric(clock).id for clock in one.late),
        )
    out.print(table)
    out.print(f"[dim]{min(most, len(found))} of {len(found)} shown.[/]")


@app.command("show")
def show_command(
    context: typer.Context,
    named: orders.Named,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """One request as it stands: who has it, its promises, what was ordered and what may be.

    `simpul trace` tells its whole story.
    """
    found = answer(context, folder, lambda reach: _shown(reach, named))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    out = console()
    out.print(f"[bold]{found.ticket}[/]  {escape(found.standing)}")
    out.print(f"[dim]{found.request_id}[/]")
    for line in (*found.details, *(clock.sentence for clock in found.clocks), *found.orders):
        out.print(line, markup=False)
    out.print(f"\nYang dapat diperintahkan: {', '.join(found.legal)}", markup=False)


async def _shown(reach: Reach, named: str) -> Shown:
    gathered = await gather(reach.reader(), wanted(named))
    if gathered.case.request is None:
        raise Stopped(f"Of {named} only reports are known; its request has not come yet.")
    return shown(gathered)


orders.register(app)
more_time.register(app)
kindred.register(app)
duplicates.register(app)
