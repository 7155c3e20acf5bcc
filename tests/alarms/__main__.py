"""`python -m tests.alarms`: every fault before a real Prometheus; a table at the end."""

import asyncio
import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tests.alarms.bus import the_bus
from tests.alarms.faults import FAULTS
from tests.alarms.playing import Fault, Outcome, play
from tests.alarms.shortened import BY
from tests.broker.prometheus import NoPrometheus
from tests.faults.written import Written

_OUT = Console(highlight=False, soft_wrap=True)
_COLUMNS = ("fault", "told", "after s", "follows, not told", "others", "calm again s")


def main(
    only: Annotated[list[str] | None, typer.Option(help="Faults by name; may repeat.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the results to this file.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep everybody's files here.")] = None,
) -> None:
    """Play faults and see what is told; exit 3 where something is missing, or told besides."""
    logging.disable(logging.CRITICAL)  # clients tell of every outage: that is what is being played
    chosen = [one for one in FAULTS if not only or one.name in only]
    if unknown := set(only or ()) - {one.name for one in FAULTS}:
        _OUT.print(f"No fault is called {', '.join(sorted(unknown))}; there are:")
        _OUT.print(", ".join(one.name for one in FAULTS))
        raise typer.Exit(2)
    written = Written(json, "faults", [one.name for one in FAULTS], 0)
    with tempfile.TemporaryDirectory(prefix="alarms-") as folder:
        try:
            outcomes = asyncio.run(_played(chosen, (keep or Path(folder)).absolute(), written))
        except NoPrometheus as none:
            _OUT.print(f"Not run: {none}")
            raise typer.Exit(1) from None
    _OUT.print(_table(outcomes))
    _OUT.print(f"All windows of the rules were {BY} times shorter than they are.")
    if not all(one.holds for one in outcomes):
        raise typer.Exit(3)


async def _played(faults: Sequence[Fault], folder: Path, written: Written) -> list[Outcome]:
    outcomes = []
    async with the_bus(folder) as bus:
        for fault in faults:
            _OUT.print(f"[bold]{fault.name}[/]: {fault.sentence}")
            outcomes.append(await play(bus, fault, folder))
            written.add(fault.name, outcomes[-1].as_json())
            _OUT.print(f"  {_verdict(outcomes[-1])}")
    return outcomes


def _verdict(outcome: Outcome) -> str:
    if outcome.holds:
        return "as meant"
    said = {
        "missing": outcome.missing,
        "others": outcome.others,
        "told before it": outcome.before,
    }
    parts = [f"{word}: {', '.join(names)}" for word, names in said.items() if names]
    return "; ".join(parts) or "it was never quiet again"


def _table(outcomes: Sequence[Outcome]) -> Table:
    table = Table(*_COLUMNS)
    for one in outcomes:
        calm = "-" if one.calm is None else f"{one.calm:.0f}"
        seconds = ", ".join(f"{at:.0f}" for at in one.told.values())
        besides = ", ".join(sorted({name.partition(" ")[0] for name in one.fired}))
        cells = (", ".join(one.told) or "nobody", seconds, besides, ", ".join(one.others), calm)
        table.add_row(one.fault.name, *cells)
    return table


if __name__ == "__main__":
    typer.run(main)
