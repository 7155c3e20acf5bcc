"""A bus with a catalogue, commands typed over it, and one request's story on it."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.cli.main import app
from tests.flow.commands import Run, report, send, submission
from tests.flow.line import MemoryReach, carry, published
from tests.flow.memory_bus import MemoryBus


@pytest.fixture
def bus() -> MemoryBus:
    """Topics and a catalogue, nothing sent."""
    return asyncio.run(published())


@pytest.fixture
def run(bus: MemoryBus) -> Run:
    """Types a command."""

    def typed(*words: str) -> Result:
        return CliRunner().invoke(app, list(words), obj=MemoryReach(bus))

    return typed


@pytest.fixture
def story(bus: MemoryBus, run: Run, tmp_path: Path) -> None:
    """A request that was scheduled, sent again, and of which DLH then said the impossible."""
    events = [
        submission(),
        report("TERJADWAL"),
        submission(),
        report("TERANGKUT"),
        report("ANGKUT"),
    ]
    assert send(run, tmp_path, events).exit_code == 0
    asyncio.run(carry(bus))
