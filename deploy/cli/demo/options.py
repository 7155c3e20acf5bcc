"""What `simpul demo` may be asked for: its options and their help."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.local.demo.run import RATE, SEED
from deploy.local.demo.stage import DAYS_A_MINUTE

Seconds = Annotated[
    float | None, typer.Option("--for", min=1, help="Run this many seconds; without: no end.")
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON object at the end; needs --for.")
]
Rate = Annotated[
    float | None,
    typer.Option(
        min=0.1,
        help=(
            "About how many agencies' events a real second, when requests of every age are under"
            f" way; a request makes six or so. Else {RATE:g}, or as before: 5.8 requests a second."
        ),
    ),
]
Speed = Annotated[
    float | None,
    typer.Option(
        min=0.01,
        max=100,
        help=f"How many days of city time a minute; else {DAYS_A_MINUTE:g}, or as before.",
    ),
]
CityName = Annotated[
    str | None,
    typer.Option("--city", help="Folder under deploy/cities/; else SIMPUL_CITY, or as before."),
]
Record = Annotated[
    Path | None,
    typer.Option(
        "--record", help="Write a moving picture of the screen, an SVG, here; needs --for."
    ),
]
Kills = Annotated[int, typer.Option(min=0, help="SIGKILL workers this many times; needs --for.")]
Seed = Annotated[
    int | None, typer.Option(help=f"Seeds all that is invented; else {SEED}, or as before.")
]
Place = Annotated[
    Path | None,
    typer.Option(
        "--folder", help="Keep the data in this empty folder; without: a new one, removed."
    ),
]
Keep = Annotated[
    bool, typer.Option("--keep", help="Go on with the last demo of SIMPUL_DATA, or --folder.")
]
