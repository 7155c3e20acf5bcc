"""`python -m tests.faults.promises FILE...`: docs/promises.md, written from files of whole runs.

Without files, from all in docs/proofs.
"""

import importlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Annotated, Final

import typer

from tests.faults import mutants
from tests.faults.runs import Played, Run, Runs, Tried, read

_ROOT = Path(__file__).parents[2]
PAGE = _ROOT / "docs" / "promises.md"
PROOFS = _ROOT / "docs" / "proofs"

PROMISES: Final = {
    "kills": "a worker may be killed at any moment",
    "points": "a worker may be killed between any two steps, in recovery and take-over too",
    "joins": "workers join and leave while the bus works",
    "frozen": "a worker that stood still past its session and thaws spoils nothing",
    "churn": "partitions may change their owner every few seconds",
    "dates": "workers' clocks may be three days wrong, each another way",
    "cold-start": "the first workers of all work off a backlog of 100,000 records",
    "broker": "the broker may be killed or stopped and come back",
    "away": "the broker may be away for a minute",
    "leader": "of three brokers the leader may be killed",
    "disk": "the broker's disk may fill up",
    "network": "the network may delay, stall, cut and throttle",
    "quarantine": "quarantine may refuse every write for a while",
    "holes": "compaction may remove what cases wrote before",
    "counts": "where partition counts were changed in place, no worker starts",
}
"""What holds in each scenario: nothing lost, nothing told twice, and the sentence."""

_HEAD = """# What is promised, and what it went through

Written by `make promises` from what whole runs left in [proofs/](proofs/); never edited.

## Under faults

Agencies publish whole stories all the while, with repeats, reports out of order, contradictions and
records that cannot be taken among them. After each scenario the ledger reads everything: agencies'
receipts, the groups' committed offsets, and every request against its reference; then the log is
folded again in memory, which must give the same bytes. *Lost* is a receipt without its one outcome;
*repeated* a record that intake wrote again under the same id with the same bytes, which readers
drop by that id; *wrong* is whatever else was found. Recovery runs from the end of the fault (of a
frozen worker: from its beginning) until every partition has told something new.
"""

_ORDERS = """
`make faults` prints each scenario's schedule and the options that play it alone again.

## What proves this can say no

Each is a build that is wrong in one function, played where that shows. The right build was played
in the same trials.
"""

_TWINS = """
## Against a reference written apart

A slow twin works out from the facts alone what must be said of a request, walking its calendars day
by day; it shares tables with the real build and no code that computes. Both were told the same
random histories, of late, repeated and contradicting reports, pauses, more time, cycles, holidays,
orders and terms computed anew, and every event of every clock and state was compared.
"""

_NOT_TRIED = """
## What was not tried

- Everything ran on one machine: no data centre was lost, no brokers were parted from each other by
  the network, no broker's clock was wrong.
- No power failure, and no disk that changes bytes or forgets what it confirmed.
- Chunks and partition counts (four a topic) were smaller than in production, so that faults fall
  between more steps; the load is some hundred events a second but for the cold start.
- Recovery times are of this machine, brokers, agencies and whatever else it was busy with included
  (the load at the start is told above); they are told, never asserted.
"""


def page(runs: Runs) -> str:
    """The whole page."""
    parts = (
        _HEAD,
        _table(("promise", *_RIGHT), _faults(runs)),
        "",
        *_where("Faults", runs.faults),
        _ORDERS,
        _table(("the wrong build", "instead of", "found by"), _builds(runs)),
        "",
        *_where("Builds", runs.builds),
        *_twins(runs),
        _NOT_TRIED.rstrip("\n"),
        *_left_out(runs),
    )
    return "\n".join(parts) + "\n"


_RIGHT = ("faults", "events", "lost", "repeated", "wrong", "recovery s: median", "longest")


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rules = ["---:" if name in _RIGHT else "---" for name in names]
    return "\n".join(f"| {' | '.join(row)} |" for row in (names, rules, *rows))


def _faults(runs: Runs) -> Iterator[Sequence[str]]:
    played = [one for run in runs.faults for one in run.scenarios if not one.not_run]
    for name, promise in PROMISES.items():
        if found := [one for one in played if one.name == name]:
            yield promise, *_figures(found)
    yield "**all**", *_figures(played)


def _figures(played: Sequence[Played]) -> Iterator[str]:
    yield str(sum(len(one.schedule) for one in played))
    for counts in zip(*((p.sent, p.lost, p.copies, len(p.wrong)) for p in played), strict=True):
        yield f"{sum(counts):,}"
    times = [seconds for one in played for seconds in one.recovered]
    yield from (f"{median(times):.1f}", f"{max(times):.1f}") if times else ("-", "-")


def _where(what: str, runs: Sequence[Run]) -> Iterator[str]:
    for run in runs:
        machine = f"{run.cores} cores shared with the brokers, {run.memory_gib} GiB"
        versions = f"python {run.versions['python']}, kafka {run.versions['kafka']}"
        yield (
            f"{what} by seed {run.seed} on {run.date}, commit {run.commit}; {machine}, load"
            f" {run.load_at_start} at the start; {versions}."
        )


def _builds(runs: Runs) -> Iterator[Sequence[str]]:
    for one in (each for run in runs.builds for each in run.builds):
        if one.replaced is None:
            yield f"none: the right build in `{one.trial}`", "-", _found(one)
        else:
            told = importlib.import_module(f"{mutants.__name__}.{one.build}").__doc__ or ""
            yield told.strip().rstrip("."), f"`{one.replaced}`", _found(one)


def _found(one: Tried) -> str:
    who = ", ".join(one.found_by) or "nobody"
    return who if one.as_meant else f"{who}; **not as meant**"


def _twins(runs: Runs) -> Iterator[str]:
    """What both said alike; nothing where no such run was kept."""
    rows = [
        (f"{one.histories:,}", kind, f"{count:,}")
        for run in runs.twins
        for one in run.twins
        for kind, count in one.clocks.items()
    ]
    if rows:
        yield _TWINS
        yield _table(("histories", "clock events alike", "events"), rows)
        yield ""
        yield from _where("Histories", runs.twins)


def _left_out(runs: Runs) -> Iterator[str]:
    for run in (*runs.faults, *runs.builds, *runs.twins):
        if run.left_out:
            yield f"- Left out of the run by seed {run.seed}: {', '.join(run.left_out)}."
    for one in (each for run in runs.faults for each in run.scenarios if each.not_run):
        yield f"- `{one.name}` could not be played: {one.not_run}."


def kept() -> list[Path]:
    """The files the page in the tree is written from."""
    return [file for file in sorted(PROOFS.glob("*.json")) if file.stem != "alerts"]


def main(
    files: Annotated[list[Path] | None, typer.Argument(help="None: all of docs/proofs.")] = None,
) -> None:
    """Write docs/promises.md from whole runs."""
    PAGE.write_text(page(read(files or kept())), encoding="utf-8")
    typer.echo(f"{PAGE.relative_to(_ROOT)} written")


if __name__ == "__main__":
    typer.run(main)
