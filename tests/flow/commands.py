"""Commands typed over a bus in memory, and the files of events they are given."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from typer.testing import Result

from tests.builders.requests import SHOWN

Run = Callable[..., Result]


def submission(**changed: Any) -> dict[str, Any]:
    """A bulky waste request as a file has it."""
    data = {
        "reference": "DLH-1",
        "service": "ANGKUT-BESAR",
        "location": {"latitude": -6.115, "longitude": 106.155},
        "fields": {"item_kind": ["kasur"], "item_count": 1},
    }
    return {"type": "simpul.request.submitted.v1", "id": "one", "data": data | changed}


def report(status: str, **changed: Any) -> dict[str, Any]:
    """News of it."""
    data: dict[str, Any] = {"reference": "DLH-1", "status": status}
    data |= SHOWN if status == "TERANGKUT" else {}
    return {"type": "simpul.status.reported.v1", "data": data | changed}


def file_of(folder: Path, events: object) -> str:
    """A file of events, by its name."""
    file = folder / "events.json"
    file.write_bytes(events if isinstance(events, bytes) else orjson.dumps(events))
    return str(file)


def send(run: Run, folder: Path, events: object, *more: str) -> Result:
    """Send a file as DLH."""
    return run("send", file_of(folder, events), "--agency", "dlh", *more)
