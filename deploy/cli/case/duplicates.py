"""`simpul case duplicates`: requests that seem to ask the same, for an operator to confirm."""

from typing import Annotated, Any

import typer

from contracts.cases import Case
from contracts.orders import MergeOrdered
from deploy.cli.answers import Exit, Folder, Json, Stopped, answer, console, print_json
from deploy.cli.case.kindred import merged_into
from deploy.cli.case.orders import WAIT, Asked, By, DryRun, Wait, order_of
from deploy.cli.story.gathering import wanted
from deploy.reach import Reach
from deploy.standing import standing_cases
from services.duplicates import Near, Proposal, propose

MOST_SHOWN = 40


def register(app: typer.Typer) -> None:
    """Add it to the command group."""
    app.command("duplicates")(duplicates_command)


def duplicates_command(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    metres: Annotated[float, typer.Option(min=1, help="How near two points must lie.")] = 100.0,
    days: Annotated[float, typer.Option(min=0, help="How soon after the other.")] = 14.0,
    service: Annotated[str | None, typer.Option(help="Only this service, by its code.")] = None,
    confirm: Annotated[
        str | None,
        typer.Option(metavar="TICKET", help="Merge this one into the request proposed for it."),
    ] = None,
    why: Annotated[str | None, typer.Option(help="With --confirm: the reason, kept.")] = None,
    by: By = None,
    dry_run: DryRun = False,
    wait: Wait = WAIT,
    most: Annotated[int, typer.Option(min=1, help="How many to show.")] = MOST_SHOWN,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Open requests for the same service near in place and time, the nearest first.

    Nothing is merged by itself: --confirm TICKET orders it, and says who and why. What names no
    point is proposed where its kelurahan is the same.
    """
    near = Near(metres, days)
    if confirm is not None:
        _confirm(context, Asked(confirm, why or "", by, dry_run, wait, folder, as_json), near)
        return
    found = answer(context, folder, lambda reach: _proposals(reach, near))
    found = [one for one in found if service in {None, one.service}]
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
    elif not found:
        typer.echo("No open request seems to ask what another asks.")
    else:
        _print(found, most)


async def _proposals(reach: Reach, near: Near) -> list[Proposal]:
    return propose(await standing_cases(reach.reader()), near)


def _confirm(context: typer.Context, asked: Asked, near: Near) -> None:
    named = wanted(asked.named)

    async def details(reach: Reach, case: Case) -> dict[str, Any]:
        proposals = await _proposals(reach, near)
        found = [one for one in proposals if one.request_id == case.request_id]
        if not found:
            raise Stopped(f"Nothing is proposed for {named}: merge it by hand.", Exit.PROBLEMS)
        return await merged_into(reach, case, found[0].into)

    order_of(context, MergeOrdered, asked, details)


def _print(found: list[Proposal], most: int) -> None:
    out = console()
    for one in found[:most]:
        apart = f"{one.metres} m" if one.metres is not None else f"kelurahan {one.kelurahan}"
        line = f"{one.ticket} > {one.into_ticket}  {one.service}, {apart}, {one.hours} jam kemudian"
        out.print(line, markup=False)
        for text in (one.into_description, one.description):
            if text:
                out.print(f"    {text}", markup=False)
    out.print(f"{min(most, len(found))} of {len(found)} shown.", markup=False)
    out.print("To merge one: simpul case duplicates --confirm TICKET --why WHY", markup=False)
