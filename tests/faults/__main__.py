"""`python -m tests.faults --seed 7`: every scenario by its seeded schedule, a table at the end."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from deploy.clock import fresh_seed
from tests.faults.playing import Result, play
from tests.faults.scenes import SCENARIOS, SHORT

_SHOWN = 5
_OUT = Console(highlight=False, soft_wrap=True)


def main(
    seed: Annotated[int | None, typer.Option(help="Names the schedule; none: a fresh one.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Scenarios by name; may repeat.")] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Keep brokers' and workers' files here.")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="Write the results to this file.")] = None,
) -> None:
    """Play faults on real Kafka; exit 3 when anything was lost or wrong."""
    logging.disable(logging.CRITICAL)  # clients tell of every outage: that is what is being played
    chosen = [name for name in SCENARIOS if not only or name in only]
    chosen += [SHORT.name] if SHORT.name in (only or ()) else []
    if unknown := set(only or ()) - {*SCENARIOS, SHORT.name}:
        _OUT.print(f"No scenario is called {', '.join(sorted(unknown))}; there are:")
        _OUT.print(", ".join((*SCENARIOS, SHORT.name)))
        raise typer.Exit(2)
    seed = fresh_seed() % 10_000 if seed is None else seed
    began = monotonic()
    results = [_played(name, seed, keep) for name in chosen]
    _OUT.print(_table(results))
    _OUT.print(f"Seed {seed}, {monotonic() - began:.0f} s in all.")
    if json is not None:
        document = {"seed": seed, "scenarios": [one.as_json() for one in results]}
        json.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    if not all(one.holds for one in results):
        raise typer.Exit(3)


def _played(name: str, seed: int, keep: Path | None) -> Result:
    scenario = SCENARIOS.get(name, SHORT)
    _OUT.print(f"[bold]{name}[/]: {scenario.sentence} (seed {seed}, --only {name})")
    result = asyncio.run(play(scenario, seed, _OUT.print, keep))
    for one in result.wrong[:_SHOWN]:
        _OUT.print(f"  [red]{one.by}[/]: {one.sentence}")
    _OUT.print(f"  {_verdict(result)} in {result.took:.0f} s")
    return result


def _verdict(result: Result) -> str:
    if result.not_run:
        return f"not run here: {result.not_run}"
    if result.holds:
        return f"{result.sent} sent, lost 0, everything adds up"
    return f"{result.sent} sent, lost {result.lost}, {len(result.wrong)} things wrong"


def _table(results: Sequence[Result]) -> Table:
    table = Table(title="Faults", title_justify="left")
    for column in ("scenario", "faults", "sent", "lost", "wrong", "recovery s: median", "max", "s"):
        table.add_column(column, justify="left" if column == "scenario" else "right")
    for one in results:
        said = one.as_json()
        figures = (said["recovery_median_s"], said["recovery_max_s"], one.took)
        counts = (len(one.schedule), one.sent, one.lost, len(one.wrong))
        cells = ("not run",) if one.not_run else (*counts, *figures)
        table.add_row(one.name, *("-" if cell is None else str(cell) for cell in cells))
    return table


if __name__ == "__main__":
    typer.run(main)
