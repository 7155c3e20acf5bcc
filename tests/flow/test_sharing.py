"""A request several agencies share, and two that are one, from the first word to the last."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner, Result

from contracts.cases import Case, case_in
from contracts.ids import part_id, request_id
from contracts.kin import MergeAsked, PartGiven, PartMoved, WholeMoved
from contracts.kinship import Kinship
from contracts.lifecycle import State
from contracts.orders import MergeOrdered, SplitOrdered
from contracts.topics import CASES, REQUESTS
from deploy.cli.main import app
from tests.builders.requests import SHOWN
from tests.flow.city import City
from tests.flow.line import MemoryReach

DUMP, AGAIN = "DLH-2026-001", "DLH-2026-002"
WHOLE, LATER = (request_id("kota-serang", "dlh", name) for name in (DUMP, AGAIN))
PARTS = {name: part_id(WHOLE, name) for name in ("dlh", "dishub")}
WHO = ("--by", "siti", "--why", "Perlu alat berat dan rambu.")


async def founded(*references: str) -> City:
    """Illegal dumps that lie close to each other."""
    city = await City.founded()
    for number, name in enumerate(references):
        point = {"latitude": -6.12 + number * 0.0003, "longitude": 106.15}
        asked: dict[str, Any] = {"service": "TPS-LIAR", "fields": {"site": "tepi_jalan"}}
        asked |= {"location": point, "reference": name, "description": "Tumpukan sampah."}
        await city.hear("dlh", "submitted", f"2026-05-25 09:0{number}", **asked)
    return city


async def settled(city: City) -> None:
    """All that cases tell each other has arrived, and what that leads to."""
    for _ in range(6):
        await city.go_on()


async def split(city: City) -> None:
    names: dict[str, Any] = {"order_id": "split", "request_id": WHOLE, "by": "siti", "why": "x"}
    await city.order(SplitOrdered(**names, agencies=("dishub",)), "2026-05-25 10:00")
    await settled(city)


async def done(city: City, agency: str, when: str) -> None:
    native = {"dlh": "TERANGKUT", "dishub": "SELESAI"}[agency]
    said = {"request_id": PARTS[agency], "status": native, **SHOWN}
    await city.hear(agency, "status", when, **said)
    await settled(city)


async def cases(city: City) -> dict[str, Case]:
    """Every case as it stands."""
    found = [case_in(one.headers, one.value) for one in await city.records([CASES])]
    return {case.request_id: case for case in found if case is not None}


def typed(city: City, *words: str) -> Result:
    return CliRunner().invoke(app, list(words), obj=MemoryReach(city.bus))


async def _shared() -> City:
    city = await founded(DUMP)
    await split(city)
    await done(city, "dlh", "2026-05-26 10:00")
    await done(city, "dishub", "2026-05-27 10:00")
    await city.hear("dlh", "confirmed", "2026-05-27 11:00", reference=DUMP)
    await settled(city)
    return city


@pytest.fixture
def shared() -> City:
    """A dump split between DLH and Dishub, cleared by both, and closed by its reporter."""
    return asyncio.run(_shared())


def test_a_request_is_shared_from_its_split_to_its_end(shared: City) -> None:
    found = asyncio.run(cases(shared))
    assert {found[name].state for name in (WHOLE, *PARTS.values())} == {State.CLOSED}
    told = asyncio.run(shared.told(REQUESTS, PartGiven, PartMoved, WholeMoved))
    assert [type(one) for one in told].count(PartGiven) == 2
    assert [type(one) for one in told].count(WholeMoved) == 2


def test_its_parts_are_where_their_keys_say_and_the_ledger_finds_nothing(shared: City) -> None:
    found = asyncio.run(shared.ledger())
    assert (found.problems, found.reference.left_out) == ((), {})
    assert found.reference.requests == 3


def test_the_whole_and_its_parts_tell_of_each_other(shared: City) -> None:
    whole = typed(shared, "trace", f"dlh/{DUMP}").stdout
    part = typed(shared, "trace", PARTS["dishub"]).stdout
    ticket = orjson.loads(typed(shared, "trace", WHOLE, "--json").stdout)["ticket"]
    assert f"Bagian {ticket}-DISHUB, pada DISHUB: Ditutup." in whole
    assert f"Bagian dari {ticket}." in part
    assert f"Permohonan induk {ticket} kini Ditutup." in part
    assert typed(shared, "trace", f"{ticket}-dishub").stdout == part


def test_whoever_folds_it_again_says_the_same(shared: City) -> None:
    verified = typed(shared, "verify", "--json")
    assert verified.exit_code == 0, verified.stdout
    replayed = typed(shared, "replay", "case", "--json")
    assert replayed.exit_code == 0, replayed.stdout
    assert orjson.loads(replayed.stdout)["differences"] == []


async def _twice(order: Sequence[str] = ()) -> City:
    city = await founded(DUMP, AGAIN)
    if order:
        names: dict[str, Any] = {"order_id": "m", "request_id": LATER, "by": "siti", "why": "x"}
        into: dict[str, Any] = {"into": WHOLE, "into_ticket": "KS-X", "asks": True}
        await city.order(MergeOrdered(**names, **into), "2026-05-25 10:00")
        await settled(city)
    return city


def test_two_reports_of_one_dump_are_proposed_and_merged_on_an_operators_word() -> None:
    city = asyncio.run(_twice())
    (proposal,) = orjson.loads(typed(city, "case", "duplicates", "--json").stdout)
    assert (proposal["request_id"], proposal["into"]) == (LATER, WHOLE)
    said = typed(city, "case", "duplicates").stdout
    assert f"{proposal['ticket']} > {proposal['into_ticket']}  dlh.illegal-dump, 33 m" in said
    merged = typed(city, "case", "duplicates", "--confirm", proposal["ticket"], *WHO, "--wait", "0")
    assert merged.exit_code == 0, merged.output
    asyncio.run(settled(city))
    found = asyncio.run(cases(city))
    assert found[LATER].state is State.DUPLICATE
    assert [one.ticket for one in found[WHOLE].followers] == [proposal["ticket"]]
    assert orjson.loads(typed(city, "case", "duplicates", "--json").stdout) == []
    shown = typed(city, "case", "show", WHOLE).stdout
    assert f"Diikuti juga oleh pelapor {proposal['ticket']} (DLH)." in shown
    assert asyncio.run(city.ledger()).problems == ()


def test_a_merge_into_what_has_ended_is_refused_with_what_could_be() -> None:
    city = asyncio.run(_twice(["merge"]))
    into = asyncio.run(cases(city))[LATER]
    found = typed(city, "case", "merge", WHOLE, "--into", LATER, *WHO)
    assert into.state is State.DUPLICATE
    assert found.exit_code == 3
    assert "Permohonan tujuan sudah berakhir: Duplikat" in found.stderr
    assert "gabungkan ke yang masih terbuka" in found.stderr


def test_a_split_is_tried_first_and_says_who_gets_a_part() -> None:
    city = asyncio.run(founded(DUMP))
    tried = typed(city, "case", "split", WHOLE, "--to", "dishub", *WHO, "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert "DISHUB diberi bagian" in tried.stdout
    assert "Status menjadi Koordinasi antar-OPD." in tried.stdout
    wrong = typed(city, "case", "split", WHOLE, "--to", "bapenda", *WHO)
    assert wrong.exit_code == 3
    assert "OPD bapenda tidak mengerjakan layanan ini; yang dapat diberi bagian:" in wrong.stderr


def test_requests_are_linked_on_both_sides() -> None:
    city = asyncio.run(_twice())
    said = typed(city, "case", "link", LATER, "--to", WHOLE, *WHO, "--wait", "0")
    assert said.exit_code == 0, said.output
    asyncio.run(settled(city))
    found = asyncio.run(cases(city))
    assert [one.kind for one in found[WHOLE].linked] == [Kinship.FOLLOW_ON]
    assert "Dilanjutkan oleh" in typed(city, "case", "show", WHOLE).stdout


def test_an_order_to_merge_waits_for_the_other_requests_answer() -> None:
    city = asyncio.run(_twice(["merge"]))
    (asked,) = asyncio.run(city.told(REQUESTS, MergeAsked))
    (kept,) = asyncio.run(cases(city))[LATER].orders
    assert (asked.order_id, kept.order_id, kept.obstacle) == ("m", "m", None)
