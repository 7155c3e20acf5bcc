"""Which records a command on quarantine is about, as options say it; the same for every one."""

from typing import Annotated, Literal, NamedTuple

import typer

from contracts.reasons import Reason
from contracts.releases import CityClock
from deploy.cli.answers import Exit, Stopped
from deploy.clock import now_ms
from deploy.quarantine.ages import EXPECTED, instant_of
from deploy.quarantine.finding import Choice

Hop = Literal["intake", "case"]

Agency = Annotated[str | None, typer.Option(help="Whose records: a code such as dlh.")]
WhyAside = Annotated[
    Reason | None, typer.Option(metavar="CODE", help="Why: a reason code such as unknown-service.")
]
AtHop = Annotated[Hop | None, typer.Option(help="Where they were put aside.")]
Since = Annotated[str | None, typer.Option(help="Put aside since: 30m, 12h, 3d, or 2026-03-12.")]
OlderThan = Annotated[
    str | None, typer.Option(help="Put aside before: 30m, 12h, 3d ago, or 2026-03-12.")
]


class Asked(NamedTuple):
    """What somebody typed."""

    agency: str | None
    reason: Reason | None
    hop: Hop | None
    since: str | None
    older_than: str | None


def choice_of(asked: Asked, clock: CityClock) -> Choice:
    """The conditions as they are applied; Stopped where an age is none."""
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
