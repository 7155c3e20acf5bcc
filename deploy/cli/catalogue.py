"""`simpul catalogue check|publish|show`: a city's pack and its versions on the bus."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from contracts.calendar import tell_instant
from contracts.catalogue import Catalogue
from contracts.releases import CityClock, Releases
from deploy.cli.answers import Exit, Folder, Json, Stopped, answer, console, from_here, print_json
from deploy.clock import fresh_seed, now_ms
from deploy.reach import Reach
from deploy.release import AsTheBus
from deploy.settings import Settings
from services.catalogue.pack import check_pack, read_pack
from services.catalogue.problems import PackRefused, Problem
from services.catalogue.publish import NotPublished, Published
from services.catalogue.publish import publish as publish_catalogue
from services.catalogue.releases import read_releases

app = typer.Typer(help="Check a city's pack, publish it, show what stands.", no_args_is_help=True)

CITIES = Path(__file__).parents[1] / "cities"

Pack = Annotated[
    Path | None,
    typer.Argument(
        help="The pack's folder; without it the city of SIMPUL_CITY.",
        exists=True,
        file_okay=False,
        metavar="[PACK]",
    ),
]


@app.command()
def check(pack: Pack = None, as_json: Json = False) -> None:
    """Read a pack and name every mistake by file and line; exit code 3 where there is any."""
    folder = pack_folder(pack)
    catalogue, problems = check_pack(folder)
    if as_json:
        print_json(_checked(catalogue, problems))
    else:
        for problem in problems:
            typer.echo(f"{from_here(folder / problem.file)}:{problem.line}: {problem.told}")
        if catalogue is not None:
            typer.echo(f"Nothing is wrong: {_size(catalogue)}.")
    if problems:
        raise typer.Exit(Exit.PROBLEMS)


@app.command()
def publish(
    context: typer.Context, pack: Pack = None, folder: Folder = None, as_json: Json = False
) -> None:
    """Check a pack and publish it as a new version; the same content is not published twice.

    It takes effect a minute later everywhere at once (5 s in a demo).
    """
    catalogue = checked_pack(pack_folder(pack))
    done = answer(context, folder, lambda reach: publish_pack(reach, catalogue))
    if as_json:
        print_json(done._asdict())
    else:
        what = "is published and takes effect" if done.is_new else "says the same; in effect since"
        typer.echo(f"{done.version} {what} {_when(done.effective_at, catalogue)}.")


@app.command()
def show(context: typer.Context, folder: Folder = None, as_json: Json = False) -> None:
    """List the published versions, which one is in force, and the services it offers."""
    releases = answer(context, folder, lambda reach: read_releases(reach.reader()))
    in_force = releases.in_force(now_ms())
    if as_json:
        print_json(_shown(releases, in_force))
    elif in_force is None:
        typer.echo("No catalogue is published yet.")
    else:
        console().print(_versions(releases, in_force))
        console().print(_services(in_force))


def pack_folder(pack: Path | None) -> Path:
    """A pack's folder; where there is none the command ends."""
    folder = pack or CITIES / Settings().city
    if not folder.is_dir():
        typer.echo(f"There is no pack in {folder}; set SIMPUL_CITY or name a folder.", err=True)
        raise typer.Exit(Exit.USAGE)
    return folder


def checked_pack(folder: Path) -> Catalogue:
    """A pack without problems; with any, the command ends and names them."""
    try:
        return read_pack(folder)
    except PackRefused as refused:
        for problem in refused.problems:
            typer.echo(
                f"{from_here(folder / problem.file)}:{problem.line}: {problem.told}", err=True
            )
        raise typer.Exit(Exit.PROBLEMS) from None


def fresh_epoch() -> str:
    """The name of a log that begins now."""
    return f"log-{now_ms():x}-{fresh_seed():08x}"


async def publish_pack(reach: Reach, catalogue: Catalogue) -> Published:
    """Where no clock stands yet, real time is set: only a demo brings another."""
    clock = CityClock.identity(fresh_epoch(), catalogue.city.time_zone)
    async with reach.writer() as writer:
        try:
            return await publish_catalogue(
                catalogue, reach.reader(), AsTheBus(writer), clock, now_ms
            )
        except NotPublished as late:
            raise Stopped(str(late)) from late


def _checked(catalogue: Catalogue | None, problems: tuple[Problem, ...]) -> dict[str, object]:
    version = catalogue.version if catalogue is not None else None
    return {"version": version, "problems": [problem._asdict() for problem in problems]}


def _size(catalogue: Catalogue) -> str:
    counted = {
        "agencies": catalogue.agencies,
        "services": catalogue.services,
        "policies": catalogue.policies,
        "routing rules": catalogue.routing,
        "kelurahan": catalogue.areas.kelurahan,
    }
    return ", ".join(f"{len(them)} {name}" for name, them in counted.items())


def _shown(releases: Releases, in_force: Catalogue | None) -> dict[str, object]:
    return {
        "in_force": in_force.version if in_force is not None else None,
        "versions": [one._asdict() for one in releases.versions()],
        "services": [
            {"code": one.code, "name": one.names.id, "owner": one.owner, "native": one.native_codes}
            for one in (in_force.services if in_force is not None else ())
        ],
    }


def _versions(releases: Releases, in_force: Catalogue) -> Table:
    table = Table("version", "takes effect", "standing")
    for one in releases.versions():
        standing = "in force" if one.version == in_force.version else one.standing
        table.add_row(one.version, _when(one.effective_at, in_force), standing)
    return table


def _services(catalogue: Catalogue) -> Table:
    table = Table("service", "name", "agency", "its own codes", "policies")
    for one in catalogue.services:
        codes, policies = ", ".join(one.native_codes), ", ".join(one.policies)
        table.add_row(one.code, one.names.id, one.owner, codes, policies)
    return table


def _when(ms: int, catalogue: Catalogue) -> str:
    """A real instant in the city's zone."""
    return tell_instant(datetime.fromtimestamp(ms / 1000, catalogue.city.zone)).en
