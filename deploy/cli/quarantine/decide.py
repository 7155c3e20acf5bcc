"""`simpul quarantine replay|discard`: what operators decide of records put aside, and why."""

from collections.abc import Sequence
from typing import Annotated

import typer

from contracts.retries import Decision
from deploy.cli.answers import Folder, Json, answer, print_json
from deploy.cli.quarantine.choice import (
    Agency,
    Asked,
    AtHop,
    OlderThan,
    Since,
    WhyAside,
)
from deploy.cli.quarantine.names import Names
from deploy.cli.quarantine.replayed import Replayed, tell
from deploy.cli.quarantine.stage import (
    How,
    Stage,
    What,
    chosen_of,
    ground_of,
    request_named,
    staged,
)
from deploy.clock import fresh_id, now_ms
from deploy.local.progress import progress_line
from deploy.quarantine.awaiting import ENDS, Awaited, watch
from deploy.quarantine.choosing import Collected
from deploy.quarantine.decided import as_messages
from deploy.quarantine.planning import Group, Planner, discards, orders
from deploy.reach import Reach

MOST = 500

By = Annotated[str | None, typer.Option(help="Who decides; SIMPUL_OPERATOR where absent.")]
Why = Annotated[str, typer.Option(help="Why; kept with the decision, personal data masked.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would come of it; write nothing.")
]
Limit = Annotated[int, typer.Option(help="How many records at once, the oldest first.", min=1)]

OfRequest = Annotated[
    str | None, typer.Option(metavar="TICKET|REQUEST_ID", help="All that waits for this request.")
]
UnderVersion = Annotated[
    str | None,
    typer.Option(
        metavar="VERSION|now",
        help="Read them by this catalogue version, not by the one in force when they came.",
    ),
]
Wait = Annotated[float, typer.Option(help="Seconds to wait for what becomes of them.", min=0)]


def replay(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    why: Why,
    by: By = None,
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
    would be put aside again stays where it is: exit code 3, with the reason. Exit
    code 4: nobody judged them while you waited; they are written and will be.
    """
    what = What(names or [], request, Asked(agency, reason, hop, since, older_than), limit)
    how = How(by, why, dry_run, under, wait)
    replayed = answer(context, folder, lambda reach: _replay(reach, what, how))
    tell(replayed, as_json=as_json)
    if replayed.code:
        raise typer.Exit(replayed.code)


def discard(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    why: Why,
    by: By = None,
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
    how = How(by, why, dry_run)
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


async def _replay(reach: Reach, what: What, how: How) -> Replayed:
    operator, stage = how.operator(), await staged(reach)
    ground = ground_of(stage, how.under)
    request = await request_named(stage.reader, what.request)
    with progress_line() as progress:
        chosen = await chosen_of(stage, what._replace(request=request))
        planner = Planner(stage.reader, ground, stage.decided, fresh_id, progress)
        groups = await planner.plan(chosen.records, request)
    written = orders(groups, operator, ground.version)
    awaited = Awaited(written, _facts(groups))
    replayed = Replayed(groups, awaited, ground, now_ms(), chosen.more, how.dry_run, how.wait)
    if written and not how.dry_run:
        since = await stage.reader.ends(ENDS)
        await _write(reach, stage, written)
        await watch(stage.reader, awaited, since, how.wait)
    return replayed


async def _discard(reach: Reach, what: What, how: How) -> Collected:
    operator, stage = how.operator(), await staged(reach)
    chosen = await chosen_of(stage, what)
    if chosen.records and not how.dry_run:
        await _write(reach, stage, discards(chosen.records, operator, fresh_id))
    return chosen


async def _write(reach: Reach, stage: Stage, written: Sequence[Decision]) -> None:
    city = next(iter(stage.releases.all())).city.code
    async with reach.writer() as writer:
        await writer.write(as_messages(written, city, stage.clock.city(now_ms())))


def _facts(groups: list[Group]) -> dict[str, str]:
    """The fact each retry is judged by."""
    facts = [one.read.fact for group in groups for one in group.sent]
    return {fact.retry.retry_id: fact.fact_id for fact in facts if fact and fact.retry}
