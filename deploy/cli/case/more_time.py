"""`simpul case extend|decline`: more time an agency asked for, given or not, by the right role."""

from typing import Annotated

import typer

from contracts.orders import DeclineOrdered, ExtendOrdered
from deploy.cli.answers import Folder, Json
from deploy.cli.case.orders import WAIT, Asked, By, DryRun, Named, Wait, Why, order_of, saying

Role = Annotated[str, typer.Option("--as", help="The role that decides, as the term has it.")]


def register(app: typer.Typer) -> None:
    """Add both answers to the command group."""
    app.command(ExtendOrdered.verb())(extend_command)
    app.command(DeclineOrdered.verb())(decline_command)


def extend_command(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    named: Named,
    role: Role,
    why: Why,
    days: Annotated[int | None, typer.Option(min=1, help="How many; absent: as asked.")] = None,
    by: By = None,
    dry_run: DryRun = False,
    wait: Wait = WAIT,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Give the agency the time it asked for; the citizen is told the new date."""
    asked = Asked(named, why, by, dry_run, wait, folder, as_json)
    order_of(context, ExtendOrdered, asked, saying(role=role, days=days))


def decline_command(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    named: Named,
    role: Role,
    why: Why,
    by: By = None,
    dry_run: DryRun = False,
    wait: Wait = WAIT,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Do not give the time the agency asked for; its inbox says who decided so, and why."""
    asked = Asked(named, why, by, dry_run, wait, folder, as_json)
    order_of(context, DeclineOrdered, asked, saying(role=role))
