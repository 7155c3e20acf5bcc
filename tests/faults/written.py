"""What a run leaves in a file: where, when and of what it was, and every result as it comes."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson
import psutil

from deploy.local.bench.machine import machine

_GIB = 2**30
_HERE = Path(__file__).parents[2]


class Written:
    """Written anew after each result, so that a run cut short says what it left out.

    `kind` names the results, `names` all of which a whole run has one or more.
    """

    def __init__(self, file: Path | None, kind: str, names: Sequence[str], seed: int) -> None:
        self._file = file
        self._kind = kind
        self._names = names
        self._heading = {"seed": seed} | _machine()
        self._results: list[Mapping[str, object]] = []
        self.had: set[str] = set()
        """Of which there is a result."""

    @property
    def left_out(self) -> list[str]:
        """Of which there is none yet."""
        return [name for name in self._names if name not in self.had]

    def add(self, name: str, result: Mapping[str, object]) -> None:
        """One more result."""
        self._results.append(result)
        self.had.add(name)
        if self._file is not None:
            document = self._heading | {"left_out": self.left_out, self._kind: self._results}
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")


def _machine() -> dict[str, object]:
    """This machine today, how busy it was at the start, and the commit that was checked out."""
    return {
        "commit": _commit(),
        "memory_gib": round(psutil.virtual_memory().total / _GIB),
        "load_at_start": round(psutil.getloadavg()[0], 1),
        **machine().model_dump(),
    }


def _commit() -> str | None:
    """Of a checkout; None where there is no git to ask."""
    command = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
    asked = subprocess.run(command, cwd=_HERE, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or None
