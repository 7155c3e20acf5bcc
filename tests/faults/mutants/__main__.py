"""`python -m tests.faults.mutants`: every wrong build must be caught, the right one found clean."""

import asyncio
import importlib
import logging
import pkgutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Annotated, NamedTuple

import orjson
import typer
from rich.console import Console
from rich.table import Table

from deploy.local.demo.chance import chance
from tests.faults import mutants
from tests.faults.ground import one
from tests.faults.keeping import WORKER
from tests.faults.mutants.mutant import Mutant
from tests.faults.mutants.trials import TRIALS
from tests.faults.settling import NeverSettled, settle
from tests.faults.stage import Size, staged
from tests.faults.verdict import By, Wrong, judged

_SIZE = Size(chunk=5, session=2.0)
_PATIENCE = 60.0
_NO_MUTANT = ("__main__", "mutant", "trials")
_OUT = Console(highlight=False, soft_wrap=True)


class Outcome(NamedTuple):
    """What a build came to in a trial."""

    build: str
    trial: str
    wrong: list[Wrong]
    took: float
    mutant: Mutant | None = None

    @property
    def as_meant(self) -> bool:
        """The right build is clean; a wrong one is caught by whom it must be."""
        if self.mutant is None:
            return not self.wrong
        return any(one.by.startswith(self.mutant.caught_by) for one in self.wrong)

    @property
    def found_by(self) -> list[str]:
        """Who found something wrong."""
        return sorted({one.by for one in self.wrong})


def found() -> dict[str, Mutant]:
    """Every mutant by its module's name."""
    names = [each.name for each in pkgutil.iter_modules(mutants.__path__)]
    return {
        name: importlib.import_module(f"{mutants.__name__}.{name}").MUTANT
        for name in sorted(names)
        if name not in _NO_MUTANT
    }


async def tried(module: str, trial: str, seed: int) -> list[Wrong]:
    """One build in one trial: what is wrong."""
    with tempfile.TemporaryDirectory(prefix="simpul-mutant-", ignore_cleanup_errors=True) as folder:
        dice, place = chance(seed, trial), Path(folder)
        async with one(place) as ground, staged(ground, place, dice, _SIZE, module) as stage:
            wrong = []
            try:
                await TRIALS[trial](stage)
                names = [topic.name for topic in stage.topics]
                await settle(stage.access, names, "bus", _PATIENCE)
            except (NeverSettled, TimeoutError) as stuck:
                wrong.append(Wrong("standstill", str(stuck) or "an effect did not come in time"))
            wrong += [Wrong(By.WORKERS, each) for each in await stage.keeper.stop()]
            return (await judged(stage, wrong)).wrong


def main(
    seed: Annotated[int, typer.Option(help="Names what agencies say.")] = 7,
    only: Annotated[list[str] | None, typer.Option(help="Mutants by name; may repeat.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the results to this file.")] = None,
) -> None:
    """Try every wrong build and the right one; exit 3 unless each is judged as it should be."""
    logging.disable(logging.CRITICAL)
    chosen = {name: each for name, each in found().items() if not only or name in only}
    if unknown := set(only or ()) - found().keys():
        _OUT.print(f"No mutant is called {', '.join(sorted(unknown))}; there are:")
        _OUT.print(", ".join(found()))
        raise typer.Exit(2)
    outcomes = [*_right(chosen, seed), *(_wrong(name, chosen[name], seed) for name in chosen)]
    _OUT.print(_table(outcomes))
    if json is not None:
        document = {"seed": seed, "builds": [_as_json(each) for each in outcomes]}
        json.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    if not all(each.as_meant for each in outcomes):
        raise typer.Exit(3)


def _right(chosen: Mapping[str, Mutant], seed: int) -> list[Outcome]:
    trials = dict.fromkeys(each.trial for each in chosen.values())
    return [_outcome("the real build", WORKER, trial, seed) for trial in trials]


def _wrong(name: str, mutant: Mutant, seed: int) -> Outcome:
    return _outcome(name, f"{mutants.__name__}.{name}", mutant.trial, seed, mutant)


def _outcome(
    build: str, module: str, trial: str, seed: int, mutant: Mutant | None = None
) -> Outcome:
    began = monotonic()
    wrong = asyncio.run(tried(module, trial, seed))
    outcome = Outcome(build, trial, wrong, round(monotonic() - began, 1), mutant)
    by = ", ".join(outcome.found_by) or "nobody"
    mark = "as meant" if outcome.as_meant else "[red]not as meant[/]"
    _OUT.print(f"{build} in {trial}: {mark}; found by {by} ({outcome.took} s)")
    if not outcome.as_meant:
        for each in wrong[:5]:
            _OUT.print(f"  {each.by}: {each.sentence}")
    return outcome


def _as_json(one: Outcome) -> dict[str, object]:
    mutant = one.mutant
    return {
        "build": one.build,
        "replaced": mutant.replaced if mutant else None,
        "trial": one.trial,
        "found_by": one.found_by,
        "first": one.wrong[0].sentence if one.wrong else None,
        "must_be_found_by": mutant.caught_by if mutant else None,
        "the_ledger_will_by": (mutant.will_be or None) if mutant else None,
        "as_meant": one.as_meant,
        "took_s": one.took,
    }


def _table(outcomes: Sequence[Outcome]) -> Table:
    table = Table(title="Builds", title_justify="left")
    for column in ("build", "replaced", "trial", "found by", "the ledger's check to come", "ok"):
        table.add_column(column)
    for each in outcomes:
        mutant = each.mutant
        replaced = mutant.replaced.removeprefix("agents.") if mutant else "-"
        by, will = ", ".join(each.found_by) or "-", mutant.will_be if mutant else ""
        table.add_row(each.build, replaced, each.trial, by, will, "yes" if each.as_meant else "NO")
    return table


if __name__ == "__main__":
    typer.run(main)
