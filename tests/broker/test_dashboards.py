"""No panel is empty: what dashboards ask is asked of a Prometheus that watches a real demo."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest

from deploy.clock import now_ms
from deploy.local.java import last_words, start_leashed
from deploy.metrics.scraping import NotScraped, scrape
from deploy.settings import Settings
from deploy.wiring import kafka_access
from services.kafka.writing import KafkaWriter
from services.ledger import Shown
from tests.broker.prometheus import Prometheus, fill_in, missing, prometheus
from tests.builders.requests import Story
from tests.house.dashboards import ASKED, EVERYTHING, Asked

_SIMPUL = [sys.executable, "-m", "deploy.cli"]
_DEMO = ["demo", "--for", "600", "--json", "--speed", "60", "--rate", "38"]
_SERVED = re.compile(r"http://[\d.]+:\d+/metrics")
_PATIENCE = 120.0
_COMES_LAST = {
    "simpul_bounces_total",
    "simpul_clock_used_seconds_count",
    "simpul_escalations_total",
    "simpul_open_cases_escalated",
    "simpul_sla_results_withdrawn_total",
}
"""What a demo shows after everything else."""
_NEVER_IN_A_DEMO = ("Ditahan", "Permohonan yang ditahan", "Arbitrase")
"""A bug of ours holds a request, and agencies do not agree: there they say that there is none."""


@contextmanager
def _running(log: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command of ours, which ends with the test."""
    process = start_leashed([*_SIMPUL, *words], log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class _Watched:
    """A demo, the exporter beside it, and where each writes."""

    folder: Path
    processes: Mapping[str, subprocess.Popen[bytes]]

    def targets(self) -> dict[str, str]:
        """Where each shows its metrics now: a worker that was started again has another port."""
        return {job: self.address(job) for job in ("simpul-intake", "simpul-case", "simpul-lag")}

    def address(self, job: str) -> str:
        """Where the process of a job shows its metrics, once it does."""
        deadline = monotonic() + _PATIENCE
        while monotonic() < deadline:
            for name, process in self.processes.items():
                assert process.poll() is None, last_words(self.folder / name)
            if found := list(_SERVED.finditer(self._said(job))):
                return found[-1][0]
            sleep(0.2)
        raise AssertionError(f"{job} names no address: {self._said(job)}")

    def _said(self, job: str) -> str:
        """What a job's processes wrote, the one that runs now last."""
        logs = [
            *self.folder.glob(f"{job}.txt"),
            *self.folder.glob(f"demo/{job.removeprefix('simpul-')}-*.log"),
        ]
        logs.sort(key=lambda log: (len(log.name), log.name))
        return "".join(log.read_text("utf-8") for log in logs)


@contextmanager
def _watched_demo(folder: Path) -> Iterator[_Watched]:
    """A demo and the exporter beside it, as soon as both workers run."""
    place, said, lag = folder / "demo", folder / "demo.txt", folder / "simpul-lag.txt"
    look = ["lag", "--serve", "0", "--every", "1", "--folder", str(place)]
    with _running(said, *_DEMO, "--folder", str(place)) as demo:
        _Watched(folder, {said.name: demo}).address("simpul-case")
        asyncio.run(_give_one_back(place))
        with _running(lag, *look) as exporter:
            yield _Watched(folder, {said.name: demo, lag.name: exporter})


async def _give_one_back(place: Path) -> None:
    """DLH takes a request in and says that it is not its own: no simulated agency ever does."""
    story = Story("dlh", "BUKAN-1")
    body = {"reference": story.reference, "status": "BUKAN_URUSAN_DLH"}
    back = story.says("status.reported", "BUKAN-1-1", body)
    async with KafkaWriter(kafka_access(Settings(), place)) as writer:
        await writer.write([story.submitted(), back])


def _once_all_is_told(demo: _Watched) -> dict[str, list[Shown]]:
    """What each process shows, as soon as it is what two weeks are made of."""
    left, deadline = _COMES_LAST, monotonic() + _PATIENCE
    while monotonic() < deadline:
        with suppress(NotScraped):  # a worker that is started again is not there for a moment
            found = {job: scrape(address) for job, address in demo.targets().items()}
            left = _COMES_LAST - {one.name for series in found.values() for one in series}
            if not left:
                return found
        sleep(1)
    raise AssertionError(f"nobody shows {', '.join(sorted(left))}")


def _empty(server: Prometheus, asked: Iterable[Asked]) -> list[Asked]:
    return [one for one in asked if not server.answer(one.chosen(**EVERYTHING))]


def _without_their_none(asked: Iterable[Asked]) -> list[Asked]:
    """The same, but that nothing stands for what is not there, where there is something."""
    return [
        one._replace(expr=one.expr.removesuffix(" or vector(0)"))
        if one.title not in _NEVER_IN_A_DEMO
        else one
        for one in asked
    ]


def test_no_panel_of_a_dashboard_is_empty(tmp_path: Path) -> None:
    if lacking := missing():
        pytest.skip(
            f"{lacking} is not here (Debian: prometheus): no panel of city.json, agency.json and"
            " bus.json was evaluated"
        )
    left = _without_their_none(ASKED)
    with _watched_demo(tmp_path) as demo:
        fill_in(tmp_path, _once_all_is_told(demo), now_ms() // 1000)
        with prometheus(tmp_path) as server:
            deadline = monotonic() + _PATIENCE
            while left and monotonic() < deadline:
                server.scrape(demo.targets())
                sleep(1)
                left = _empty(server, left)
    assert not left, f"nothing to show: {'; '.join(one.whose for one in left)}"
