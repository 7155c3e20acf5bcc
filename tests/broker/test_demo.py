"""The demo accounts for every record it sends, and however it ends, nothing of it is left."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import psutil

_SIMPUL = [sys.executable, "-m", "deploy.cli", "demo"]
_PATIENCE = 90.0
_BROKER_AND_WORKERS = 3


@contextmanager
def _started(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*_SIMPUL, *options],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _descendants(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The broker and both workers, once all are there."""
    deadline = monotonic() + _PATIENCE
    while monotonic() < deadline:
        assert process.poll() is None, process.communicate()[1]
        found = psutil.Process(process.pid).children(recursive=True)
        workers = [one for one in found if "worker" in _words(one)]
        if len(found) >= _BROKER_AND_WORKERS and len(workers) == _BROKER_AND_WORKERS - 1:
            return found
        sleep(0.1)
    raise TimeoutError("the demo's broker and workers were never all there")


def _words(process: psutil.Process) -> list[str]:
    """A process's command line; one that has ended meanwhile (a formatting step) has none."""
    try:
        return process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []


def _left(processes: list[psutil.Process]) -> list[str]:
    _, alive = psutil.wait_procs(processes, timeout=30)
    return [" ".join(_words(one)) for one in alive if one.status() != psutil.STATUS_ZOMBIE]


def test_a_demo_with_a_killed_worker_accounts_for_every_record(tmp_path: Path) -> None:
    with _started(tmp_path, "--for", "8", "--json", "--rate", "40", "--kills", "1") as process:
        started = _descendants(process)
        out, progress = process.communicate(timeout=_PATIENCE)
    told = json.loads(out)
    assert (told["unaccounted"], told["problems"], told["kills"]) == (0, 0, 1), progress
    named = ("applied", "duplicates", "late", "refused", "waiting", "held")
    assert sum(told[name] for name in named) + sum(told["quarantined"].values()) == told["sent"]
    assert told["sent"] > 30
    assert len(told["requests"]) >= 3
    assert set(told["rss_mb"]) == {"intake", "case", "broker", "demo"}
    assert process.returncode == 0
    assert _left(started) == []
    assert list((tmp_path / ".simpul").iterdir()) == []


def test_ctrl_c_ends_everything_the_demo_started(tmp_path: Path) -> None:
    with _started(tmp_path) as process:
        started = _descendants(process)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=_PATIENCE)
    assert process.returncode == 0
    assert _left(started) == []
    assert list((tmp_path / ".simpul").iterdir()) == []


def test_a_kept_demo_that_was_killed_goes_on_with_its_requests_and_its_clock(
    tmp_path: Path,
) -> None:
    with _started(tmp_path, "--keep", "--rate", "20") as process:
        killed = _descendants(process)
        taken_in = _until_requests_are_open(process)
        process.kill()
        process.wait()
    assert _left(killed) == []
    with _started(tmp_path, "--keep", "--city", "kotamobagu") as process:
        _, why = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 2
    assert "a demo of kota-serang, not of kotamobagu" in " ".join(why.replace("│", " ").split())
    with _started(tmp_path, "--keep", "--for", "3", "--json") as process:
        out, said = process.communicate(timeout=_PATIENCE)
    told = json.loads(out)
    assert (process.returncode, told["unaccounted"], told["problems"]) == (0, 0, 0), said
    assert sum(told["requests"].values()) >= taken_in
    assert "City time stands at " in said
    starts = json.loads((tmp_path / ".simpul/demo/demo.json").read_text())
    assert [(start["seed"], start["rate"]) for start in starts] == [(1, 20.0), (1, 20.0)]


def _until_requests_are_open(process: subprocess.Popen[str]) -> int:
    """How many requests the plain screen shows, once it shows some."""
    assert process.stdout is not None
    for line in process.stdout:
        if taken_in := sum(map(int, re.findall(r"(\d+) diterima", line))):
            return taken_in
    raise AssertionError(process.communicate()[1])
