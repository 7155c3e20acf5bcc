"""`simpul case route|verify|reject|reopen|approve|note`: tried first, then ordered."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from contracts.cases import Case
from contracts.events import Value
from contracts.orders import (
    ApproveOrdered,
    NoteOrdered,
    Order,
    Ordered,
    RejectOrdered,
    ReopenOrdered,
    RouteOrdered,
    VerifyOrdered,
)
from contracts.releases import CityClock
from deploy.cli.answers import Exit, Folder, Json, Stopped, answer, print_json
from deploy.cli.case.telling import consequences
from deploy.cli.signing import signed
from deploy.cli.story.gathering import Gathered, gather, wanted
from deploy.clock import fresh_id, now_ms
from deploy.ordering import give, message_of, rehearse
from deploy.reach import Reach
from services.catalogue.releases import read_releases

Named = Annotated[
    str, typer.Argument(metavar="TICKET|REQUEST_ID", help="Such as KS-7F3K-9QMW-2B4X.")
]
Why = Annotated[
    str, typer.Option("--why", help="The reason, kept with the request; personal data is masked.")
]
By = Annotated[str | None, typer.Option("--by", help="Who orders it.  [default: SIMPUL_OPERATOR]")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would happen, and order nothing.")
]
Wait = Annotated[float, typer.Option("--wait", min=0, help="Seconds to wait for what comes of it.")]
WAIT = 30.0


class Asked(NamedTuple):
    """What every order is given with."""

    named: str
    why: str
    by: str | None
    dry_run: bool
    wait: float
    folder: Path | None
    as_json: bool


class Came(Value):
    """What an order came to."""

    order_id: str
    verb: str
    ticket: str
    by: str
    why: str
    would: tuple[str, ...]
    """What it does, in sentences, as the request stood when it was tried."""
    given: bool
    """Whether it was put on the bus."""
    outcome: Ordered | None = None
    """What the case made of it; absent where nobody waited or answered."""


Details = Callable[[Reach, Case], Any]
"""Coroutine function: what an order says besides, checked against the bus."""

SENTENCES: dict[type[Order], str] = {
    VerifyOrdered: "The request is complete: it goes where its rule says, or waits for `route`.",
    RejectOrdered: "The request cannot be taken; the reporter is told why.",
    ReopenOrdered: "It is not done: back to work if resolved, a new cycle if closed or rejected.",
    ApproveOrdered: "The office that verifies has seen that it is done: it is closed.",
    NoteOrdered: "Remember something about a request; it moves nothing.",
}
"""What the orders that need only a reason are for."""


def register(app: typer.Typer) -> None:
    """Add every order to the command group, in the order people meet them."""
    app.command(RouteOrdered.verb())(route_command)
    for kind, sentence in SENTENCES.items():
        app.command(kind.verb(), help=sentence)(_command(kind))


def _command(kind: type[Order]) -> Callable[..., None]:
    def command(  # noqa: PLR0913, PLR0917 - a command has the options it has
        context: typer.Context,
        named: Named,
        why: Why,
        by: By = None,
        dry_run: DryRun = False,
        wait: Wait = WAIT,
        folder: Folder = None,
        as_json: Json = False,
    ) -> None:
        order_of(context, kind, Asked(named, why, by, dry_run, wait, folder, as_json), saying())

    return command


def route_command(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    named: Named,
    to: Annotated[str, typer.Option(help="The agency that must answer: its code.")],
    why: Why,
    co: Annotated[list[str] | None, typer.Option(help="An agency that helps; repeatable.")] = None,
    by: By = None,
    dry_run: DryRun = False,
    wait: Wait = WAIT,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Give a request to an agency, from triage or from the agency that has it."""
    asked = Asked(named, why, by, dry_run, wait, folder, as_json)
    order_of(context, RouteOrdered, asked, saying(agency=to, co_agencies=tuple(co or ())))


def saying(**fields: Any) -> Details:
    """What an order says besides, where it was all typed."""

    async def details(_reach: Reach, _case: Case) -> dict[str, Any]:
        return fields

    return details


def order_of(context: typer.Context, kind: type[Order], asked: Asked, details: Details) -> None:
    """Try an order, give it, wait for what comes of it, and print that."""
    came = answer(context, asked.folder, lambda reach: _carry(reach, kind, asked, details))
    if asked.as_json:
        print_json(came.model_dump(mode="json"))
    else:
        _print(came)
    if came.outcome is not None and came.outcome.obstacle is not None:
        raise typer.Exit(Exit.PROBLEMS)
    if came.given and came.outcome is None and asked.wait > 0:
        raise typer.Exit(Exit.UNREACHABLE)


async def _carry(reach: Reach, kind: type[Order], asked: Asked, details: Details) -> Came:
    """Try the order on the case as it stands; give it unless it would change nothing."""
    by, why = signed("An order", asked.by, asked.why)
    reader = reach.reader()
    gathered = await gather(reader, wanted(asked.named))
    order = kind(
        order_id=fresh_id(),
        request_id=gathered.case.request_id,
        by=by,
        why=why,
        **await details(reach, gathered.case),
    )
    clock = (await read_releases(reader)).clock or CityClock.identity("none")
    now = clock.city(now_ms())
    tried = rehearse(gathered.case, gathered.catalogue, order, now)
    if tried.refused is not None:
        raise Stopped(f"{tried.refused.id}\n{tried.refused.en}", Exit.PROBLEMS)
    came = _came(order, gathered, consequences(tried.telling, gathered))
    if asked.dry_run:
        return came
    async with reach.writer() as writer:
        message = message_of(order, gathered.catalogue.city.code, now)
        outcome = await give(reader, writer, message, order, asked.wait)
    return came.model_copy(update={"given": True, "outcome": outcome})


def _came(order: Order, gathered: Gathered, would: list[str]) -> Came:
    request = gathered.case.request
    return Came(
        order_id=order.order_id,
        verb=order.verb(),
        ticket=request.ticket if request is not None else order.request_id,
        by=order.by,
        why=order.why,
        would=tuple(would),
        given=False,
    )


def _print(came: Came) -> None:
    typer.echo(f"{came.ticket}: {came.verb} oleh {came.by}: {came.why}")
    for sentence in came.would:
        typer.echo(f"  {sentence}")
    typer.echo(_verdict(came))


def _verdict(came: Came) -> str:
    if not came.given:
        return "Nothing was ordered (--dry-run)."
    if came.outcome is None:
        return "It is on the bus; no case worker has answered yet. `simpul case show` will tell."
    if came.outcome.obstacle is not None:
        return f"It came too late and changed nothing: {came.outcome.obstacle}."
    return "Done."
