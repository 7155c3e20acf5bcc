"""`simpul sla simulate`: what the clocks of a request would say, from the pack on disk alone."""

from typing import Annotated

import typer

from contracts.calendar import tell_instant
from contracts.catalogue import Catalogue
from contracts.events import Instant, Value
from deploy.cli.answers import Exit, Json, console, print_json, stop
from deploy.cli.catalogue.commands import checked_pack
from deploy.cli.cities import City, pack_of
from deploy.cli.sla.asked import TIME, Asked, plan_of
from deploy.cli.sla.told import Explained, explained_of, tell
from deploy.cli.story.gathering import Gathered
from deploy.cli.story.telling import sentence_of
from deploy.sla.simulated import Refused, Simulated, simulate


class Happened(Value):
    """One thing the bus would say."""

    at: Instant
    sentence: str


class Told(Value):
    """What a plan came to."""

    happened: tuple[Happened, ...]
    explained: Explained


def simulate_command(  # noqa: PLR0913, PLR0917 - a command has the options it has
    service: Annotated[str, typer.Option(help="The catalogue's code, or the agency's own.")],
    received: Annotated[str, typer.Option(help=f"When it is received: {TIME}.")],
    priority: Annotated[str | None, typer.Option(help="P1 to P4; else the service's own.")] = None,
    pause: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FROM/TO[:REASON]",
            help="A wait for somebody outside: a state, or a reason of the terms; repeatable."
            "  [default: needs_information]",
        ),
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option(metavar="T:STATE", help="An officer reports a state; repeatable."),
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Let time pass until then.  [default: the last event]")
    ] = None,
    brief: Annotated[bool, typer.Option("--brief", help="The sentences without the days.")] = False,
    city: City = None,
    as_json: Json = False,
) -> None:
    """What the clocks of a request would say, by the pack on disk; no broker is asked.

    The request goes through the very steps a case worker takes, and each clock
    is explained as `simpul sla explain` does.
    """
    catalogue = checked_pack(pack_of(city))
    asked = Asked(service, received, priority, pause or (), report or (), until)
    found = simulate(catalogue, plan_of(catalogue, asked))
    told = _told(catalogue, found)
    if as_json:
        print_json(told.model_dump(mode="json"))
    else:
        _print(told, days=not brief)
    if found.refused:
        stop("\n".join(map(_refusal, found.refused)), Exit.PROBLEMS)


def _told(catalogue: Catalogue, found: Simulated) -> Told:
    gathered = Gathered(found.case, catalogue)
    happened = sorted(found.said, key=lambda event: event.occurred_at)
    return Told(
        happened=tuple(
            Happened(
                at=event.occurred_at.astimezone(catalogue.city.zone),
                sentence=sentence_of(event, gathered),
            )
            for event in happened
        ),
        explained=explained_of(found.case, lambda _: catalogue).model_copy(
            update={"ticket": "Simulasi"}
        ),
    )


def _print(told: Told, *, days: bool) -> None:
    out = console()
    for one in told.happened:
        out.print(f"{tell_instant(one.at).id}  {one.sentence}", markup=False)
    out.print()
    tell(told.explained, days=days)


def _refusal(one: Refused) -> str:
    stood = f"legal from {one.stood}" if one.stood is not None else "legal yet"
    return f"{one.at:%Y-%m-%d %H:%M}: {one.state} is not {stood}; it changed nothing."
