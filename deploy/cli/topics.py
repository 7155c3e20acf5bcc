"""`simpul topics plan|apply`: the broker's topics against the code's; never deletes one."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer

from contracts.releases import Releases
from contracts.topics import Topic, topics_for
from deploy.cli.answers import Exit, Folder, Json, answer, console, print_json
from deploy.clock import now_ms
from deploy.reach import Reach
from services.catalogue.releases import read_releases
from services.kafka.failures import UnknownTopic
from services.kafka.ports import Difference, TopicReader

app = typer.Typer(help="Make the broker's topics what the code says.", no_args_is_help=True)

_NO_CATALOGUE = (
    "No catalogue is published yet: agencies' topics come with `simpul catalogue publish`"
    " and another `simpul topics apply`."
)
_MARGIN_MS = 500  # this machine's clock against the broker's

Replication = Annotated[
    int, typer.Option(help="Replicas of each topic: 3 on a cluster, 1 on a single node.", min=1)
]


@app.command()
def plan(
    context: typer.Context,
    folder: Folder = None,
    replication: Replication = 1,
    as_json: Json = False,
) -> None:
    """Show what is missing or differs; changes nothing.

    Exit code 3 where something differs that `apply` cannot change without losing records.
    """
    rows = answer(context, folder, lambda reach: _plan(reach, replication))
    _tell(rows, as_json, nothing="Every topic is as the code says.")
    if any(row.remedy == "refuse" for row in rows):
        raise typer.Exit(Exit.PROBLEMS)


@app.command()
def apply(
    context: typer.Context,
    folder: Folder = None,
    replication: Replication = 1,
    as_json: Json = False,
) -> None:
    """Create what is missing and set what differs.

    The topics of agencies come with the catalogue: this waits until the version
    that names them is in force, so that no record arrives under a version that
    does not know its sender.
    """
    rows = answer(context, folder, lambda reach: apply_topics(reach, replication))
    _tell(rows, as_json, nothing="Every topic was as the code says already.")


async def _plan(reach: Reach, replication: int) -> list[Difference]:
    releases = await _releases(reach.reader())
    return await reach.admin(replication).plan(_wanted(releases))


async def apply_topics(reach: Reach, replication: int, *, quiet: bool = False) -> list[Difference]:
    """Create the bus's topics, then those of every agency a version in force names.

    `quiet`: say nothing where no version is published yet.
    """
    admin, reader = reach.admin(replication), reach.reader()
    rows = await admin.apply(topics_for(()))
    releases = await _releases(reader)
    if not releases.all():
        if not quiet:
            typer.echo(_NO_CATALOGUE, err=True)
        return rows
    wanted = _wanted(releases)
    if any(row.remedy == "create" for row in await admin.plan(wanted)):
        await _until_known(releases)
    return rows + await admin.apply(wanted)


async def _releases(reader: TopicReader) -> Releases:
    """What is published; nothing where the topic itself is missing."""
    try:
        return await read_releases(reader)
    except UnknownTopic:
        return Releases()


async def _until_known(releases: Releases) -> None:
    """Wait until what intake goes by names every agency: the first version does at once."""
    accepted = [one for one in releases.versions() if one.standing == "accepted"]
    newest = max(accepted, key=lambda one: one.effective_at)
    if not _new_agencies(releases, newest.version):
        return
    left = newest.effective_at + _MARGIN_MS - now_ms()
    if left > 0:
        typer.echo(f"Waiting {left // 1000 + 1} s until {newest.version} is in force.", err=True)
        await asyncio.sleep(left / 1000)


def _new_agencies(releases: Releases, newest: str) -> set[str]:
    """Agencies that the newest version names and the one in force does not."""
    now, then = releases.in_force(now_ms()), releases.version(newest)
    return set(then.agency if then else ()) - set(now.agency if now else ())


def _wanted(releases: Releases) -> list[Topic]:
    """The bus's topics, and those of every agency any version in force or to come names."""
    accepted = [one.version for one in releases.versions() if one.standing == "accepted"]
    found = [releases.version(name) for name in accepted]
    return topics_for(sorted({code for one in found if one is not None for code in one.agency}))


def _tell(rows: Sequence[Difference], as_json: bool, nothing: str) -> None:
    if as_json:
        print_json([row._asdict() for row in rows])
    elif not rows:
        typer.echo(nothing)
    else:
        for row in rows:
            console().print(str(row), markup=False)
