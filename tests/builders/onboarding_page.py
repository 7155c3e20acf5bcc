"""docs/onboarding.md: its commands run, its files written, its generated parts filled in anew.

`python -m tests.builders.onboarding_page` writes the page anew, but for what needs a running bus.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from deploy.trying.columns import COLUMNS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "onboarding.md"
ROOMS = ("contracts", "services", "agents", "deploy")

_BLOCK = re.compile(r"^```(\w+)(?: ([\w.]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COLUMNS = re.compile(r"(<!-- columns: [^\n]*-->\n).*?(<!-- /columns -->)", re.DOTALL)
_PROMPT = "$ "
BUS = "bus"
"""What follows `console` where the commands need a running bus."""

_VARYING: tuple[tuple[str, str], ...] = (
    (r"Waiting \d+ s until .*\n", ""),
    (r"\bv\d+-[0-9a-f]{8}", "VERSION"),
    (r"unpublished-[0-9a-f]{8}", "PACK"),
    (r"partition \d+ offset \d+", "PLACE"),
    (r"KS(-[0-9A-Z]{4}){3}", "TICKET"),
    (r"[jJ]atuh tempo .*", "DUE"),
    (r"[A-Z][a-z]+, \d+ [A-Z][a-z]+ \d{4} (pukul|at) \d\d[.:]\d\d WI[BTA]+", "TIME"),
)
"""What differs from one running bus to the next."""


class Block(NamedTuple):
    """One fenced block: what it is, its file name or what its commands need, and its text."""

    kind: str
    name: str | None
    text: str

    @property
    def is_file(self) -> bool:
        """Whether it is a file to write, for the commands below it."""
        return self.kind != "console" and self.name is not None

    @property
    def commands(self) -> list[str]:
        """What is typed."""
        lines = self.text.splitlines()
        return [line.removeprefix(_PROMPT) for line in lines if line.startswith(_PROMPT)]


Run = Callable[[str], str]
"""Runs a line of shell and gives all it printed."""


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks in order."""
    for kind, name, text in _BLOCK.findall(page):
        yield Block(kind, name or None, text)


def a_checkout(folder: Path) -> Path:
    """A copy of the rooms to run commands in."""
    for room in ROOMS:
        ignored = shutil.ignore_patterns("__pycache__", "bpbd")
        shutil.copytree(ROOT / room, folder / room, ignore=ignored)
    shim = folder / "bin" / "simpul"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec {sys.executable} -m deploy.cli "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    return folder


def typed_in(checkout: Path, **settings: str) -> Run:
    """Types commands in a copy of the rooms."""
    path = f"{checkout / 'bin'}{os.pathsep}{os.environ['PATH']}"  # noqa: TID251 - for a process of its own
    inherited = os.environ | {"PATH": path}  # noqa: TID251 - as above

    def run(command: str) -> str:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=checkout,
            env=inherited | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.stdout

    return run


def filled(page: str, checkout: Path, run: Run) -> str:
    """The page with its table of columns, and the output of every command that needs no bus."""

    def anew(found: re.Match[str]) -> str:
        block = Block(found[1], found[2], found[3])
        if block.is_file:
            (checkout / str(block.name)).write_text(block.text, encoding="utf-8")
        if block.kind != "console" or block.name == BUS:
            return found[0]
        said = "".join(f"{_PROMPT}{command}\n{run(command)}" for command in block.commands)
        return f"```console\n{said}```"

    rows = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in COLUMNS.items())
    table = f"| column | holds |\n|---|---|\n{rows}"
    return _COLUMNS.sub(lambda found: f"{found[1]}{table}{found[2]}", _BLOCK.sub(anew, page))


def same_on_any_bus(said: str) -> str:
    """What commands printed, without what differs from one running bus to the next."""
    for pattern, instead in _VARYING:
        said = re.sub(pattern, instead, said)
    return "\n".join(line.rstrip() for line in said.splitlines())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        here = a_checkout(Path(place))
        old = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(filled(old, here, typed_in(here)), encoding="utf-8")
