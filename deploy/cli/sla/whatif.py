"""`simpul sla whatif`: the past under other terms, beside what today's came to."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.table import Table

from contracts.calendar import tell_day
from contracts.catalogue import Catalogue
from contracts.topics import REQUESTS
from deploy.cli.answers import Exit, Folder, Json, Stopped, answer, console, from_here, print_json
from deploy.cli.catalogue.commands import checked_pack
from deploy.cli.sla.versions import in_force
from deploy.cli.verify import milliseconds, records_bar
from deploy.clock import now_ms
from deploy.reach import Reach
from deploy.shadow import window
from deploy.sla.counted import Counted, WhatIf
from deploy.sla.whatif import Refolding, Sides, brought
from services.catalogue.policies import with_policies
from services.catalogue.problems import PackRefused
from services.catalogue.releases import read_releases
from services.catalogue.words import metric

DAYS = 90
NO_WORK = "-"


def whatif_command(
    context: typer.Context,
    policy: Annotated[
        Path,
        typer.Option(
            exists=True,
            help="Other terms: a file such as a pack's policies.yaml, or a pack's folder.",
        ),
    ],
    days: Annotated[int, typer.Option(min=1, help="Requests of so many days, city time.")] = DAYS,
    until: Annotated[
        str | None, typer.Option("--to", help="Up to then (RFC 3339).  [default: now]")
    ] = None,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """How many terms would have been met under other terms, by agency and clock.

    Every request received in these days goes through a case worker's own steps
    twice: under the catalogue in force, and under the other. Nothing is written.
    What cannot be judged, such as requests that only a restore brought, is counted.
    """
    pack = checked_pack(policy) if policy.is_dir() else None
    end_ms = milliseconds("--to", until) or now_ms()
    asked = Asked(policy, pack, days, end_ms)
    found = answer(context, folder, lambda reach: _found(reach, asked))
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        _print(found)


class Asked(NamedTuple):
    """The other terms, and which requests are counted."""

    policy: Path
    pack: Catalogue | None
    days: int
    end_ms: int
    """Up to when, real milliseconds since 1970 UTC."""


async def _found(reach: Reach, asked: Asked) -> WhatIf:
    reader = reach.reader()
    releases = await read_releases(reader)
    today, clock = in_force(releases, asked.end_ms)
    new = asked.pack if asked.pack is not None else _beside(today, asked.policy)
    since = clock.city(asked.end_ms) - timedelta(days=asked.days)
    elsewhere = await brought(reader, since) if clock.restored else frozenset()
    refolding = Refolding(Sides(today, new, clock), since, asked.end_ms, elsewhere)
    begin_ms = (clock.real(since) or 0) - clock.early_wait_ms
    span = await window.span_of(reader, [REQUESTS], window.Asked(max(0, begin_ms), asked.end_ms))
    with records_bar() as told:
        await refolding.read(reader, span, told)
    return WhatIf(
        since=since,
        today=today.version,
        policy=str(asked.policy),
        requests=refolding.requests,
        records=refolding.records,
        left_out=dict(sorted(refolding.left_out.items())),
        rows=refolding.rows(),
    )


def _beside(today: Catalogue, file: Path) -> Catalogue:
    """The catalogue in force with a file's policies; what is wrong with them ends the command."""
    try:
        return with_policies(today, file)
    except PackRefused as refused:
        told = (f"{from_here(file)}:{one.line}: {one.told}" for one in refused.problems)
        raise Stopped("\n".join(told), Exit.PROBLEMS) from None


def _print(found: WhatIf) -> None:
    out = console()
    out.print(f"{found.requests} requests received since {tell_day(found.since.date()).en}.")
    for why, count in found.left_out.items():
        out.print(f"Left out: {count} {why}.", markup=False)
    table = Table("agency", "clock", title_justify="left")
    for column in (f"today ({found.today})", f"new ({found.policy})", "difference", "still open"):
        table.add_column(column, justify="right")
    for row in found.rows:
        clock = metric(row.metric).en
        table.add_row(row.agency, clock, *_cells(row.today, row.new))
    table.add_section()
    total = _sum(row.today for row in found.rows), _sum(row.new for row in found.rows)
    table.add_row("all", "", *_cells(*total))
    out.print(table)


def _cells(today: Counted, new: Counted) -> tuple[str, str, str, str]:
    before, after = today.share, new.share
    moved = NO_WORK if before is None or after is None else f"{100 * (after - before):+.1f}"
    return _met(today), _met(new), moved, f"{today.open} / {new.open}"


def _met(counted: Counted) -> str:
    """Such as `12 of 15 (80.0 %)`."""
    if counted.share is None:
        return NO_WORK
    return f"{counted.met} of {counted.met + counted.missed} ({counted.share:.1%})"


def _sum(counts: Iterable[Counted]) -> Counted:
    rows = list(counts)
    return Counted(
        met=sum(one.met for one in rows),
        missed=sum(one.missed for one in rows),
        open=sum(one.open for one in rows),
        cancelled=sum(one.cancelled for one in rows),
    )
