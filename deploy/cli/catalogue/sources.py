"""A catalogue by the name a command is given: a pack's folder, a published version, or `now`."""

from pathlib import Path

import typer

from contracts.catalogue import Catalogue
from contracts.releases import Releases
from deploy.cli.answers import Exit, Stopped, answer
from deploy.cli.catalogue.commands import checked_pack
from deploy.clock import now_ms
from deploy.reach import Reach
from services.catalogue.releases import read_releases

NOW = "now"
"""The version in force."""
HELP = "A pack's folder, a published version (v3-1a2b3c4d), or `now`: the one in force."


def catalogues(context: typer.Context, folder: Path | None, *names: str) -> list[Catalogue]:
    """The catalogues of these names; the broker is asked only where one is published."""
    packs = {name: checked_pack(Path(name)) for name in names if Path(name).is_dir()}
    published = [name for name in names if name not in packs]
    if not published:
        return [packs[name] for name in names]

    async def read(reach: Reach) -> dict[str, Catalogue]:
        releases = await read_releases(reach.reader())
        return {name: _published(releases, name) for name in published}

    return [{**packs, **answer(context, folder, read)}[name] for name in names]


def _published(releases: Releases, name: str) -> Catalogue:
    found = releases.in_force(now_ms()) if name == NOW else releases.version(name)
    if found is not None:
        return found
    known = ", ".join(one.version for one in releases.versions()) or "none"
    raise Stopped(f"{name} is neither a folder nor a published version ({known}).", Exit.USAGE)
