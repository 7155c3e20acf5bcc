"""The commands as somebody types them, over a bus in memory that the real steps worked on."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner, Result

from contracts.cases import Class
from contracts.ids import request_id, ticket
from contracts.topics import BUS_TOPICS, CASES, topics_for
from deploy.cli.main import app
from deploy.settings import DEMO_TICKET_KEY
from tests.flow.line import MemoryReach, carry, published
from tests.flow.memory_bus import MemoryBus

Run = Callable[..., Result]
REQUEST = request_id("kota-serang", "dlh", "DLH-1")


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


def _submission(**changed: Any) -> dict[str, Any]:
    data = {
        "reference": "DLH-1",
        "service": "ANGKUT-BESAR",
        "location": {"latitude": -6.115, "longitude": 106.155},
        "fields": {"item_kind": ["kasur"], "item_count": 1},
    }
    return {"type": "simpul.request.submitted.v1", "id": "one", "data": data | changed}


def _report(status: str, **changed: Any) -> dict[str, Any]:
    data = {"reference": "DLH-1", "status": status}
    return {"type": "simpul.status.reported.v1", "data": data | changed}


def _file(folder: Path, events: object) -> str:
    file = folder / "events.json"
    file.write_bytes(events if isinstance(events, bytes) else orjson.dumps(events))
    return str(file)


def _send(run: Run, folder: Path, events: object, *more: str) -> Result:
    return run("send", _file(folder, events), "--agency", "dlh", *more)


@pytest.fixture
def story(bus: MemoryBus, run: Run, tmp_path: Path) -> None:
    """A request that was scheduled, sent again, and of which DLH then said the impossible."""
    events = [
        _submission(),
        _report("TERJADWAL"),
        _submission(),
        _report("TERANGKUT"),
        _report("ANGKUT"),
    ]
    assert _send(run, tmp_path, events).exit_code == 0
    asyncio.run(carry(bus))


def _lines(events: Sequence[object]) -> bytes:
    return b"\n".join(orjson.dumps(event) for event in events)


@pytest.mark.parametrize(
    "content", [[_submission()], _submission(), _lines([_submission(), _report("ANGKUT")])]
)
def test_one_event_an_array_or_one_a_line_are_sent(
    run: Run, tmp_path: Path, content: object
) -> None:
    sent = _send(run, tmp_path, content)
    assert sent.exit_code == 0
    assert sent.stdout.startswith("event 1: agency.dlh.events.v1 partition ")


def test_sent_events_stand_where_the_command_says(run: Run, bus: MemoryBus, tmp_path: Path) -> None:
    receipts = orjson.loads(_send(run, tmp_path, [_submission()], "--json").stdout)

    async def read() -> list[tuple[str, int, int]]:
        found = [one async for some in bus.read(["agency.dlh.events.v1"]) for one in some]
        assert dict(found[0].headers)["ce_id"] == b"one"
        return [(one.topic, one.partition, one.offset) for one in found]

    assert asyncio.run(read()) == [(r["topic"], r["partition"], r["offset"]) for r in receipts]


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ([_report("X", reference=7)], "event 1: The body does not fit the contract: `reference`"),
        ([_submission(service="TIDAK-ADA")], "event 1: The service is not in the catalogue"),
        ([_submission(), {"type": "x", "data": {}}], "event 2: ce_type is not known"),
        ([{"data": {}}], "event 1: `type`: field required"),
        (b"[1", "The file is not JSON"),
        (b'{"a":1}\n{', "event 2: this line is not JSON"),
        ([], "The file holds no event."),
    ],
)
def test_a_file_with_anything_wrong_is_named_by_event_and_not_sent(
    run: Run, bus: MemoryBus, tmp_path: Path, events: object, sentence: str
) -> None:
    sent = _send(run, tmp_path, events)
    assert (sent.exit_code, sent.stdout) == (3, "")
    assert sentence in sent.stderr
    assert not any(asyncio.run(bus.ends(["agency.dlh.events.v1"])).values())


def test_a_file_can_be_judged_without_being_sent(run: Run, bus: MemoryBus, tmp_path: Path) -> None:
    assert _send(run, tmp_path, [_submission()], "--check").exit_code == 0
    assert not any(asyncio.run(bus.ends(["agency.dlh.events.v1"])).values())


def test_an_agency_the_catalogue_does_not_name_is_a_mistake_of_usage(
    run: Run, tmp_path: Path
) -> None:
    sent = run("send", _file(tmp_path, [_submission()]), "--agency", "dlhh")
    assert sent.exit_code == 2
    assert sent.stderr == ("The catalogue names no agency dlhh; it names dishub, dlh, dpmptsp.\n")


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
    _send(run, tmp_path, [_report("TERANGKUT")])
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


@pytest.mark.parametrize(
    "command",
    ["verify", "trace", "flow", "send", "topics plan", "topics apply", "catalogue check"],
)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    assert run(*command.split(), "--help").exit_code == 0
