"""`simpul report`: a month's figures, what they count, and in which forms they come."""

import asyncio
import csv
import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner, Result

from contracts.kpis import BY_ID
from contracts.topics import REQUESTS, SLA, STATUS
from deploy.cli.main import app
from tests.flow.city import City
from tests.flow.line import MemoryReach
from tests.flow.memory_bus import MemoryBus
from tests.flow.reported_city import a_march, asked, news

MARCH = ("--month", "2026-03")
APRIL = ("--month", "2026-04", "--to", "2026-04-08T00:00:00+07:00")
"""As it was known on the eighth."""
CITY: dict[str, Any] = {"agency": None, "service": None}
DLH: dict[str, Any] = {"agency": "dlh", "service": None}


@pytest.fixture(scope="module")
def city() -> City:
    """March, and a week of April."""
    return asyncio.run(a_march())


def typed(city: City, *words: str) -> Result:
    return CliRunner().invoke(app, ["report", *words], obj=MemoryReach(city.bus))


def told(city: City, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(typed(city, *(words or MARCH), "--json").stdout)
    return found


def row(report: dict[str, Any], table: str, **where: Any) -> dict[str, Any]:
    """The figures of one row."""
    rows = [one for one in report[table] if where.items() <= one.items()]
    assert len(rows) == 1, rows
    figures: dict[str, Any] = rows[0]["figures"]
    return figures


def test_a_request_counts_in_the_month_of_the_city_s_own_time(city: City) -> None:
    assert row(told(city), "requests", **CITY)["accepted"] == 8
    april = row(told(city, *APRIL), "requests", **CITY)
    assert april["accepted"] == 1  # half past midnight in Jakarta is the day before in UTC


def test_the_share_kept_is_of_what_was_kept_or_broken(city: City) -> None:
    found = row(told(city), "promises", **DLH, clock="resolution")
    assert (found["met"], found["breached"], found["exempt"]) == (4, 1, 1)
    assert found["met_share"] == 4 / 5


def test_work_sent_back_is_kept_once(city: City) -> None:
    found = told(city)
    assert row(found, "promises", **DLH, clock="resolution")["taken_back"] == 1
    assert row(found, "requests", **DLH)["sent_back"] == 1
    assert row(found, "requests", **DLH)["resolved"] == 5


def test_what_was_done_in_march_and_told_in_april_counts_in_march(city: City) -> None:
    """DLH-6 was done on the 31st; in April it counts no more."""
    april = row(told(city, *APRIL), "requests", **DLH)
    assert april["resolved"] == 0


def test_what_is_open_when_the_month_ends_is_shown_and_what_of_it_is_late(city: City) -> None:
    found = told(city)
    assert row(found, "requests", **DLH)["open"] == 6  # three of them resolved, not closed
    states = next(one for one in found["requests"] if DLH.items() <= one.items())["open_by_state"]
    assert states == {"routed": 2, "resolved": 4}
    late = [(one["service"], one["clock"], one["working_days_late"]) for one in found["late"]]
    assert ("dlh.bulky-waste", "resolution", 6) in late


def test_the_same_month_printed_again_is_the_same_to_the_byte(tmp_path: Path) -> None:
    city = asyncio.run(a_march())
    files = [printed(city, tmp_path / "first")]
    asyncio.run(later(city))
    files.append(printed(city, tmp_path / "second"))
    assert files[0] == files[1]
    assert set(files[0]) == {"report.html", "report.json", "permohonan.csv", "janji.csv"}


async def later(city: City) -> None:
    """More is said: of new requests, and of old ones."""
    await asked(city, "DLH-9", "2026-04-09 09:00")
    await news(city, "DLH-5", "TERANGKUT", "2026-04-09 10:00")


def printed(city: City, folder: Path) -> dict[str, bytes]:
    assert typed(city, *MARCH, "--out", str(folder)).exit_code == 0
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def test_while_the_books_are_open_it_says_so_and_gives_no_open_data(
    city: City, tmp_path: Path
) -> None:
    april = told(city, *APRIL)
    assert april["sources"]["final"] is False
    assert "provisional" in typed(city, *APRIL).stdout
    refused = typed(city, *APRIL, "--open-data", str(tmp_path / "open"))
    assert refused.exit_code == 1
    assert "open data are made once" in refused.stderr
    assert not (tmp_path / "open").exists()


@pytest.mark.parametrize(
    ("month", "code", "sentence"),
    [
        ("2026-13", 2, "a month such as 2026-03, got '2026-13'"),
        ("maret", 2, "a month such as 2026-03"),
        ("2026-05", 1, "2026-05 has not begun"),
    ],
)
def test_a_month_that_cannot_be_told_is_refused(
    city: City, month: str, code: int, sentence: str
) -> None:
    found = typed(city, "--month", month, *APRIL[2:])
    assert found.exit_code == code
    assert sentence in re.sub(r"[\s│]+", " ", found.stderr)


def test_a_bus_without_a_catalogue_has_no_months() -> None:
    bus = MemoryBus()
    found = CliRunner().invoke(app, ["report", *MARCH], obj=MemoryReach(bus))
    assert found.exit_code == 1


def test_nothing_is_written_to_the_bus(city: City) -> None:
    topics = [REQUESTS, STATUS, SLA]
    before = asyncio.run(city.bus.ends(topics))
    typed(city, *MARCH)
    assert asyncio.run(city.bus.ends(topics)) == before


def test_the_page_needs_nothing_beside_it_and_says_everything_twice(
    city: City, tmp_path: Path
) -> None:
    page = printed(city, tmp_path)["report.html"].decode()
    assert not re.search(r"(src|href)=|https?://|@import|url\(|<script", page)
    for said in ("Yang baik", "Yang terlambat", "Mengapa", "What is late", "Cara menghitung"):
        assert said in page
    for kpi in BY_ID.values():
        assert kpi.names.id in page
        assert kpi.meaning.en.split("'")[0] in page
    assert "bus.status.v1:" in page
    assert "ID-SERANG-OFFICE v1" in page


def test_tables_have_an_indonesian_heading_and_an_english_one(city: City, tmp_path: Path) -> None:
    with_rows = printed(city, tmp_path)
    heading, *rows = csv.reader(with_rows["janji.csv"].decode().splitlines())
    assert "Tepat waktu (Kept in time) [bagian dari 1 (of 1)]" in heading
    assert all(len(one) == len(heading) for one in rows)
    assert rows[0][:3] == ["2026-03", "", "Seluruh kota"]
