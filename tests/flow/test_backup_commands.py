"""`simpul backup` and `simpul restore` as somebody types them."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner, Result

from deploy.cli.main import app
from tests.flow.commands import Run, report, send
from tests.flow.line import MemoryReach, carry
from tests.flow.lost_bus import ASKED, MATTRESS, a_mattress, begun_again
from tests.flow.memory_bus import MemoryBus

pytestmark = pytest.mark.usefixtures("story")

On = Callable[..., Result]


def on(bus: MemoryBus) -> On:
    """Commands over another bus."""
    return lambda *words: CliRunner().invoke(app, list(words), obj=MemoryReach(bus))


def elsewhere(bus: MemoryBus) -> MemoryBus:
    """Another broker on which nothing was ever said, at the same time."""
    return MemoryBus(bus.clock)


def test_a_bus_is_backed_up_and_begun_again(run: Run, bus: MemoryBus, tmp_path: Path) -> None:
    file = str(tmp_path / "b.zip")
    done = run("backup", file)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "1 cases, 0 put away" in done.stdout
    again = on(elsewhere(bus))
    restored = again("restore", file)
    assert (restored.exit_code, restored.stderr) == (0, "")
    assert restored.stdout.startswith("Restored ")
    assert (
        again("case", "list", "--ended", "--json").stdout
        == run("case", "list", "--ended", "--json").stdout
    )
    verified = again("verify")
    assert (verified.exit_code, "Everything adds up" in verified.stdout) == (0, True)
    assert "from a backup of the log line begun at" in verified.stdout


def test_json_says_the_manifest_and_the_new_log(run: Run, bus: MemoryBus, tmp_path: Path) -> None:
    file = str(tmp_path / "b.zip")
    manifest = orjson.loads(run("backup", file, "--json").stdout)
    assert (manifest["format"], manifest["city"], manifest["file"]) == (
        "simpul-backup", "kota-serang", file,
    )  # fmt: skip
    restored = orjson.loads(on(elsewhere(bus))("restore", file, "--json").stdout)
    assert restored["epoch"].startswith("log-")
    assert restored["restored"]["epoch"] == "line"
    assert restored["records"] == sum(part["records"] for part in manifest["parts"])


def test_a_file_is_not_overwritten_unasked(run: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "b.zip")
    assert run("backup", file).exit_code == 0
    refused = run("backup", file)
    assert (refused.exit_code, refused.stderr.strip()) == (
        1, f"{file} exists; it is overwritten only with --force.",
    )  # fmt: skip
    assert run("backup", file, "--force").exit_code == 0


def test_a_file_is_checked_without_a_broker(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    run("backup", str(file))
    checked = run("restore", str(file), "--dry-run")
    assert (checked.exit_code, "is whole: kota-serang as of" in checked.stdout) == (0, True)
    file.write_bytes(file.read_bytes()[:-1])
    broken = run("restore", str(file), "--dry-run")
    assert (broken.exit_code, "is cut short" in broken.stderr) == (1, True)


def test_a_bus_at_work_is_not_restored_over(run: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "b.zip")
    run("backup", file)
    refused = run("restore", file)
    assert (refused.exit_code, refused.stderr.startswith("This broker is not empty")) == (1, True)


def test_early_facts_and_what_becomes_of_them_are_told(
    run: Run, bus: MemoryBus, tmp_path: Path
) -> None:
    send(run, tmp_path, report("TERJADWAL", reference="DLH-9"))
    asyncio.run(carry(bus))
    done = run("backup", str(tmp_path / "b.zip"))
    assert "1 requests are known by early facts alone" in done.stderr


def test_where_nothing_is_published_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    done = on(MemoryBus())("backup", str(tmp_path / "b.zip"))
    assert (done.exit_code, list(tmp_path.glob("b.zip"))) == (1, [])
    assert "does not exist" in done.stderr


def test_what_began_in_the_log_before_is_not_replayed(tmp_path: Path) -> None:
    again = asyncio.run(begun_again(asyncio.run(a_mattress()), tmp_path))
    sent = (("submitted", "10:00", {"reference": "DLH-2", **ASKED}), ("status", "11:00", MATTRESS))
    for kind, when, data in sent:
        more = {"status": "ANGKUT"} if kind == "status" else {}
        asyncio.run(again.hear("dlh", kind, f"2026-03-17 {when}", **data, **more))
    replayed = orjson.loads(on(again.bus)("replay", "case", "--json").stdout)
    assert (replayed["requests_left_out"], replayed["difference_count"]) == (1, 0)
    assert replayed["records"] == 2
