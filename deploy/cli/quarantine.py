"""`simpul quarantine list|show`: records put aside, by whom, why and how long ago; masked."""

from datetime import timedelta
from typing import Annotated, Literal, NamedTuple

import typer
from rich.markup import escape
from rich.table import Table

from contracts.reasons import Reason
from contracts.releases import CityClock, Releases
from deploy.cli.answers import Exit, Folder, Json, Stopped, answer, console, print_json
from deploy.cli.quarantine_names import Name, one_named
from deploy.cli.quarantine_shown import as_json_of, tell_whole
from deploy.clock import now_ms
from deploy.local.progress import progress_line
from deploy.quarantine.ages import EXPECTED, instant_of, tell_age
from deploy.quarantine.finding import Choice, Found, find
from deploy.quarantine.masked import short_names
from deploy.reach import Reach
from services.catalogue.releases import read_releases

app = typer.Typer(help="Look at records that were put aside.", no_args_is_help=True)

MOST_SHOWN = 20

_Hop = Literal["intake", "case"]


class Asked(NamedTuple):
    """What somebody typed."""

    agency: str | None
    reason: Reason | None
    hop: _Hop | None
    since: str | None
    older_than: str | None


class Listing(NamedTuple):
    """What was found, and the clock it is told by."""

    found: Found
    clock: CityClock


@app.command("list")
def list_(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    agency: Annotated[str | None, typer.Option(help="Whose records: a code such as dlh.")] = None,
    reason: Annotated[
        Reason | None,
        typer.Option(metavar="CODE", help="Why: a reason code such as unknown-service."),
    ] = None,
    hop: Annotated[_Hop | None, typer.Option(help="Where they were put aside.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Put aside since: 30m, 12h, 3d, or 2026-03-12.")
    ] = None,
    older_than: Annotated[
        str | None, typer.Option(help="Put aside before: 30m, 12h, 3d ago, or 2026-03-12.")
    ] = None,
    limit: Annotated[int, typer.Option(help="How many to list.", min=1)] = MOST_SHOWN,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """List records that were put aside, newest first, and count the rest.

    Ages and dates are city time. `simpul quarantine show ID` shows one whole;
    the beginning of its ID is enough.
    """
    asked = Asked(agency, reason, hop, since, older_than)
    found, clock = answer(context, folder, lambda reach: _list(reach, asked, limit))
    if as_json:
        print_json(_as_json(found))
    else:
        _tell(found, clock)


async def _list(reach: Reach, asked: Asked, limit: int) -> Listing:
    reader = reach.reader()
    releases = await read_releases(reader)
    clock = releases.clock or CityClock.identity("none")
    choice = _choice(asked, clock)
    with progress_line() as progress:
        found = await find(reader, clock, choice, limit, progress)
    if not found.total:
        _must_be_known(asked.agency, releases)
    return Listing(found, clock)


def _choice(asked: Asked, clock: CityClock) -> Choice:
    now = clock.city(now_ms())
    times = {"--since": asked.since, "--older-than": asked.older_than}
    instants = {name: instant_of(text, now) for name, text in times.items() if text is not None}
    for name, found in instants.items():
        if found is None:
            raise Stopped(f"{name} must be {EXPECTED}, got {times[name]!r}.", Exit.USAGE)
    return Choice(
        asked.agency,
        asked.reason,
        asked.hop,
        instants.get("--since"),
        instants.get("--older-than"),
    )


def _must_be_known(agency: str | None, releases: Releases) -> None:
    """Nothing found of a name nobody knows is more likely a slip than good news."""
    known = sorted(releases.agencies())
    if agency is not None and agency not in known:
        names = ", ".join(known) or "none"
        raise Stopped(f"The catalogue names no agency {agency}; it names {names}.", Exit.USAGE)


def _as_json(found: Found) -> dict[str, object]:
    return {
        "total": found.total,
        "reasons": dict(found.reasons.most_common()),
        "agencies": dict(found.agencies.most_common()),
        "records": [
            {"put_aside_at": entry.at.isoformat(), **entry.what.model_dump(mode="json")}
            for entry in found.newest
        ],
    }


def _tell(found: Found, clock: CityClock) -> None:
    out = console()
    if not found.total:
        out.print("Nothing of that kind is in quarantine." if found.ids else "Quarantine is empty.")
        return
    now = clock.city(now_ms())
    out.print(_table(found, [tell_age(now - entry.at) for entry in found.newest]))
    counts = ", ".join(f"{count} {reason}" for reason, count in found.reasons.most_common())
    rest = found.total - len(found.newest)
    out.print(f"{found.total} put aside: {counts}.", markup=False)
    if rest:
        out.print(f"{rest} older ones are not listed; --limit {found.total} lists all.")


def _table(found: Found, ages: list[str]) -> Table:
    names = short_names(sorted(found.ids))
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("id", "age", "agency", "hop", "reason"):
        table.add_column(column, no_wrap=True)
    table.add_column("what came", overflow="fold")
    for entry, age in zip(found.newest, ages, strict=True):
        what = entry.what
        cells = (names[what.quarantine_id], age, what.agency, what.hop, what.reason)
        table.add_row(*(escape(cell) for cell in cells), escape(what.sentences.en))
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
