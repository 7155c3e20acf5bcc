"""What an operator sees of quarantine, over a bus in memory that the real steps worked on."""

import asyncio
from typing import Any

import orjson
import pytest

from contracts.topics import QUARANTINE
from deploy.cli.quarantine.names import completions
from tests.builders.bad_records import NIK
from tests.builders.events import a_record, a_status, a_submission, message_of
from tests.flow.commands import Run
from tests.flow.line import carry
from tests.flow.memory_bus import FakeClock, MemoryBus

DAY_MS = 86_400_000


@pytest.fixture
def put_aside(bus: MemoryBus) -> None:
    """A service nobody knows, a conflicting duplicate a day later, an unreadable body two later."""
    unknown = a_submission(service="TIDAK-ADA", description=f"NIK saya {NIK}")
    first = [a_record(unknown), a_record(a_submission(reference="DLH-9"))]
    conflict = a_record(a_status(reference="DLH-9"), "status.reported")
    unreadable = a_record(b"\xff\xfe" + NIK.encode())
    for records in (first, [conflict], [unreadable]):
        asyncio.run(bus.write([message_of(one) for one in records]))
        assert isinstance(bus.clock, FakeClock)
        bus.clock.pass_ms(DAY_MS)
    asyncio.run(carry(bus))


def _listed(run: Run, *more: str) -> list[dict[str, Any]]:
    found = run("quarantine", "list", "--json", *more)
    assert found.exit_code == 0, found.stderr
    records: list[dict[str, Any]] = orjson.loads(found.stdout)["records"]
    return records


def _reasons(run: Run, *more: str) -> set[str]:
    return {one["reason"] for one in _listed(run, *more)}


def _id_of(run: Run, reason: str) -> str:
    (found,) = _listed(run, "--reason", reason)
    return str(found["quarantine_id"])


def test_an_empty_quarantine_is_said_in_a_sentence(run: Run) -> None:
    listed = run("quarantine", "list")
    assert (listed.exit_code, listed.stdout) == (0, "Quarantine is empty.\n")
    assert orjson.loads(run("quarantine", "list", "--json").stdout) == {
        "total": 0,
        "reasons": {},
        "agencies": {},
        "records": [],
    }


@pytest.mark.usefixtures("put_aside")
def test_records_are_listed_with_why_and_by_whom(run: Run) -> None:
    listed = run("quarantine", "list")
    assert listed.exit_code == 0, listed.stderr
    assert "TIDAK-ADA" in listed.stdout
    assert "3 put aside: " in listed.stdout
    assert "1 conflicting-duplicate" in listed.stdout


@pytest.mark.usefixtures("put_aside")
def test_records_are_chosen_by_agency_reason_and_hop(run: Run) -> None:
    assert _reasons(run, "--hop", "case") == {"conflicting-duplicate"}
    assert _reasons(run, "--hop", "intake") == {"unknown-service", "unreadable"}
    assert _reasons(run, "--reason", "unreadable", "--agency", "dlh") == {"unreadable"}
    assert _reasons(run, "--agency", "dishub") == set()
    nothing = run("quarantine", "list", "--agency", "dishub")
    assert nothing.stdout == "Nothing of that kind waits in quarantine.\n"


@pytest.mark.usefixtures("put_aside")
def test_an_agency_nobody_knows_is_a_slip(run: Run) -> None:
    listed = run("quarantine", "list", "--agency", "dhl")
    assert listed.exit_code == 2
    assert listed.stderr.startswith("The catalogue names no agency dhl; it names ")


@pytest.mark.usefixtures("put_aside")
def test_records_are_chosen_by_when_they_were_put_aside(run: Run) -> None:
    everything = {"conflicting-duplicate", "unknown-service", "unreadable"}
    assert _reasons(run, "--since", "2026-03-12") == everything
    assert _reasons(run, "--older-than", "2026-03-12") == set()
    wrong = run("quarantine", "list", "--since", "yesterday")
    assert wrong.exit_code == 2
    assert wrong.stderr.startswith("--since must be an age such as 30m, 12h or 3d, or an instant")


@pytest.mark.usefixtures("put_aside")
def test_what_is_not_listed_is_counted(run: Run) -> None:
    listed = run("quarantine", "list", "--limit", "1")
    assert "2 older ones are not listed; --limit 3 lists all." in listed.stdout
    whole = orjson.loads(run("quarantine", "list", "--limit", "1", "--json").stdout)
    assert (whole["total"], len(whole["records"])) == (3, 1)


@pytest.mark.usefixtures("put_aside")
def test_one_record_is_shown_by_the_beginning_of_its_name(run: Run) -> None:
    shown = run("quarantine", "show", _id_of(run, "unknown-service")[:10])
    assert shown.exit_code == 0, shown.stderr
    for part in (
        "stood at   agency.dlh.events.v1 partition ",
        "ce_source: /kota-serang/dlh",
        '"description": "NIK saya [NIK]"',
        "Layanan tidak ada dalam katalog: ",
        "The service is not in the catalogue: ",
        "Remedy: Use a published service",
    ):
        assert part in shown.stdout
    assert NIK not in shown.stdout


@pytest.mark.usefixtures("put_aside")
def test_an_unreadable_record_is_shown_by_its_first_bytes(run: Run) -> None:
    shown = run("quarantine", "show", _id_of(run, "unreadable"))
    assert "The first of 18 bytes, which are no JSON:" in shown.stdout
    assert "0000  ff fe 5b 4e 49 4b 5d" in shown.stdout
    assert NIK not in shown.stdout


@pytest.mark.usefixtures("put_aside")
def test_as_json_it_is_masked_alike(run: Run) -> None:
    name = _id_of(run, "unknown-service")
    printed = run("quarantine", "show", name, "--json").stdout
    shown = orjson.loads(printed)
    assert shown["original"]["body"]["description"] == "NIK saya [NIK]"
    assert shown["remedy"].startswith("Use a published service")
    assert NIK not in printed


@pytest.mark.usefixtures("put_aside")
@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("zzz", 2, "A quarantine_id has digits, letters a to f and hyphens, got 'zzz'"),
        ("0000000000", 1, "Nothing in quarantine is named 0000000000."),
    ],
)
def test_a_name_that_names_nothing_is_said(run: Run, name: str, code: int, said: str) -> None:
    shown = run("quarantine", "show", name)
    assert shown.exit_code == code
    assert shown.stderr.startswith(said)


@pytest.mark.usefixtures("put_aside")
def test_the_shell_is_offered_the_newest_names_with_agency_and_reason(
    run: Run, bus: MemoryBus
) -> None:
    name = _id_of(run, "unreadable")
    offered = asyncio.run(completions(bus, name[:12]))
    assert offered == [(name, "dlh unreadable")]


@pytest.mark.usefixtures("put_aside")
def test_a_record_written_twice_is_listed_once(run: Run, bus: MemoryBus) -> None:
    asyncio.run(carry_again(bus))
    assert len(_listed(run)) == 3


async def carry_again(bus: MemoryBus) -> None:
    """What intake writes may be there again, with equal bytes."""
    found = [one async for records in bus.read([QUARANTINE]) for one in records]
    await bus.write([message_of(one) for one in found])
