"""`simpul replay`: the same release says the same again; another is told by what it would write."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from agents.case import telling
from agents.intake import take
from contracts.envelope import RELEASE, released_as
from contracts.records import Headers, Message, Record
from contracts.requests import Origin, RequestReceived
from contracts.topics import CASES, QUARANTINE, REQUESTS, STATUS, agency_of, events_topic
from deploy import release
from deploy.cli.main import app
from deploy.reach import Originals
from deploy.wiring import Hop
from tests.builders.events import a_status, a_submission
from tests.builders.requests import SHOWN
from tests.flow.commands import Run
from tests.flow.line import TICKET_KEY, MemoryReach
from tests.flow.memory_bus import MemoryBus
from tests.flow.replaying import AT_ONCE, DAY_MS, hear, listed
from tests.flow.test_held_requests import the_submission
from tests.flow.working_line import WorkingLine

OLDER = released_as("0.0.9")
SENT = events_topic("dlh")


@pytest.fixture(autouse=True)
def ticket_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMPUL_TICKET_KEY", TICKET_KEY.decode())


async def _live(line: WorkingLine) -> None:
    """A request to its end, of which much else is said: too early, again, otherwise, unreadably."""
    await hear(line, 0, a_status(status="TERJADWAL"), "status.reported")
    await hear(line, 1, a_submission(), "request.submitted")
    await hear(line, 1, a_submission(), "request.submitted")
    await hear(line, 1, a_submission(description="lain"), "request.submitted")
    await hear(line, 2, a_submission(), "request.submitted")
    await hear(line, 3, {"reference": "?", "status": 1}, "status.reported")
    await hear(line, 4, a_status(status="ANGKUT", note="hubungi 081234567890"), "status.reported")
    await line.pass_ms(5 * DAY_MS)
    await hear(line, 5, a_status(status="TERANGKUT", **SHOWN), "status.reported")


def lived(bus: MemoryBus, by: Headers = release.RELEASE) -> WorkingLine:
    """A bus on which one release did all that."""
    line = WorkingLine(bus, release=by)
    asyncio.run(_live(line))
    return line


def replayed(run: Run, hop: str, *more: str, code: int = 0) -> dict[str, Any]:
    """What a replay reports."""
    found = run("replay", hop, "--json", *more)
    assert found.exit_code == code, found.stdout + found.stderr
    report: dict[str, Any] = orjson.loads(found.stdout)
    return report


def test_every_record_the_bus_wrote_names_its_release(bus: MemoryBus) -> None:
    line = lived(bus)
    named = {
        topic: {dict(one.headers).get(RELEASE) for one in asyncio.run(line.all(topic))}
        for topic in (REQUESTS, STATUS, CASES, QUARANTINE, SENT)
    }
    assert named.pop(SENT) == {None}
    assert set(map(frozenset, named.values())) == {frozenset({release.VERSION.encode()})}


@pytest.mark.parametrize("hop", list(Hop))
def test_the_same_release_finds_no_difference(bus: MemoryBus, run: Run, hop: Hop) -> None:
    lived(bus)
    report = replayed(run, hop)
    assert (report["difference_count"], report["awaited"]) == (0, 0)
    assert report["alike"] == {release.VERSION: sum(report["alike"].values())}
    assert report["alike"][release.VERSION] >= 8


@pytest.mark.parametrize("hop", list(Hop))
def test_another_release_that_says_the_same_makes_no_difference(
    bus: MemoryBus, run: Run, hop: Hop
) -> None:
    lived(bus, OLDER)
    assert list(replayed(run, hop)["alike"]) == ["0.0.9"]


def test_an_operators_replay_of_a_held_request_is_replayed_as_well(
    bus: MemoryBus, run: Run
) -> None:
    line = WorkingLine(bus, case=the_submission, release=release.RELEASE)
    asyncio.run(hear(line, 1, a_submission(), "request.submitted"))
    line.mend()
    assert run("quarantine", "replay", listed(run)[0]["quarantine_id"], *AT_ONCE).exit_code == 0
    asyncio.run(line.carry())
    report = replayed(run, "intake")
    assert (report["records"], report["alike"]) == (3, {release.VERSION: 3})
    mended = replayed(run, "case", code=3)
    assert {one["across"] for one in mended["differences"]} <= {False, None}


class _Gone(MemoryReach):
    """A bus that keeps what agencies sent no longer."""

    @asynccontextmanager
    async def originals(self) -> AsyncIterator[Originals]:
        """None of them."""
        yield _Nothing()


class _Nothing:
    async def fetch(self, origins: Sequence[Origin]) -> Sequence[Record | None]:
        return [None for _ in origins]


def test_what_was_put_aside_before_its_original_went_is_compared_without_it(
    bus: MemoryBus,
) -> None:
    lived(bus)
    found = CliRunner().invoke(app, ["replay", "case", "--json"], obj=_Gone(bus))
    report = orjson.loads(found.stdout)
    assert (report["difference_count"], report["originals_gone"]) == (0, 2)


def test_a_fact_another_release_made_otherwise_is_printed_as_of_another_release(
    bus: MemoryBus, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(take, "_masked", lambda text: text)
        lived(bus, OLDER)
    report = replayed(run, "intake", code=3)
    assert (report["difference_count"], report["across_releases"]) == (1, 1)
    (found,) = report["differences"]
    assert (found["kind"], found["topic"], found["release"]) == ("differs", REQUESTS, "0.0.9")
    assert found["made_from"].startswith(SENT)
    assert found["sentence"].startswith("differs: `note` stands as")
    told = run("replay", "intake")
    place = f"{REQUESTS} partition {found['partition']} offset {found['offset']}"
    assert f"{place} (0.0.9; this is {release.VERSION}): differs: `note`" in told.stdout
    assert "1 differences; 1 of what another release wrote." in told.stdout


def test_what_another_release_told_otherwise_of_a_case_is_printed_with_its_cause(
    bus: MemoryBus, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(telling.Telling, "unless_confidential", lambda *_: None)
        lived(bus, OLDER)
    report = replayed(run, "case", code=3)
    differing = [one for one in report["differences"] if one["topic"] == STATUS]
    assert {one["kind"] for one in differing} == {"differs"}
    assert all(one["made_from"].startswith(REQUESTS) for one in differing)
    assert report["across_releases"] == report["difference_count"] > 0


def test_the_same_release_that_differs_is_told_apart(
    bus: MemoryBus, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as flawed:
        flawed.setattr(take, "_masked", lambda text: text)
        lived(bus)
    report = replayed(run, "intake", code=3)
    assert (report["difference_count"], report["across_releases"]) == (1, 0)


def test_what_no_hop_has_worked_off_is_awaited_and_what_was_worked_off_is_missing(
    bus: MemoryBus, run: Run
) -> None:
    line = lived(bus)
    last = asyncio.run(line.all(SENT))[-1]
    asyncio.run(bus.write([Message(SENT, last.key, last.value, last.headers)]))
    assert replayed(run, "intake")["awaited"] == 1
    bus.commit(Hop.INTAKE.group, asyncio.run(bus.ends([SENT])))
    report = replayed(run, "intake", code=3)
    assert [one["kind"] for one in report["differences"]] == ["missing"]
    assert report["differences"][0]["across"] is None


@pytest.mark.parametrize(("hop", "topic"), [("intake", REQUESTS), ("case", STATUS)])
def test_what_stands_though_nothing_says_it_is_a_difference(
    bus: MemoryBus, run: Run, hop: str, topic: str
) -> None:
    line = lived(bus)
    kind = RequestReceived.TYPE.encode() if hop == "intake" else b"simpul.status.changed.v1"
    said = [o for o in asyncio.run(line.all(topic)) if dict(o.headers)["ce_type"] == kind]
    headers = tuple((n, b"forged" if n == "ce_id" else v) for n, v in said[-1].headers)
    asyncio.run(bus.write([Message(topic, said[-1].key, said[-1].value, headers)]))
    report = replayed(run, hop, code=3)
    assert [(o["kind"], o["id"]) for o in report["differences"]] == [("not-said", "forged")]


def test_requests_that_began_earlier_are_left_out_of_the_case_and_counted(
    bus: MemoryBus, run: Run
) -> None:
    line = lived(bus)
    later = "2026-03-13T00:00:00+07:00"
    report = replayed(run, "case", "--from", later)
    assert (report["requests_left_out"], report["alike"]) == (1, {})
    other = a_submission(reference="DLH-2026-000999")
    asyncio.run(hear(line, 9, other, "request.submitted"))
    report = replayed(run, "case", "--from", later)
    assert (report["requests_left_out"], report["difference_count"]) == (1, 0)
    assert report["alike"][release.VERSION] > 5


def test_intake_reads_what_was_received_between_two_instants(bus: MemoryBus, run: Run) -> None:
    lived(bus)
    whole = replayed(run, "intake")["records"]
    early = replayed(run, "intake", "--to", "2026-03-13T00:00:00+07:00")["records"]
    late = replayed(run, "intake", "--from", "2026-03-13T00:00:00+07:00")["records"]
    assert (early + late, late) == (whole, 1)


def test_a_shadow_is_a_folder_of_lines_for_its_owner_alone(
    bus: MemoryBus, run: Run, tmp_path: Path
) -> None:
    lived(bus)
    folder = tmp_path / "shadow"
    report = replayed(run, "intake", "--into", str(folder))
    assert report["shadow"] == str(folder)
    assert folder.stat().st_mode & 0o077 == 0
    lines = [
        orjson.loads(line)
        for file in folder.glob(f"{REQUESTS}/*.ndjson")
        for line in file.read_bytes().splitlines()
    ]
    facts = [one["body"]["fact_id"] for one in lines]
    assert facts == [one["id"] for one in lines]
    assert {agency_of(one["made_from"][0]) for one in lines} == {"dlh"}
    assert {one["headers"][RELEASE] for one in lines} == {release.VERSION}
    again = run("replay", "intake", "--into", str(folder))
    assert again.exit_code == 2
    assert "must be a new or an empty folder" in again.stderr
