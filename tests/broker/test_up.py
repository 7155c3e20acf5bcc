"""`simpul up` as a person meets it: lines, a service that answers, an end that leaves nothing."""

import re
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import httpx
import psutil
import pytest

_PATIENCE = 90.0


def _until_ready(address: str) -> str:
    """The version the service answers from, once it does."""
    deadline = monotonic() + _PATIENCE
    while (answered := httpx.get(f"{address}/readyz")).status_code != 200:
        assert monotonic() < deadline, answered.text
        sleep(0.05)
    return str(answered.json()["version"])


def test_up_brings_the_bus_without_agencies_and_ctrl_c_ends_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMPUL_HTTP_PORT", "0")
    monkeypatch.setenv("SIMPUL_BOARD_PORT", "0")
    with subprocess.Popen(
        [sys.executable, "-m", "deploy.cli", "up"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line.rstrip())
            if line.startswith("Ctrl-C"):
                break
        started = psutil.Process(process.pid).children(recursive=True)
        said = "\n".join(lines)
        published = re.search(r"Catalogue: (v1-\w+) \(published\)", said)
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert published, said
        assert address, said
        assert _until_ready(address[0]) == published[1]
        assert httpx.get(f"{address[0]}/v1/services/dlh.bulky-waste").status_code == 200
        board = re.search(r"Board: (http://127\.0\.0\.1:\d+/board)", said)
        assert board, said
        assert "Permohonan warga" in httpx.get(board[1]).text
        assert len([one for one in started if "worker" in one.cmdline()]) == 2
        process.send_signal(signal.SIGINT)
        _, trouble = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 0, trouble
    _, alive = psutil.wait_procs(started, timeout=30)
    assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []
