"""Which city a command is about: a setting, a name, or a pack's folder."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.answers import Exit, stop
from deploy.cli.catalogue.commands import CITIES
from deploy.settings import Settings


def _names() -> list[str]:
    return sorted(path.parent.name for path in CITIES.glob("*/city.yaml"))


City = Annotated[
    str | None,
    typer.Option(
        help="A city under deploy/cities/, or a pack's folder; without it SIMPUL_CITY.",
        autocompletion=_names,
    ),
]


def pack_of(city: str | None) -> Path:
    """The pack's folder; where there is none the command ends."""
    named = city or Settings().city
    folders = (CITIES / named, Path(named))
    found = next((each for each in folders if (each / "city.yaml").is_file()), None)
    if found is None:
        stop(f"There is no city `{named}`; there is {', '.join(_names())}.", Exit.USAGE)
    return found
