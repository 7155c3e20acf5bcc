"""Whole runs as their files tell them, read back for the page of promises."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel


class Run(BaseModel):
    """Where, when and of what a run was."""

    seed: int
    commit: str | None
    date: str
    cores: int
    memory_gib: int
    load_at_start: float
    """Processes that ran or waited for a core, over the minute before."""
    versions: dict[str, str]
    left_out: list[str]


class Played(BaseModel):
    """A scenario."""

    name: str
    schedule: list[str]
    sent: int
    lost: int
    read: int
    copies: int
    judged: int
    recovered: list[float]
    wrong: list[dict[str, str]]
    not_run: str


class Tried(BaseModel):
    """A build."""

    build: str
    replaced: str | None
    trial: str
    found_by: list[str]
    must_be_found_by: str | None
    as_meant: bool


class Faults(Run):
    """Of `python -m tests.faults`."""

    scenarios: list[Played]


class Builds(Run):
    """Of `python -m tests.faults.mutants`."""

    builds: list[Tried]


class Agreed(BaseModel):
    """Random histories of which the fold and the slow reference said the same."""

    histories: int
    seconds: int
    clocks: dict[str, int]
    """How often clocks did what, by the last word of the event's type."""


class Twins(Run):
    """Of `python -m tests.property.twins`."""

    twins: list[Agreed]


class Runs(NamedTuple):
    """All that a page is written from."""

    faults: list[Faults]
    builds: list[Builds]
    twins: list[Twins]


def read(files: Iterable[Path]) -> Runs:
    """Runs of every kind; pydantic's ValidationError where a file is of none."""
    runs = Runs([], [], [])
    for file in files:
        content = file.read_bytes()
        if b'"scenarios"' in content:
            runs.faults.append(Faults.model_validate_json(content))
        elif b'"twins"' in content:
            runs.twins.append(Twins.model_validate_json(content))
        else:
            runs.builds.append(Builds.model_validate_json(content))
    return runs
