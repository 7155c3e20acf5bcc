"""A real Prometheus of a test: some days of history, live scrapes by our own rules, and answers."""

import json
import shutil
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from time import sleep
from typing import Any

import orjson
import yaml

from deploy.local.java import last_words, start_leashed
from deploy.local.kafka import free_port
from services.ledger import Shown
from tests.broker.workers import PATIENCE

SERVER, TOOL = "prometheus", "promtool"
_LOG = "prometheus.log"
_PLACE = Path(__file__).parents[2] / "deploy/prometheus"
_DAY = 86_400
_DAYS = 15
_STEP = _DAY
_WEEK = 7 * _DAY
_FIVE_MINUTES = 300
_ADDS_UP = ("_total", "_count", "_sum", "_bucket")

Targets = Mapping[str, str]
"""Where each job's process shows its metrics: `http://host:port/metrics`."""


class NoPrometheus(Exception):
    """There is none on this machine (Debian: prometheus), or it does not start."""


def missing() -> str:
    """Which of the programs are not here; nothing where both are."""
    return ", ".join(name for name in (SERVER, TOOL) if shutil.which(name) is None)


@dataclass(frozen=True)
class Prometheus:
    """A server that answers, and scrapes whom it is told to."""

    address: str
    folder: Path

    def answer(self, expression: str) -> list[dict[str, Any]]:
        """What an expression comes to now, without what is not a number."""
        asked = urllib.parse.urlencode({"query": expression}).encode()
        url = f"http://{self.address}/api/v1/query"
        with urllib.request.urlopen(url, asked, timeout=PATIENCE) as answered:
            found = json.load(answered)["data"]["result"]
        return [one for one in found if not isnan(float(one["value"][1]))]

    def scrape(self, targets: Targets) -> None:
        """Scrape these from now on."""
        for job, address in targets.items():
            told = orjson.dumps([{"targets": [urllib.parse.urlsplit(address).netloc]}])
            (self.folder / f"{job}.json").write_bytes(told)


@contextmanager
def prometheus(folder: Path) -> Iterator[Prometheus]:
    """Scrape and judge by deploy/prometheus, every three seconds, over what a folder keeps."""
    keeps = "--storage.tsdb.retention.time=60d"
    process, address = started(folder, _configured(folder), _kept(folder), keeps)
    try:
        until_ready(process, address, folder)
        yield Prometheus(address, folder)
    finally:
        end(process)


def started(
    folder: Path, config: Path, kept: Path, *more: str
) -> tuple[subprocess.Popen[bytes], str]:
    """A server on its way, and its address; it writes its log into the folder.

    Raises:
        NoPrometheus: there is none.
    """
    program, address = shutil.which(SERVER), f"127.0.0.1:{free_port()}"
    if program is None:
        raise NoPrometheus(NoPrometheus.__doc__)
    words = (f"--config.file={config}", f"--storage.tsdb.path={kept}", *more)
    command = [program, *words, f"--web.listen-address={address}"]
    return start_leashed(command, folder / _LOG), address


def until_ready(process: subprocess.Popen[bytes], address: str, folder: Path) -> None:
    """Return once it answers.

    Raises:
        NoPrometheus: it ended, or takes too long; with its last words.
    """
    for _ in range(int(PATIENCE * 10)):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://{address}/-/ready", timeout=1):
                return
        except OSError:
            sleep(0.1)
    raise NoPrometheus(last_words(folder / _LOG))


def end(process: subprocess.Popen[bytes]) -> None:
    """Stop it, and wait until it is gone."""
    process.terminate()
    process.wait()


def _kept(folder: Path) -> Path:
    return folder / "kept"


def _configured(folder: Path) -> Path:
    """Our own configuration and rules, but that processes are named while it runs, and sooner."""
    config = yaml.safe_load((_PLACE / "prometheus.yml").read_text("utf-8"))
    config["global"] = dict.fromkeys(("scrape_interval", "evaluation_interval"), "3s")
    del config["alerting"]
    for job in config["scrape_configs"]:
        del job["static_configs"]
        named = str(folder / f"{job['job_name']}.json")
        job["file_sd_configs"] = [{"files": [named], "refresh_interval": "1s"}]
    _rules(folder)
    kept = folder / "prometheus.yml"
    kept.write_text(yaml.safe_dump(config), "utf-8")
    return kept


def _rules(folder: Path) -> list[Path]:
    """Copies of our rules, without an interval of their own."""
    (folder / "rules").mkdir(exist_ok=True)
    copies = []
    for file in (_PLACE / "rules").glob("*.yml"):
        rules = yaml.safe_load(file.read_text("utf-8"))
        for group in rules["groups"]:
            group.pop("interval", None)
        copies.append(folder / "rules" / file.name)
        copies[-1].write_text(yaml.safe_dump(rules), "utf-8")
    return copies


def fill_in(folder: Path, shown: Mapping[str, Iterable[Shown]], now: int) -> None:
    """Fifteen days, by `promtool`, of what each job shows: counters grew, gauges stood.

    `now`: seconds since 1970. A sample a day, one of them a week ago to the second; and
    what our rules record of it, for five minutes from then.
    """
    text = folder / "history.txt"
    with text.open("w", encoding="utf-8") as file:
        file.writelines(_lines(shown, now))
        file.write("# EOF\n")
    _promtool("openmetrics", str(text), str(_kept(folder)))
    then = now - _WEEK
    with prometheus(folder) as server:
        _promtool(
            "rules",
            f"--url=http://{server.address}",
            f"--start={then}",
            f"--end={then + _FIVE_MINUTES}",
            f"--output-dir={_kept(folder)}",
            *map(str, _rules(folder)),
        )


def _promtool(*words: str) -> None:
    command = [TOOL, "tsdb", "create-blocks-from", "--max-block-duration=720h", *words]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr


def _lines(shown: Mapping[str, Iterable[Shown]], now: int) -> Iterator[str]:
    moments = range(now - _DAYS * _DAY, now, _STEP)
    for job, series in shown.items():
        for one in series:
            labels = {**one.labels, "job": job, "instance": "history"}
            told = ",".join(f"{name}={json.dumps(value)}" for name, value in labels.items())
            for place, moment in enumerate(moments, 1):
                value = one.value * (place if one.name.endswith(_ADDS_UP) else 1)
                yield f"{one.name}{{{told}}} {value} {moment}\n"
