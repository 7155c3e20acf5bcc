"""The commands as somebody types them, over a bus in memory that the real steps worked on."""

import asyncio
from pathlib import Path
from socket import socket

import orjson
import pytest
from typer.testing import CliRunner

from contracts.cases import Class
from contracts.ids import request_id, ticket
from contracts.topics import BUS_TOPICS, CASES, topics_for
from deploy.cli.main import app
from deploy.settings import DEMO_TICKET_KEY
from tests.flow.commands import Run, report, send
from tests.flow.line import MemoryReach
from tests.flow.memory_bus import MemoryBus

REQUEST = request_id("kota-serang", "dlh", "DLH-1")


@pytest.mark.usefixtures("story")
def test_verify_accounts_for_every_record_sent(run: Run) -> None:
    verified = run("verify", "--json")
    report = orjson.loads(verified.stdout)
    assert verified.exit_code == 0, report["problems"]
    assert report["classes"] == dict.fromkeys(Class, 0) | {
        "applied": 3,
        "duplicate": 1,
        "refused": 1,
    }


@pytest.mark.usefixtures("story")
def test_verify_ends_with_3_and_names_the_place_of_what_is_missing(
    run: Run, tmp_path: Path
) -> None:
    send(run, tmp_path, [report("TERANGKUT")])
    verified = run("verify")
    assert verified.exit_code == 3
    assert "agency.dlh.events.v1 partition" in verified.stdout
    assert "no outcome: neither judged, nor in quarantine" in verified.stdout
    assert "unaccounted for 1" in verified.stdout


@pytest.mark.usefixtures("story")
def test_trace_tells_a_request_by_its_id(run: Run) -> None:
    told = run("trace", REQUEST)
    assert told.exit_code == 0, told.stderr
    assert "Angkut sampah besar: Selesai ditindaklanjuti, pada DLH." in told.stdout
    assert "DLH menyampaikan permohonan DLH-1." in told.stdout
    assert "Status menjadi Diteruskan ke OPD: DLH." in told.stdout
    assert "Status menjadi Diterima OPD (tersirat)." in told.stdout
    assert "kiriman ulang" in told.stdout
    assert "WIB" in told.stdout


@pytest.mark.usefixtures("story")
def test_trace_tells_the_same_by_its_ticket_however_it_is_typed(run: Run) -> None:
    number = ticket(REQUEST, "KS", b"a key for tests only")
    by_id = orjson.loads(run("trace", REQUEST, "--json").stdout)
    by_ticket = orjson.loads(run("trace", number.lower(), "--json").stdout)
    assert by_ticket == by_id
    assert by_id["ticket"] == number
    assert [clock["metric"] for clock in by_id["clocks"]] == ["resolution"]
    assert "Jatuh tempo" in by_id["clocks"][0]["sentence"]


@pytest.mark.usefixtures("story")
def test_trace_tells_the_same_by_the_agencys_own_reference(run: Run) -> None:
    by_id = run("trace", REQUEST).stdout
    assert run("trace", "dlh/DLH-1").stdout == by_id
    assert run("trace", "dishub/DLH-1").stderr == "No request dishub/DLH-1 is on the bus.\n"


def test_trace_tells_a_mistyped_ticket_from_one_that_does_not_exist(run: Run) -> None:
    number = ticket(REQUEST, "KS", DEMO_TICKET_KEY.encode())
    missing = run("trace", number)
    assert (missing.exit_code, missing.stderr) == (1, f"No request {number} is on the bus.\n")
    swapped = number[:3] + number[4] + number[3] + number[5:]
    mistyped = run("trace", swapped)
    assert mistyped.exit_code == 2
    assert "its check character is wrong" in mistyped.stderr


def test_flow_prints_the_arrow_line_and_every_topic(run: Run) -> None:
    printed = orjson.loads(run("flow", "--json").stdout)
    assert printed["line"].startswith(
        "agency.{code}.events.v1 > intake > bus.requests.v1 > case > "
    )
    assert {topic.name for topic in BUS_TOPICS} < {topic["name"] for topic in printed["topics"]}
    assert printed["line"] in run("flow").stdout


def test_topics_are_planned_and_applied_from_the_published_agencies(run: Run) -> None:
    assert orjson.loads(run("topics", "plan", "--json").stdout) == []
    assert run("topics", "apply").stdout == "Every topic was as the code says already.\n"


def test_on_an_empty_broker_the_bus_comes_first_and_agencies_with_the_catalogue() -> None:
    empty = MemoryBus()
    applied = CliRunner().invoke(app, ["topics", "apply"], obj=MemoryReach(empty))
    assert applied.exit_code == 0
    assert "agencies' topics come with `simpul catalogue publish`" in applied.stderr
    assert asyncio.run(empty.plan(topics_for(()))) == []


def test_a_topic_that_apply_cannot_mend_is_a_problem() -> None:
    other = MemoryBus()
    asyncio.run(other.apply([topic for topic in topics_for((), 3) if topic.name == CASES]))
    planned = CliRunner().invoke(app, ["topics", "plan"], obj=MemoryReach(other))
    assert planned.exit_code == 3
    assert "bus.cases.v1: partitions is 3, meant is 8; cannot be changed here" in planned.stdout
    applied = CliRunner().invoke(app, ["topics", "apply"], obj=MemoryReach(other))
    assert applied.exit_code == 1
    assert applied.stderr.startswith("Nothing was changed")


def test_without_topics_or_catalogue_the_command_says_what_to_do() -> None:
    empty = MemoryBus()
    verified = CliRunner().invoke(app, ["verify"], obj=MemoryReach(empty))
    assert verified.exit_code == 1
    assert "`simpul topics apply` creates topics" in verified.stderr
    asyncio.run(empty.apply(topics_for(())))
    verified = CliRunner().invoke(app, ["verify"], obj=MemoryReach(empty))
    assert verified.stderr == (
        "No catalogue is published yet; `simpul catalogue publish` does that.\n"
    )


def test_the_catalogue_is_checked_published_once_and_shown(run: Run) -> None:
    assert orjson.loads(run("catalogue", "check", "--json").stdout)["problems"] == []
    first = orjson.loads(run("catalogue", "publish", "--json").stdout)
    again = orjson.loads(run("catalogue", "publish", "--json").stdout)
    assert (first["is_new"], again["is_new"]) == (True, False)
    shown = orjson.loads(run("catalogue", "show", "--json").stdout)
    assert shown["versions"][-1]["version"] == first["version"] == again["version"]


def test_a_pack_with_a_mistake_is_named_by_file_and_line(run: Run, tmp_path: Path) -> None:
    checked = run("catalogue", "check", str(tmp_path))
    assert checked.exit_code == 3
    assert f"{tmp_path}/city.yaml:1: this file is missing" in checked.stdout
    assert run("catalogue", "publish", str(tmp_path)).exit_code == 3


def test_where_no_broker_runs_the_command_says_what_to_do_and_ends_with_4(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMPUL_DATA", str(tmp_path))
    monkeypatch.delenv("SIMPUL_KAFKA", raising=False)
    verified = CliRunner().invoke(app, ["verify"])
    assert verified.exit_code == 4
    assert "SIMPUL_KAFKA" in verified.stderr
    assert len(verified.stderr.splitlines()) == 1


def test_where_kafka_does_not_answer_the_command_says_so_in_one_line_and_ends_with_4(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        nowhere = "{}:{}".format(*taken.getsockname())
        monkeypatch.setenv("SIMPUL_KAFKA", nowhere)
        verified = CliRunner().invoke(app, ["verify"])
    assert verified.exit_code == 4
    assert verified.stderr == f"Kafka at {nowhere} cannot be reached.\n"


@pytest.mark.parametrize(
    "command",
    [
        *("verify", "trace", "flow", "send", "topics plan", "topics apply", "catalogue check"),
        *("quarantine list", "quarantine show"),
    ],
)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    assert run(*command.split(), "--help").exit_code == 0
