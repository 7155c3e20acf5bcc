"""More time, from the agency's asking to what an operator types and the citizen is told."""

import asyncio
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from contracts.catalogue import Policy, Text
from deploy.cli.main import app
from tests.builders.catalogue import a_catalogue, a_term, having
from tests.builders.promises import MORE_TIME
from tests.flow.commands import Run, send, submission
from tests.flow.line import MemoryReach, carry, published
from tests.flow.memory_bus import MemoryBus

WHY = ("--by", "siti", "--why", "Suku cadang memang terlambat.", "--wait", "0")


@pytest.fixture
def bus() -> MemoryBus:
    """The small city; its one term may be extended and lasts half a century.

    Orders are tried at the hour they are typed, long after that city's requests were received.
    """
    hours = {"unit": "elapsed_hours", "targets": dict.fromkeys(("P1", "P2", "P3", "P4"), 440_000)}
    terms = (a_term(extension=MORE_TIME, warn_at=(), **hours),)
    policy = Policy(code="THREE-DAYS", names=Text(id="x"), terms=terms)
    return asyncio.run(published(having(a_catalogue(), policies=(policy,))))


@pytest.fixture
def run(bus: MemoryBus) -> Run:
    """Types a command."""
    return lambda *words: CliRunner().invoke(app, list(words), obj=MemoryReach(bus))


def asked(bus: MemoryBus, run: Run, folder: Path) -> str:
    """A request whose agency needs two days more: its ticket."""
    more = {"reference": "DLH-1", "days": 2, "reason": "Suku cadang tiba hari Kamis."}
    events = [submission(), {"type": "simpul.extension.requested.v1", "data": more}]
    assert send(run, folder, events).exit_code == 0
    asyncio.run(carry(bus))
    (only,) = orjson.loads(run("case", "list", "--json").stdout)
    return str(only["ticket"])


def test_an_extension_is_asked_for_shown_approved_and_told(
    bus: MemoryBus, run: Run, tmp_path: Path
) -> None:
    ticket = asked(bus, run, tmp_path)
    shown = run("case", "show", ticket).stdout
    assert "OPD meminta perpanjangan 2 hari; menunggu persetujuan." in shown
    assert "extend" in shown
    said = run("case", "extend", ticket, "--as", "kepala-opd", *WHY)
    assert said.exit_code == 0
    assert "Tenggat penyelesaian diperpanjang 2 hari; jatuh tempo baru" in said.stdout
    asyncio.run(carry(bus))
    told = run("trace", ticket).stdout
    assert "DLH meminta perpanjangan 2 hari: Suku cadang tiba hari Kamis." in told
    assert "Operator siti menyetujui perpanjangan tenggat" in told


def test_who_may_not_approve_is_told_whose_word_it_takes(
    bus: MemoryBus, run: Run, tmp_path: Path
) -> None:
    ticket = asked(bus, run, tmp_path)
    refused = run("case", "extend", ticket, "--as", "camat", *WHY)
    assert refused.exit_code == 3
    assert "Perpanjangan ini diputuskan oleh kepala-opd." in refused.stderr


def test_an_extension_is_declined_kept_and_told_to_who_asked(
    bus: MemoryBus, run: Run, tmp_path: Path
) -> None:
    ticket = asked(bus, run, tmp_path)
    assert "decline" in run("case", "show", ticket).stdout
    said = run("case", "decline", ticket, "--as", "kepala-opd", *WHY)
    assert said.exit_code == 0
    assert "diberi tahu bahwa yang diminta tidak diberikan" in said.stdout
    asyncio.run(carry(bus))
    shown = run("case", "show", ticket).stdout
    assert "menunggu persetujuan" not in shown
    assert f"decline oleh siti: {WHY[3]}" in shown
    assert "Operator siti tidak menyetujui perpanjangan tenggat" in run("trace", ticket).stdout
    again = run("case", "decline", ticket, "--as", "kepala-opd", *WHY)
    assert again.exit_code == 3
    assert "sudah diputuskan pada" in again.stderr
