"""The board over a bus in memory: what is late, whose it is, and one request's story as a page."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from contracts.cases import Case
from contracts.metrics import BREACHED, MET, OPEN_CASES, RESULTS, SILENT
from contracts.orders import NoteOrdered
from contracts.topics import CASES
from deploy.cli.main import app
from tests.builders.scrapes import BEGIN_MS, CASE, Said, says
from tests.flow.boarding import Open, opened
from tests.flow.city import City
from tests.flow.licences import applied, issued, sent_back
from tests.flow.line import MemoryReach

ROUND_MS = 5_000


async def a_late_licence() -> City:
    """One licence handed over in time, one whose file was incomplete and that is late since."""
    city = await City.founded()
    await applied(city, "SC-1", "2026-04-07 08:00")
    await applied(city, "SC-2", "2026-04-07 08:30")
    await issued(city, "SC-2", "2026-04-08 09:00")
    await sent_back(city, "SC-1")
    await city.wait_until("2026-04-21 10:00")
    return city


@pytest.fixture
async def seen(tmp_path: Path) -> AsyncIterator[Open]:
    """The board after two rounds."""
    city = await a_late_licence()
    async with opened(city.bus, tmp_path) as found:
        for number in range(2):
            found.board.take(BEGIN_MS + number * ROUND_MS, {CASE: shown(number)})
        yield found


def shown(number: int) -> list[Said]:
    """What a case worker shows, the more the later."""
    of = {"agency": "dpmptsp", "group": "Perizinan", "clock": "resolution"}
    return [
        says(OPEN_CASES, 1, partition="0", agency="dpmptsp", state="in_progress"),
        says(RESULTS, 3 * number, **of, result=MET),
        says(RESULTS, number, **of, result=BREACHED),
    ]


def words(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


async def the_story(seen: Open) -> str:
    """The address of the late request's story, as the first page links to it."""
    found = re.search(r"/board/requests/[0-9a-f-]{36}", await seen.read("/board"))
    assert found
    return found[0]


async def test_the_first_page_says_what_is_late_by_agency_and_service(seen: Open) -> None:
    said = words(await seen.read("/board"))
    assert "Penanaman Modal dan Pelayanan Terpadu Satu Pintu" in said
    assert re.search(r"Surat Izin Praktik tenaga kesehatan 1 18 jam", said), said
    assert "Paling lama lewat" in said
    assert "Sen 20 Apr 2026 16.00" in said


async def test_the_share_of_promises_kept_is_of_those_kept_and_broken(seen: Open) -> None:
    assert "75 % Tepat waktu, 24 jam" in words(await seen.read("/board"))


async def test_a_list_can_be_narrowed_and_says_what_it_leaves_out(seen: Open) -> None:
    assert "1 dari 1 ditampilkan" in words(await seen.read("/board/requests?agency=dpmptsp"))
    assert "Tidak ada. None." in words(await seen.read("/board/requests?agency=dlh"))
    assert "Tidak ada. None." in words(await seen.read("/board/requests?show=held"))


async def test_a_story_is_told_in_the_words_of_trace(tmp_path: Path) -> None:
    city = await a_late_licence()
    async with opened(city.bus, tmp_path) as found:
        page = words(await found.read("/board/requests/dpmptsp/SC-1"))
    run = await asyncio.to_thread(
        CliRunner().invoke, app, ["trace", "dpmptsp/SC-1", "--json"], obj=MemoryReach(city.bus)
    )
    told = orjson.loads(run.stdout)
    assert told["standing"] in page
    assert [line["sentence"] for line in told["told"] if line["sentence"] not in page] == []


async def test_a_story_says_why_each_promise_is_due_when_it_is(seen: Open) -> None:
    page = words(await seen.read(await the_story(seen)))
    assert "Jatuh tempo Senin, 20 April 2026 pukul 16.00 WIB: 5 hari kerja" in page
    assert "not counted: Waiting for the reporter, from Wednesday, 8 April 2026" in page
    assert "hari kerja ke-5" in page
    assert "Tenggat penyelesaian terlampaui." in page


async def test_what_people_wrote_is_text_and_never_a_part_of_the_page(tmp_path: Path) -> None:
    city = await a_late_licence()
    (case,) = [one for one in await city.told(CASES, Case) if one.request][-1:]
    note = NoteOrdered(
        request_id=case.request_id, order_id="order-1", by="siti", why="<script>alert(1)</script>"
    )
    await city.order(note, "2026-04-21 11:00")
    async with opened(city.bus, tmp_path) as found:
        page = await found.read(f"/board/requests/{case.request_id}")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


async def test_what_somebody_types_leads_to_the_story(seen: Open) -> None:
    found = await seen.client.get("/board/find", params={"named": " dpmptsp/SC-1 "})
    assert (found.status_code, found.headers["location"]) == (303, "/board/requests/dpmptsp/SC-1")


@pytest.mark.parametrize("named", ["KS-7F3K-9QMW-2B4X", "dlh/NIEMALS", "../../etc/passwd"])
async def test_a_request_nobody_knows_is_said_to_be_unknown(seen: Open, named: str) -> None:
    found = await seen.client.get(f"/board/requests/{named}")
    assert found.status_code == 404
    assert "Tidak dapat ditampilkan" in found.text


@pytest.mark.parametrize(
    "path",
    [
        "/board/static/../routes.py",
        "/board/static/%2e%2e/routes.py",
        "/board/static//etc/passwd",
        "/board/course/nothing",
        "/nothing",
    ],
)
async def test_an_address_that_is_not_in_the_table_is_nowhere(seen: Open, path: str) -> None:
    assert (await seen.client.get(path)).status_code == 404


async def test_what_a_page_may_do_is_said_with_every_answer(seen: Open) -> None:
    for path in ("/board", "/nothing", "/board/static/board.js"):
        headers = (await seen.client.get(path)).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert (await seen.client.get("/board")).headers["cache-control"] == "no-store"


async def test_no_page_brings_a_script_or_a_style_of_its_own(seen: Open) -> None:
    for path in ("/board", "/board/bus", "/board/requests", await the_story(seen)):
        page = await seen.read(path)
        assert re.findall(r"<script(?! src=)|<style|\sstyle=|\son\w+=|javascript:", page) == []
        assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


async def test_a_page_elsewhere_cannot_point_its_own_name_at_the_board(seen: Open) -> None:
    found = await seen.client.get("/board", headers={"host": "evil.example:8312"})
    assert found.status_code == 421
    for host in ("localhost:8312", "127.0.0.1", "[::1]:8312"):
        assert (await seen.client.get("/board", headers={"host": host})).status_code == 200


async def test_the_board_only_reads(seen: Open) -> None:
    assert (await seen.client.post("/board")).status_code == 405
    assert (await seen.client.head("/board")).status_code == 200


async def test_a_file_a_browser_has_is_not_sent_again(seen: Open) -> None:
    first = await seen.client.get("/board/static/board.css")
    again = {"if-none-match": first.headers["etag"]}
    assert (await seen.client.get("/board/static/board.css", headers=again)).status_code == 304


async def test_a_silent_agency_and_a_worker_that_does_not_answer_are_told_first(
    seen: Open,
) -> None:
    asked = {CASE: None, "broker": [says(SILENT, 1, agency="dpmptsp")]}
    seen.board.take(BEGIN_MS + 2 * ROUND_MS, asked)
    said = words(await seen.read("/board"))
    assert f"{CASE} tidak menjawab." in said
    assert "Satu Pintu tidak mengirim apa pun selama jam kerjanya." in said
    assert "2 Terbuka Open" in said  # of the topic, while no worker tells


async def test_a_round_is_told_to_who_listens(seen: Open) -> None:
    async def heard() -> int:
        return await seen.board.turned()

    listening = asyncio.create_task(heard())
    await asyncio.sleep(0)
    seen.board.take(BEGIN_MS + 2 * ROUND_MS, {CASE: shown(2)})
    assert await listening == BEGIN_MS + 2 * ROUND_MS


async def test_a_figure_runs_as_a_line_for_each_agency(seen: Open) -> None:
    found = (await seen.client.get("/board/course/late")).json()
    lines = {line["name"]: line["values"] for line in found["lines"]}
    assert lines["DPMPTSP"] == [1, 1]
    assert lines["DLH"] == [0, 0]


def test_it_is_not_served_to_other_machines_unless_somebody_says_so() -> None:
    everywhere = "0.0.0.0"  # noqa: S104 - it is refused
    run = CliRunner().invoke(app, ["board", "--host", everywhere, "--port", "0"])
    assert run.exit_code == 2
    assert "Say --open to serve it there all the same." in run.stderr


def test_a_port_that_is_taken_is_told_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        run = CliRunner().invoke(app, ["board", "--port", port])
    assert run.exit_code == 1
    assert f"port {port}" in run.stderr
    assert "Choose another --port." in run.stderr
