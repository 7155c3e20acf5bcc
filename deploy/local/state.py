"""The note a running embedded broker leaves in its folder, so that another process finds it."""

import json
from pathlib import Path
from typing import NamedTuple

import psutil

_STATE = "broker.json"


class State(NamedTuple):
    """Which process answers where; `born` tells it from a later process with the same number."""

    pid: int
    born: float
    bootstrap: str


def running(folder: Path) -> str | None:
    """The bootstrap address of the live broker started from this folder, if there is one."""
    state = read(folder)
    return state.bootstrap if state is not None and _is_alive(state) else None


def read(folder: Path) -> State | None:
    """The last whole note in the folder, whether or not its broker lives."""
    try:
        return State(**json.loads((folder / "kafka" / _STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write(folder: Path, pid: int, bootstrap: str) -> None:
    """Note a broker that answers."""
    state = State(pid, psutil.Process(pid).create_time(), bootstrap)
    part = folder / "kafka" / f"{_STATE}.part"
    part.write_text(json.dumps(state._asdict()), encoding="utf-8")
    part.replace(folder / "kafka" / _STATE)


def clear(folder: Path) -> None:
    """Take the note away."""
    (folder / "kafka" / _STATE).unlink(missing_ok=True)


def _is_alive(state: State) -> bool:
    try:
        process = psutil.Process(state.pid)
        return process.create_time() == state.born and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
