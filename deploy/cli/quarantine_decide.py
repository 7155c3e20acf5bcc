"""`simpul quarantine replay|discard`: what operators decide of records put aside, and why."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import typer

from contracts.releases import CityClock, Releases, in_force
from contracts.retries import Decision
from deploy.cli.answers import Exit, Folder, Json, Stopped, answer, print_json
from deploy.cli.quarantine_choice import (
    Agency,
    Asked,
    AtHop,
    OlderThan,
    Since,
    WhyAside,
    choice_of,
)
from deploy.cli.quarantine_names import Names, resolved
from deploy.cli.quarantine_replayed import Replayed, tell
from deploy.clock import fresh_id, now_ms
from deploy.local.progress import progress_line
from deploy.quarantine.awaiting import ENDS, Awaited, watch
from deploy.quarantine.choosing import Collected, collect
from deploy.quarantine.decided import Decided, as_messages, read_decided
from deploy.quarantine.finding import Entry
from deploy.quarantine.foresight import Ground
from deploy.quarantine.planning import Group, Operator, Planner, discards, orders
from deploy.reach import Reach
from deploy.settings import Settings
from services.catalogue.releases import read_releases
from services.kafka.ports import TopicReader

MOST = 500
_NOW = "now"

By = Annotated[str, typer.Option(help="Who decides: a name the city knows.")]
Why = Annotated[str, typer.Option(help="Why; it is kept with the decision.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would come of it; write nothing.")
]
Limit = Annotated[int, typer.Option(help="How many records at once, the oldest first.", min=1)]

OfRequest = Annotated[
    str | None, typer.Option(metavar="REQUEST_ID", help="All that waits for this request.")
]
UnderVersion = Annotated[
    str | None,
    typer.Option(
        metavar="VERSION|now",
        help="Read them by this catalogue version, not by the one in force when they came.",
    ),
]
Wait = Annotated[float, typer.Option(help="Seconds to wait for what becomes of them.", min=0)]


class What(NamedTuple):
    """Which records somebody means: by name, by request, or by conditions."""

    names: list[str]
    request: str | None
    asked: Asked
    limit: int


class How(NamedTuple):
    """What is to be done with them."""

    operator: Operator
    dry_run: bool
    under: str | None = None
    wait: float = 0


def replay(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    by: By,
    why: Why,
    names: Names = None,
    request: OfRequest = None,
    agency: Agency = None,
    reason: WhyAside = None,
    hop: AtHop = None,
    since: Since = None,
    older_than: OlderThan = None,
    under: UnderVersion = None,
    dry_run: DryRun = False,
    wait: Wait = 30,
    limit: Limit = MOST,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Let records be read again, as if where and when they first came.

    Name them by ID, or choose them by the options of `list`. What was parked
    behind a failure of ours goes with it: a held request is replayed whole, in
    the order its records arrived, and goes on behind them.

    First each record is judged here, by the steps the workers run. One that
    would be put aside again stays where it is: exit code 3, with the reason.
    """
    what = What(names or [], request, Asked(agency, reason, hop, since, older_than), limit)
    how = How(Operator(by, why), dry_run, under, wait)
    replayed = answer(context, folder, lambda reach: _replay(reach, what, how))
    tell(replayed, as_json=as_json)
    if not replayed.holds:
        raise typer.Exit(Exit.PROBLEMS)


def discard(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    by: By,
    why: Why,
    names: Names = None,
    agency: Agency = None,
    reason: WhyAside = None,
    hop: AtHop = None,
    since: Since = None,
    older_than: OlderThan = None,
    dry_run: DryRun = False,
    limit: Limit = MOST,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Let records go: they stay in quarantine and are listed with --all only.

    Name them by ID, or choose them by the options of `list`. A request that is
    held stays held; `replay` lets it go on without what was discarded.
    """
    what = What(names or [], None, Asked(agency, reason, hop, since, older_than), limit)
    how = How(Operator(by, why), dry_run)
    chosen = answer(context, folder, lambda reach: _discard(reach, what, how))
    if as_json:
        ids = [one.quarantine_id for one in chosen.records]
        print_json({"dry_run": dry_run, "discarded": ids, "more": chosen.more})
        return
    verb = "would be discarded" if dry_run else "discarded"
    for one in chosen.records:
        typer.echo(f"{one.quarantine_id} {one.agency} {one.reason}: {verb}")
    if chosen.more:
        typer.echo(f"{chosen.more} more are of that kind; the same command takes the next.")


class Stage(NamedTuple):
    """What is known before anything is decided."""

    reader: TopicReader
    releases: Releases
    clock: CityClock
    decided: dict[str, Decided]


async def _stage(reach: Reach) -> Stage:
    reader = reach.reader()
    releases = await read_releases(reader)
    if releases.clock is None:
        raise Stopped("No catalogue is published yet; `simpul catalogue publish` does that.")
    decided = await read_decided(reader, releases.clock)
    return Stage(reader, releases, releases.clock, decided)


async def _replay(reach: Reach, what: What, how: How) -> Replayed:
    stage = await _stage(reach)
    ground = _ground(stage, how.under)
    with progress_line() as progress:
        chosen = await _chosen(stage, what)
        planner = Planner(stage.reader, ground, stage.decided, fresh_id, progress)
        groups = await planner.plan(chosen.records, what.request)
    written = orders(groups, how.operator, ground.version)
    awaited = Awaited(written, _facts(groups))
    replayed = Replayed(groups, awaited, ground, now_ms(), chosen.more, how.dry_run, how.wait)
    if written and not how.dry_run:
        since = await stage.reader.ends(ENDS)
        await _write(reach, stage, written)
        await watch(stage.reader, awaited, since, how.wait)
    return replayed


async def _discard(reach: Reach, what: What, how: How) -> Collected:
    stage = await _stage(reach)
    chosen = await _chosen(stage, what)
    if chosen.records and not how.dry_run:
        await _write(reach, stage, discards(chosen.records, how.operator, fresh_id))
    return chosen


async def _write(reach: Reach, stage: Stage, written: Sequence[Decision]) -> None:
    city = next(iter(stage.releases.all())).city.code
    async with reach.writer() as writer:
        await writer.write(as_messages(written, city, stage.clock.city(now_ms())))


def _ground(stage: Stage, under: str | None) -> Ground:
    now = now_ms()
    key = Settings().ticket_key.get_secret_value().encode()
    version = under
    if under is not None:
        known = [one for one in stage.releases.versions() if one.standing == "accepted"]
        begun = {one.version for one in known if one.effective_at <= now}
        current = in_force(known, now)
        version = current.version if under == _NOW and current is not None else under
        if version not in begun:
            names = ", ".join(sorted(begun)) or "none"
            raise Stopped(f"No version {under} is or was in force; there is {names}.", Exit.USAGE)
    return Ground(stage.releases, key, stage.clock.city(now), version)


async def _chosen(stage: Stage, what: What) -> Collected:
    """The records meant; Stopped where nothing says which."""
    choice = choice_of(what.asked, stage.clock)
    if not what.names and what.request is None and not any(what.asked):
        raise Stopped(
            "Say which: one ID or more, or options such as --agency or --reason.", Exit.USAGE
        )
    with progress_line() as progress:
        named = await resolved(stage.reader, what.names, progress)
        _must_be_open(named, stage.decided)

        def wanted(entry: Entry) -> bool:
            ours = not named or entry.what.quarantine_id in named
            of_it = what.request in (None, entry.what.request_id)
            done = entry.what.quarantine_id in stage.decided and not named
            return ours and of_it and not done and choice.takes(entry)

        return await collect(stage.reader, stage.clock, wanted, what.limit, progress)


def _must_be_open(named: frozenset[str], decided: dict[str, Decided]) -> None:
    """What was replayed is not replayed again; a discarded record may yet be."""
    for name in sorted(named & decided.keys()):
        verb, by, why, at = decided[name]
        if verb == "replayed":
            raise Stopped(f"{name} was replayed by {by} on {at:%Y-%m-%d %H:%M}: {why}", Exit.FAILED)


def _facts(groups: list[Group]) -> dict[str, str]:
    """The fact each retry is judged by."""
    facts = [one.read.fact for group in groups for one in group.sent]
    return {fact.retry.retry_id: fact.fact_id for fact in facts if fact and fact.retry}
