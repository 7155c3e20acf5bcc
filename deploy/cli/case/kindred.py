"""`simpul case split|merge|link`: what is ordered of several agencies, or of several requests."""

from typing import Annotated, Any, Literal

import typer

from agents.case.merging import refused_by
from contracts.cases import Case
from contracts.kinship import Kinship
from contracts.obstacles import OBSTACLES
from contracts.orders import LinkOrdered, MergeOrdered, SplitOrdered
from deploy.cli.answers import Exit, Folder, Json, Stopped
from deploy.cli.case.orders import WAIT, Asked, By, DryRun, Named, Wait, Why, order_of, saying
from deploy.cli.story.gathering import gather, wanted
from deploy.reach import Reach

Linkable = Literal["follow_on", "replaces"]


def register(app: typer.Typer) -> None:
    """Add them to the command group."""
    app.command(SplitOrdered.verb())(split_command)
    app.command(MergeOrdered.verb())(merge_command)
    app.command(LinkOrdered.verb())(link_command)


def split_command(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    named: Named,
    to: Annotated[list[str], typer.Option(help="An agency that gets a part; repeatable.")],
    why: Why,
    by: By = None,
    dry_run: DryRun = False,
    wait: Wait = WAIT,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Give each agency its part of a request; whoever has it gets one too, and leads the whole.

    The request is at work while any part is, and resolved when all are.
    """
    asked = Asked(named, why, by, dry_run, wait, folder, as_json)
    order_of(context, SplitOrdered, asked, saying(agencies=tuple(dict.fromkeys(to))))


def merge_command(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    named: Named,
    into: Annotated[str, typer.Option(metavar="TICKET|REQUEST_ID", help="The one that stays.")],
    why: Why,
    by: By = None,
    dry_run: DryRun = False,
    wait: Wait = WAIT,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """End a request as a duplicate of another, which takes whoever follows it; its clocks run on.

    The other is asked: one that has ended takes nobody, and nothing changes.
    """

    async def details(reach: Reach, case: Case) -> dict[str, Any]:
        return await merged_into(reach, case, into)

    asked = Asked(named, why, by, dry_run, wait, folder, as_json)
    order_of(context, MergeOrdered, asked, details)


async def merged_into(reach: Reach, case: Case, into: str) -> dict[str, Any]:
    """What a merge order says of the other request; Stopped where that takes nobody."""
    other = (await gather(reach.reader(), wanted(into))).case
    found = refused_by(other)
    if found is not None and other.request_id != case.request_id:
        words, detail = OBSTACLES[found[0]], found[1]
        said = (words.id.format(detail=detail.id), words.en.format(detail=detail.en))
        raise Stopped("\n".join(said), Exit.PROBLEMS)
    ticket = other.request.ticket if other.request is not None else other.request_id
    return {"into": other.request_id, "into_ticket": ticket, "asks": True}


def link_command(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    named: Named,
    to: Annotated[str, typer.Option(metavar="TICKET|REQUEST_ID", help="The other request.")],
    why: Why,
    kind: Annotated[Linkable, typer.Option(help="What this one is to it.")] = "follow_on",
    by: By = None,
    dry_run: DryRun = False,
    wait: Wait = WAIT,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Note that a request goes on from another, or stands in its place; neither moves."""

    async def details(reach: Reach, _case: Case) -> dict[str, Any]:
        other = (await gather(reach.reader(), wanted(to))).case
        if other.request is None:
            raise Stopped(f"Of {to} only reports are known; its request has not come yet.")
        return {
            "kind": Kinship(kind),
            "to": other.request_id,
            "to_ticket": other.request.ticket,
        }

    asked = Asked(named, why, by, dry_run, wait, folder, as_json)
    order_of(context, LinkOrdered, asked, details)
