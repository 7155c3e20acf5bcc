"""`simpul sla recompute`: open clocks by a later version, once, on somebody's word."""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Annotated, NamedTuple

import typer
from rich.table import Table

from contracts.catalogue import Catalogue
from contracts.events import Value
from contracts.records import Message
from contracts.releases import Releases
from contracts.sla import Window
from deploy.cli.answers import Exit, Folder, Json, Stopped, answer, console, print_json
from deploy.cli.case.orders import WAIT, By, Wait
from deploy.cli.signing import signed, words
from deploy.cli.sla.versions import in_force, version_of
from deploy.clock import now_ms
from deploy.ordering import give_all, message_of
from deploy.reach import Reach
from deploy.sla.recomputing import (
    Group,
    Moved,
    Named,
    Planned,
    Shifted,
    groups,
    plan,
)
from deploy.standing import standing_cases
from services.catalogue.releases import read_releases
from services.catalogue.words import metric

MOST_SHOWN = 20
NOBODY = "-"


class Asked(NamedTuple):
    """What was typed."""

    policy: str | None
    calendar: str | None
    version: str | None
    by: str | None
    why: str | None
    apply: bool
    wait: float


class Came(Value):
    """What it came to."""

    version: str
    policy: str | None
    calendar: str | None
    requests: int
    """How many are concerned."""
    groups: tuple[Group, ...]
    moved: tuple[Moved, ...]
    windows: tuple[Shifted, ...]
    left: dict[str, int]
    given: bool
    outcomes: dict[str, int]
    """Of the orders given: `done`, `unanswered`, or what stood in the way by then."""


PolicyCode = Annotated[
    str | None, typer.Option("--policy", help="The policy whose open clocks are computed anew.")
]
CalendarId = Annotated[
    str | None, typer.Option("--calendar", help="The calendar; the terms that run by it stay.")
]
InForce = Annotated[
    str | None,
    typer.Option("--version", help="The version that must be in force.  [default: whichever is]"),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say who would be affected.")]
Apply = Annotated[bool, typer.Option("--apply", help="Order it.")]
Because = Annotated[
    str | None, typer.Option("--why", help="The reason, kept with every request concerned.")
]


def recompute_command(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    policy: PolicyCode = None,
    calendar: CalendarId = None,
    version: InForce = None,
    dry_run: DryRun = False,
    apply: Apply = False,
    why: Because = None,
    by: By = None,
    wait: Wait = WAIT,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Compute open clocks anew by the catalogue in force: of a policy, or by a calendar.

    New requests run by the version they are accepted under; open ones keep
    theirs until this is ordered. What began, what was paused and what was
    recorded stays; ordered twice it changes nothing. A holiday that moved is
    the same path: publish the calendar, then name it here.
    """
    if dry_run is apply:
        raise typer.BadParameter("say --dry-run to see who is affected, or --apply to order it")
    if (policy is None) is (calendar is None):
        raise typer.BadParameter("name one of --policy and --calendar")
    asked = Asked(policy, calendar, version, by, why, apply, wait)
    came = answer(context, folder, lambda reach: _carry(reach, asked))
    if as_json:
        print_json(came.model_dump(mode="json"))
    else:
        _print(came)
    if "unanswered" in came.outcomes and wait > 0:
        raise typer.Exit(Exit.UNREACHABLE)
    if set(came.outcomes) - {"done", "unanswered"}:
        raise typer.Exit(Exit.PROBLEMS)


async def _carry(reach: Reach, asked: Asked) -> Came:
    reader = reach.reader()
    releases = await read_releases(reader)
    catalogue, named = _named(releases, asked)
    now = releases.city_clock().city(now_ms())
    cases = await standing_cases(reader)
    planned = plan(cases, named, lambda name: version_of(releases, name), now)
    came = Came(
        version=named.version,
        policy=named.policy,
        calendar=named.calendar,
        requests=len(planned.orders),
        groups=groups(planned.moved),
        moved=planned.moved,
        windows=planned.windows,
        left=planned.left,
        given=False,
        outcomes={},
    )
    if not asked.apply or not planned.orders:
        return came
    at = releases.city_clock().city(now_ms())
    messages = [message_of(one, catalogue.city.code, at) for one in planned.orders]
    outcomes = await _give(reach, planned, messages, asked.wait)
    return came.model_copy(update={"given": True, "outcomes": outcomes})


def _named(releases: Releases, asked: Asked) -> tuple[Catalogue, Named]:
    """The version in force and what is named of it; Stopped where that cannot be."""
    catalogue, _ = in_force(releases, now_ms())
    if asked.version not in {None, catalogue.version}:
        raise Stopped(
            f"{asked.version} is not in force: {catalogue.version} is, and open terms are computed"
            " by that alone.",
            Exit.PROBLEMS,
        )
    known = {"policy": [*catalogue.policy], "calendar": [*catalogue.working_time]}
    for word, name in (("policy", asked.policy), ("calendar", asked.calendar)):
        if name is not None and name not in known[word]:
            near = ", ".join(get_close_matches(name, known[word], cutoff=0.3)) or NOBODY
            raise Stopped(
                f"{catalogue.version} has no {word} {name}; it has {near} ...", Exit.USAGE
            )
    by, why = signed("An order", asked.by, asked.why) if asked.apply else words(asked.by, asked.why)
    named = Named(catalogue.version, asked.policy, asked.calendar, by or NOBODY, why or NOBODY)
    return catalogue, named


async def _give(
    reach: Reach, planned: Planned, messages: Sequence[Message], wait: float
) -> dict[str, int]:
    """How many orders came to what."""
    async with reach.writer() as writer:
        answers = await give_all(reach.reader(), writer, messages, planned.orders, wait)
    found = Counter(one.obstacle or "done" for one in answers)
    if left := len(planned.orders) - found.total():
        found["unanswered"] = left
    return dict(found)


def _print(came: Came) -> None:
    out = console()
    what = f"policy {came.policy}" if came.policy is not None else f"calendar {came.calendar}"
    out.print(f"{what} by {came.version}: {came.requests} requests change.", markup=False)
    for why, count in came.left.items():
        out.print(f"Left as they are: {count} {why}.", markup=False)
    if came.groups:
        out.print(_table(came.groups))
    for one in came.moved[:MOST_SHOWN]:
        out.print(_line(one), markup=False)
    if len(came.moved) > MOST_SHOWN:
        out.print(f"... and {len(came.moved) - MOST_SHOWN} more; --json has all.")
    for line in besides(came):
        out.print(line, markup=False)
    out.print(_verdict(came), markup=False)


def besides(came: Came) -> Iterator[str]:
    """What else changes, in sentences: who is called upon at once, and windows of working days."""
    called = sum(len(one.called_upon) for one in came.moved)
    if called:
        roles = Counter(who.role for one in came.moved for who in one.called_upon)
        told = ", ".join(f"{count} {role}" for role, count in sorted(roles.items()))
        yield f"Called upon at once: {called} ({told})."
    for window, count in sorted(Counter(one.window for one in came.windows).items()):
        yield f"{WINDOWS[window]}: {count} to end at another time."


WINDOWS: dict[Window, str] = {
    Window.SILENT_CONSENT: "Silent consent",
    Window.REOPEN: "Windows to open a request again",
}
"""What is open for some working days."""


def _table(found: tuple[Group, ...]) -> Table:
    table = Table("agency", "policy", "clock")
    for column in ("clocks", "earlier", "later", "late at once", "breach withdrawn", "called"):
        table.add_column(column, justify="right")
    for one in found:
        due = (one.clocks, one.earlier, one.later, one.late_at_once, one.breach_withdrawn)
        counts = map(str, (*due, one.called_upon))
        table.add_row(one.agency, one.policy, metric(one.metric).en, *counts)
    return table


def _line(one: Moved) -> str:
    due = f"{one.previous_due:%Y-%m-%d %H:%M} to {one.due:%Y-%m-%d %H:%M}"
    states = "" if one.previous_state == one.state else f", {one.previous_state} to {one.state}"
    late = ", late at once" if one.late_at_once else ""
    called = ", ".join(f"{who.role} (level {who.level})" for who in one.called_upon)
    late += f", calls upon {called}" if called else ""
    return f"  {one.ticket} {one.agency} {metric(one.metric).en}: due {due}{states}{late}"


def _verdict(came: Came) -> str:
    if not came.requests:
        return "Nothing is to be changed."
    if not came.given:
        return "Nothing was ordered (--dry-run)."
    return f"Ordered: {', '.join(f'{count} {name}' for name, count in came.outcomes.items())}."
