"""No panel is empty: what dashboards ask is asked of a Prometheus that watches a real demo."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

import pytest

from deploy.clock import now_ms
from deploy.metrics.scraping import scrape
from services.ledger import Shown
from tests.broker.prometheus import Prometheus, fill_in, missing, prometheus
from tests.house.dashboards import ASKED, EVERYTHING, Asked

_SIMPUL = [sys.executable, "-m", "deploy.cli"]
_DEMO = ["demo", "--for", "600", "--json", "--speed", "60", "--rate", "60"]
_SERVED = re.compile(r"http://[\d.]+:\d+/metrics")
_PATIENCE = 60.0
_A_WEEK_HAS = {
    "simpul_bounces_total",
    "simpul_clock_used_seconds_count",
    "simpul_escalations_total",
    "simpul_open_cases_escalated",
    "simpul_sla_results_withdrawn_total",
}
"""What comes last in a demo: the rest is there by then."""


@contextmanager
def _running(log: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command of ours, which ends with the test."""
    with log.open("w") as file:
        process = subprocess.Popen([*_SIMPUL, *words], stdout=file, stderr=file)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[bytes], log: Path, said: Path) -> str:
    """Where a process says that it shows its metrics."""
    deadline = monotonic() + _PATIENCE
    while monotonic() < deadline:
        assert process.poll() is None, said.read_text("utf-8")
        found = _SERVED.search(log.read_text("utf-8") if log.exists() else "")
        if found is not None:
            return found[0]
        sleep(0.2)
    raise AssertionError(f"{log} names no address: {said.read_text('utf-8')}")


@contextmanager
def _watched_demo(folder: Path) -> Iterator[dict[str, str]]:
    """A demo and the exporter beside it: where each shows its metrics, by Prometheus's jobs."""
    place, said, lag = folder / "demo", folder / "demo.txt", folder / "lag.txt"
    with _running(said, *_DEMO, "--folder", str(place)) as demo:
        found = {
            f"simpul-{hop}": _address(demo, place / f"{hop}-1.log", said)
            for hop in ("intake", "case")
        }
        look = ["lag", "--serve", "0", "--every", "1", "--folder", str(place)]
        with _running(lag, *look) as exporter:
            yield found | {"simpul-lag": _address(exporter, lag, lag)}


def _once_enough_is_told(shown: dict[str, str]) -> dict[str, list[Shown]]:
    """What each process shows, as soon as it is what a week is made of."""
    deadline = monotonic() + _PATIENCE
    while monotonic() < deadline:
        found = {job: scrape(address) for job, address in shown.items()}
        names = {one.name for series in found.values() for one in series}
        if names >= _A_WEEK_HAS:
            return found
        sleep(0.5)
    raise AssertionError(f"nobody shows {', '.join(sorted(_A_WEEK_HAS - names))}")


def _empty(server: Prometheus, asked: list[Asked]) -> list[Asked]:
    return [one for one in asked if not server.answer(one.chosen(**EVERYTHING))]


def test_no_panel_of_a_dashboard_is_empty(tmp_path: Path) -> None:
    if lacking := missing():
        pytest.skip(
            f"{lacking} is not here (Debian: prometheus): no panel of city.json, agency.json and"
            " bus.json was evaluated"
        )
    with _watched_demo(tmp_path) as shown:
        fill_in(tmp_path, _once_enough_is_told(shown), now_ms() // 1000)
        targets = {job: [urlsplit(address).netloc] for job, address in shown.items()}
        with prometheus(tmp_path, targets) as server:
            left, deadline = list(ASKED), monotonic() + _PATIENCE
            while (left := _empty(server, left)) and monotonic() < deadline:
                sleep(1)
    assert not left, f"nothing to show: {'; '.join(one.whose for one in left)}"
