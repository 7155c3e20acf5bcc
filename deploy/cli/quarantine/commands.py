"""`simpul quarantine list|show`: records put aside, by whom, why and how long ago; masked."""

from datetime import timedelta
from typing import Annotated, NamedTuple

import typer
from rich.markup import escape
from rich.table import Table

from contracts.releases import CityClock, Releases
from deploy.cli.answers import Exit, Folder, Json, Stopped, answer, console, print_json
from deploy.cli.quarantine.choice import (
    Agency,
    Asked,
    AtHop,
    OlderThan,
    Since,
    WhyAside,
    choice_of,
)
from deploy.cli.quarantine.names import Name, one_named
from deploy.cli.quarantine.shown import as_json_of, decided_as_json, tell_whole
from deploy.clock import now_ms
from deploy.local.progress import progress_line
from deploy.quarantine.ages import tell_age
from deploy.quarantine.decided import Decided, read_decided
from deploy.quarantine.finding import Found, find
from deploy.quarantine.masked import short_names
from deploy.reach import Reach
from services.catalogue.releases import read_releases

app = typer.Typer(help="Look at records that were put aside, and decide.", no_args_is_help=True)

MOST_SHOWN = 20


class Listing(NamedTuple):
    """What was found, what was decided of it, and the clock it is told by."""

    found: Found
    decided: dict[str, Decided]
    clock: CityClock


@app.command("list")
def list_(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    agency: Agency = None,
    reason: WhyAside = None,
    hop: AtHop = None,
    since: Since = None,
    older_than: OlderThan = None,
    decided: Annotated[
        bool, typer.Option("--all", help="List those that were replayed or discarded too.")
    ] = False,
    limit: Annotated[int, typer.Option(help="How many to list.", min=1)] = MOST_SHOWN,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """List records that were put aside and wait for a decision, newest first; count the rest.

    Ages and dates are city time. `simpul quarantine show ID` shows one whole;
    the beginning of its ID is enough.
    """
    asked = Asked(agency, reason, hop, since, older_than)
    listing = answer(context, folder, lambda reach: _list(reach, asked, limit, decided))
    if as_json:
        print_json(_as_json(listing))
    else:
        _tell(listing)


async def _list(reach: Reach, asked: Asked, limit: int, decided: bool) -> Listing:
    reader = reach.reader()
    releases = await read_releases(reader)
    clock = releases.clock or CityClock.identity("none")
    choice, decisions = choice_of(asked, clock), await read_decided(reader, clock)
    hidden = frozenset[str]() if decided else frozenset(decisions)
    with progress_line() as progress:
        found = await find(reader, clock, choice._replace(but=hidden), limit, progress)
    if not found.total:
        _must_be_known(asked.agency, releases)
    return Listing(found, decisions, clock)


def _must_be_known(agency: str | None, releases: Releases) -> None:
    """Nothing found of a name nobody knows is more likely a slip than good news."""
    known = sorted(releases.agencies())
    if agency is not None and agency not in known:
        names = ", ".join(known) or "none"
        raise Stopped(f"The catalogue names no agency {agency}; it names {names}.", Exit.USAGE)


def _as_json(listing: Listing) -> dict[str, object]:
    found = listing.found
    return {
        "total": found.total,
        "reasons": dict(found.reasons.most_common()),
        "agencies": dict(found.agencies.most_common()),
        "records": [
            {
                "put_aside_at": entry.at.isoformat(),
                **entry.what.model_dump(mode="json"),
                "decided": decided_as_json(listing.decided.get(entry.what.quarantine_id)),
            }
            for entry in found.newest
        ],
    }


def _tell(listing: Listing) -> None:
    out, found = console(), listing.found
    if not found.total:
        out.print(_NOTHING if found.ids else "Quarantine is empty.")
        return
    out.print(_table(listing))
    counts = ", ".join(f"{count} {reason}" for reason, count in found.reasons.most_common())
    rest = found.total - len(found.newest)
    out.print(f"{found.total} put aside: {counts}.", markup=False)
    if rest:
        out.print(f"{rest} older ones are not listed; --limit {found.total} lists all.")


_NOTHING = "Nothing of that kind waits in quarantine."


def _table(listing: Listing) -> Table:
    found, now = listing.found, listing.clock.city(now_ms())
    names = short_names(sorted(found.ids))
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("id", "age", "agency", "hop", "reason"):
        table.add_column(column, no_wrap=True)
    table.add_column("what came", overflow="fold")
    for entry in found.newest:
        what, decided = entry.what, listing.decided.get(entry.what.quarantine_id)
        age = tell_age(now - entry.at)
        cells = (names[what.quarantine_id], age, what.agency, what.hop, what.reason)
        said = f"{decided.verb} by {decided.by}; " if decided is not None else ""
        table.add_row(*(escape(cell) for cell in cells), escape(said + what.sentences.en))
    return table


@app.command()
def show(
    context: typer.Context,
    name: Name,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Show one record that was put aside: where it stood, what it said, why, and the remedy.

    NIK, telephone numbers and e-mail addresses are masked wherever they stand.
    """
    whole = answer(context, folder, lambda reach: one_named(reach, name))
    if as_json:
        print_json(as_json_of(whole))
    else:
        tell_whole(whole, console(), tell_age(_passed(whole.clock, whole.logged_ms)))


def _passed(clock: CityClock, logged_ms: int) -> timedelta:
    return clock.city(now_ms()) - clock.city(logged_ms)
