"""What an operator types about requests, and what it comes to on the bus."""

import asyncio
import re
from pathlib import Path

import orjson
import pytest

from contracts.orders import MergeOrdered, NoteOrdered, Order, RouteOrdered
from contracts.topics import REQUESTS
from tests.flow.commands import Run, report, send, submission
from tests.flow.line import carry
from tests.flow.memory_bus import MemoryBus

WHO = ("--by", "siti", "--why", "Diperiksa di loket.")
AT_ONCE = ("--wait", "0")


@pytest.fixture
def requests(bus: MemoryBus, run: Run, tmp_path: Path) -> list[str]:
    """Two requests of DLH, the first scheduled, the second resolved: their tickets."""
    second = {"reference": "DLH-2"}
    events = [
        submission(),
        submission(**second) | {"id": "two"},
        report("TERJADWAL"),
        report("TERANGKUT", **second),
    ]
    assert send(run, tmp_path, events).exit_code == 0
    asyncio.run(carry(bus))
    listed = orjson.loads(run("case", "list", "--json").stdout)
    return [
        one["ticket"] for one in sorted(listed, key=lambda one: str(one["state"]), reverse=True)
    ]


def ordered(bus: MemoryBus, kind: type[Order]) -> list[Order]:
    """The orders of a kind on the bus."""

    async def read() -> list[Order]:
        return [
            kind.read_strictly(one.value or b"")
            async for records in bus.read([REQUESTS])
            for one in records
            if dict(one.headers)["ce_type"].decode() == kind.TYPE
        ]

    return asyncio.run(read())


def test_requests_are_listed_as_they_stand(run: Run, requests: list[str]) -> None:
    said = run("case", "list").stdout
    assert all(ticket in said for ticket in requests)
    assert "Dijadwalkan" in said
    assert "2 of 2 shown." in said


def test_a_list_holds_what_was_asked_for_and_says_so_where_nothing_is_such(
    run: Run, requests: list[str]
) -> None:
    (only,) = orjson.loads(run("case", "list", "--state", "scheduled", "--json").stdout)
    assert (only["ticket"], only["agency"], only["late"]) == (requests[0], "dlh", [])
    assert run("case", "list", "--agency", "dishub").stdout == "No request is such.\n"


def test_a_request_is_shown_with_what_may_be_ordered(run: Run, requests: list[str]) -> None:
    said = run("case", "show", requests[0]).stdout
    assert "Dijadwalkan, pada DLH" in said
    assert "Penyelesaian: berjalan. Jatuh tempo" in said
    assert said.endswith("Yang dapat diperintahkan: route, merge, split, link, note\n")


def test_a_dry_run_says_what_would_happen_and_orders_nothing(
    bus: MemoryBus, run: Run, requests: list[str]
) -> None:
    found = run("case", "route", requests[0], "--to", "dishub", "--dry-run", *WHO)
    assert "Status menjadi Diteruskan ke OPD: DISHUB." in found.stdout
    assert "DLH dibebaskan dari tugas ini." in found.stdout
    assert "DISHUB diberi tugas ini." in found.stdout
    assert found.stdout.endswith("Nothing was ordered (--dry-run).\n")
    assert ordered(bus, RouteOrdered) == []


def test_an_order_is_on_the_bus_with_who_and_why(
    bus: MemoryBus, run: Run, requests: list[str]
) -> None:
    said = run("case", "route", requests[0], "--to", "dishub", "--co", "dlh", *WHO, *AT_ONCE)
    assert said.exit_code == 0
    (order,) = ordered(bus, RouteOrdered)
    assert isinstance(order, RouteOrdered)
    assert (order.agency, order.co_agencies) == ("dishub", ("dlh",))
    assert (order.by, order.why) == ("siti", "Diperiksa di loket.")


def test_an_order_without_who_is_a_mistake_of_usage(run: Run, requests: list[str]) -> None:
    found = run("case", "note", requests[0], "--why", "Pelapor menelepon.")
    assert found.exit_code == 2
    assert "SIMPUL_OPERATOR" in found.stderr


def test_personal_data_in_a_reason_is_masked(bus: MemoryBus, run: Run, requests: list[str]) -> None:
    why = ("--by", "siti", "--why", "Pelapor di 0812-3456-7890 minta dikabari.")
    run("case", "note", requests[0], *why, *AT_ONCE)
    assert [one.why for one in ordered(bus, NoteOrdered)] == [
        "Pelapor di [telepon] minta dikabari."
    ]


def test_what_is_not_legal_is_refused_with_what_would_be(run: Run, requests: list[str]) -> None:
    found = run("case", "approve", requests[0], *WHO)
    assert found.exit_code == 3
    assert "yang sah: route, merge, split, link, note" in found.stderr
    assert "legal are: route, merge, split, link, note" in found.stderr


def test_an_unknown_agency_is_refused_with_those_there_are(run: Run, requests: list[str]) -> None:
    found = run("case", "route", requests[0], "--to", "pupr", *WHO)
    assert found.exit_code == 3
    assert "it names: dlh, dishub, dpmptsp" in found.stderr


def test_a_request_is_merged_into_one_that_is_open_and_into_no_other(
    bus: MemoryBus, run: Run, requests: list[str]
) -> None:
    first, second = requests
    assert run("case", "merge", first, "--into", second, *WHO, *AT_ONCE).exit_code == 0
    (order,) = ordered(bus, MergeOrdered)
    assert isinstance(order, MergeOrdered)
    assert (order.into_ticket, order.asks) == (second, True)
    itself = run("case", "merge", first, "--into", first, *WHO)
    assert (itself.exit_code, "itself" in itself.stderr) == (3, True)


def test_a_mistyped_ticket_is_named_as_such(run: Run, requests: list[str]) -> None:
    wrong = re.sub(r".$", lambda last: "0" if last.group() != "0" else "1", requests[0])
    found = run("case", "show", wrong)
    assert (found.exit_code, "mistyped" in found.stderr) == (2, True)


def test_what_an_operator_ordered_stands_in_the_requests_story(
    run: Run, requests: list[str]
) -> None:
    run("case", "note", requests[0], *WHO, *AT_ONCE)
    said = run("trace", requests[0]).stdout
    assert "Operator siti menambah catatan: Diperiksa di loket." in said
