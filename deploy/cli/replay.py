"""`simpul replay intake|case`: what stands on the topics made once more, and laid beside it."""

import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from rich.markup import escape

from contracts.releases import Releases
from contracts.topics import REQUESTS
from deploy.cli.answers import Exit, Folder, Json, Stopped, answer, console, print_json
from deploy.cli.verify import (
    MOST_SHOWN,
    Show,
    agencies_of,
    milliseconds,
    records_bar,
)
from deploy.reach import Reach
from deploy.settings import Settings
from deploy.shadow import cases, intake
from deploy.shadow.comparing import Comparison
from deploy.shadow.folder import Shadow
from deploy.shadow.report import Difference, Report, Tally
from deploy.shadow.window import Asked, Window, look
from deploy.wiring import Hop
from services.catalogue.releases import read_releases

app = typer.Typer(
    help="Run what stands on the topics through this release's steps; print what differs.",
    no_args_is_help=True,
)

From = Annotated[
    str | None, typer.Option("--from", help="From then on (RFC 3339); else all that is kept.")
]
To = Annotated[str | None, typer.Option("--to", help="Before then (RFC 3339); else to the end.")]
Into = Annotated[
    Path | None,
    typer.Option(
        "--into", metavar="SHADOW", help="A new folder for what was replayed: TOPIC/N.ndjson."
    ),
]


class How(NamedTuple):
    """What a replay is asked."""

    asked: Asked
    into: Path | None
    show: int
    ticket_key: bytes


@app.command(name="intake")
def replay_intake(  # noqa: PLR0913, PLR0917 -- a parameter an option
    context: typer.Context,
    since: From = None,
    until: To = None,
    into: Into = None,
    folder: Folder = None,
    as_json: Json = False,
    show: Show = MOST_SHOWN,
) -> None:
    """Read each agency's record alone, under the catalogue in force when it was received.

    Its canonical fact, or what put it aside, must be what stands; so must what
    came of operators' replays. Writes nothing to the bus.

    Exit code 3 with topic, partition, offset and a sentence for each difference.
    """
    how = _how(since, until, into, show)
    _answer(context, folder, as_json, how, _intake)


@app.command(name="case")
def replay_case(
    context: typer.Context,
    since: From = None,
    into: Into = None,
    folder: Folder = None,
    as_json: Json = False,
    show: Show = MOST_SHOWN,
) -> None:
    """Fold bus.requests.v1 in stored order, from requests that nothing is known of.

    All that was said of each, and its case, must be what stands. A request that
    began before --from is left out and counted. Writes nothing to the bus.

    Exit code 3 with topic, partition, offset and a sentence for each difference.
    """
    how = _how(since, None, into, show)
    _answer(context, folder, as_json, how, _case)


def _how(since: str | None, until: str | None, into: Path | None, show: int) -> How:
    if into is not None and into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise typer.BadParameter(f"--into must be a new or an empty folder, got {into}")
    asked = Asked(milliseconds("--from", since), milliseconds("--to", until))
    return How(asked, into, show, Settings().ticket_key.get_secret_value().encode())


Work = Callable[[Reach, How, Shadow], Coroutine[Any, Any, Report]]


def _answer(
    context: typer.Context, folder: Path | None, as_json: bool, how: How, work: Work
) -> None:
    with _shadow(how.into) as shadow:
        report = answer(context, folder, lambda reach: work(reach, how, shadow))
    if how.into is not None:
        report = report.model_copy(update={"shadow": str(how.into)})
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        tell(report)
    if report.difference_count:
        raise typer.Exit(Exit.PROBLEMS)


@contextmanager
def _shadow(into: Path | None) -> Iterator[Shadow]:
    """In a folder that is named, else in one that is gone afterwards; for its owner's eyes only."""
    if into is not None:
        into.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield Shadow(into)
        return
    with tempfile.TemporaryDirectory(prefix="simpul-replay-") as folder:
        yield Shadow(Path(folder))


async def _intake(reach: Reach, how: How, shadow: Shadow) -> Report:
    reader = reach.reader()
    releases = await _releases(reach)
    agencies = agencies_of(releases)
    causes, effects = intake.causes(agencies), intake.effects(agencies)
    window = await look(reader, Hop.INTAKE.group, causes, effects, how.asked)
    hop = intake.Heard(releases, how.ticket_key, window.causes, shadow)
    with records_bar() as told:
        await hop.replay(reader, _counts(window), told)
    return await _compared(reach, Tally(how.show), shadow, window, hop)


async def _case(reach: Reach, how: How, shadow: Shadow) -> Report:
    reader = reach.reader()
    releases = await _releases(reach)
    effects = cases.effects(agencies_of(releases))
    window = await look(reader, Hop.CASE.group, [REQUESTS], effects, how.asked)
    begins = await reader.begins([REQUESTS])
    async with reach.originals() as originals:
        hop = cases.Folded(releases, originals, window.causes, begins, shadow)
        with records_bar() as told:
            await hop.replay(reader, _counts(window), told)
    return await _compared(reach, Tally(how.show), shadow, window, hop)


async def _releases(reach: Reach) -> Releases:
    """What both hops decide by; Stopped where neither would have begun."""
    found = await read_releases(reach.reader())
    if found.clock is None or all(one.standing == "refused" for one in found.versions()):
        raise Stopped("No catalogue is in force yet; `simpul catalogue publish` does that.")
    return found


def _counts(window: Window) -> dict[str, int]:
    """How many partitions each topic has."""
    return dict(Counter(topic for topic, _ in window.effects.ends))


async def _compared(
    reach: Reach, tally: Tally, shadow: Shadow, window: Window, hop: intake.Heard | cases.Folded
) -> Report:
    with records_bar() as told:
        await Comparison(shadow, window, hop, tally).run(reach.reader(), told)
    return Report(
        hop=hop.name,
        records=hop.records,
        said=hop.said,
        requests_left_out=hop.requests_left_out,
        **tally.found(),
    )


def tell(report: Report) -> None:
    """Print a report: each difference, then the figures and the verdict."""
    out = console()
    for one in report.differences:
        out.print(_told(one, report.release))
    alike = ", ".join(f"{n} by {escape(name)}" for name, n in report.alike.items()) or "0"
    out.print(f"[bold]{report.hop}[/]: {report.records} records replayed by {report.release}")
    out.print(f"[bold]Alike:[/] {alike}")
    for what, number in (
        ("Not worked off yet", report.awaited),
        ("Originals gone since", report.originals_gone),
        ("Requests left out, begun earlier", report.requests_left_out),
    ):
        if number:
            out.print(f"[bold]{what}:[/] {number}")
    if report.shadow is not None:
        out.print(f"[bold]Written to:[/] {escape(report.shadow)} ({report.said} records)")
    out.print(_verdict(report))


def _told(one: Difference, ours: str) -> str:
    place = f"{one.topic} partition {one.partition}"
    if one.offset is not None:
        place += f" offset {one.offset}"
    across = f" ({escape(one.release or '')}; this is {escape(ours)})" if one.across else ""
    made_from = f", made from {one.made_from}" if one.made_from else ""
    return f"[red]{place}[/]{across}: {escape(one.sentence)}{made_from} [dim]{escape(one.id)}[/]"


def _verdict(report: Report) -> str:
    if not report.difference_count:
        return "[green]No difference.[/]"
    rest = report.difference_count - len(report.differences)
    more = f", {rest} of them not shown" if rest else ""
    across = f"; {report.across_releases} of what another release wrote"
    return f"[red]{report.difference_count} differences[/]{more}{across}."
