"""`simpul verify` as somebody types it: what it is asked, what it says first, how it ends."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import WSGIServer, make_server

import orjson
import pytest
from typer.testing import CliRunner, Result

from contracts.records import Message
from contracts.topics import STATUS, events_topic
from deploy.cli.main import app
from services.kafka.ports import Receipt
from services.ledger.counters import KEPT
from tests.flow.commands import Run
from tests.flow.line import MemoryReach, published
from tests.flow.memory_bus import MemoryBus

pytestmark = pytest.mark.usefixtures("story")
SENT = events_topic("dlh")


def test_a_sound_bus_is_judged_whole_and_says_how_fast(run: Run) -> None:
    report = orjson.loads(run("verify", "--json").stdout)
    assert report["reference"] == {"every": 1, "requests": 1, "left_out": {}}
    assert report["records_per_second"] > 0
    assert report["read"] > report["records"] == 5


def test_what_the_reference_judged_is_said(run: Run) -> None:
    assert "Judged by the reference: 1 requests" in run("verify").stdout
    assert "nothing was asked of it" in run("verify", "--reference", "none").stdout
    assert "one in 7" in run("verify", "--reference", "sample:7").stdout


def test_the_first_wrong_record_is_told_first(bus: MemoryBus, run: Run) -> None:
    """A change of state nobody asked for, and a request that does not remember it."""
    wrong = asyncio.run(_said_again(bus))
    verified = run("verify")
    assert verified.exit_code == 3
    place = f"{STATUS} partition {wrong.partition} offset {wrong.offset}"
    assert verified.stdout.startswith(f"First: {place} (")


async def _said_again(bus: MemoryBus) -> Receipt:
    """The last change of state once more."""
    (*_, last) = [one async for records in bus.read([STATUS]) for one in records]
    message = Message(STATUS, last.key, last.value, last.headers, last.partition)
    (receipt,) = await bus.write([message])
    return receipt


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--reference", "some"), "sample:N"),
        (("--reference", "sample:0"), "sample:N"),
        (("--from", "yesterday"), "--from must be a date and time with an offset"),
        (("--to", "2026-03-12T07:30:00"), "--to must be a date and time with an offset"),
        (("--history", "nowhere.ndjson"), "nowhere.ndjson"),
    ],
)
def test_what_cannot_be_asked_is_a_usage_error(run: Run, words: tuple[str, str], said: str) -> None:
    verified = run("verify", *words)
    assert verified.exit_code == 2
    assert said in " ".join(verified.stderr.replace("│", " ").split())


def test_before_anything_was_sent_there_is_nothing_to_prove(run: Run) -> None:
    report = orjson.loads(run("verify", "--json", "--to", "2026-03-12T07:00:00+07:00").stdout)
    assert (report["records"], report["problems"]) == (0, [])


def test_a_client_history_is_held_against_the_bus(run: Run, tmp_path: Path) -> None:
    history = tmp_path / "history.ndjson"
    lost = {"id": "lost", "topic": SENT, "key": "DLH-1", "at_ms": 1}
    receipt = {"outcome": "ok", "partition": 0, "offset": 99}
    history.write_bytes(orjson.dumps(lost | receipt))
    verified = run("verify", "--history", str(history))
    assert verified.exit_code == 3
    assert "the client had a receipt for 'lost' here; it is not stored" in verified.stdout
    assert "The client's sends: 1 ok" in verified.stdout


def test_a_line_of_a_history_that_is_no_send_is_named(run: Run, tmp_path: Path) -> None:
    history = tmp_path / "history.ndjson"
    history.write_bytes(b'{"id": "a"}\n')
    verified = run("verify", "--history", str(history))
    assert verified.exit_code == 2
    assert "line 1: topic: Field required" in " ".join(verified.stderr.split())


@pytest.fixture
def worker() -> Iterator[str]:
    """A worker that has counted one request more than there is."""

    def page(_environ: object, start: object) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])  # type: ignore[operator]
        return [b'simpul_requests_total{agency="dlh",group="Kebersihan",priority="P4"} 2.0\n']

    server: WSGIServer = make_server("127.0.0.1", 0, page)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/metrics"
    server.shutdown()
    server.server_close()
    thread.join()


def test_workers_figures_are_held_against_the_topics(run: Run, worker: str) -> None:
    verified = run("verify", "--metrics", worker)
    assert verified.exit_code == 3
    name = KEPT["requests"].name
    assert f"workers show 2 for {name} of agency dlh, the topics say 1" in verified.stdout


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/metrics", "localhost"])
def test_a_worker_that_cannot_be_asked_ends_it_with_4(run: Run, address: str) -> None:
    verified = run("verify", "--metrics", address)
    assert verified.exit_code == 4
    assert verified.stderr.startswith((address, f"'{address}'"))


def test_a_bus_on_which_nothing_was_said_adds_up() -> None:
    empty = asyncio.run(published())
    verified: Result = CliRunner().invoke(app, ["verify"], obj=MemoryReach(empty))
    assert verified.exit_code == 0
    assert "Everything adds up" in verified.stdout
