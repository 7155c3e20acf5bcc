"""What a month gives away: counts of five and more, no place finer than a kelurahan, nobody."""

import asyncio
import csv
import re
from collections.abc import Sequence
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from deploy.cli.main import app
from deploy.report.suppression import LEAST
from tests.builders.packs import city_catalogue
from tests.flow.city import City
from tests.flow.line import MemoryReach
from tests.flow.reported_city import asked, news

MARCH = ("--month", "2026-03")
CIPARE, KOTA_BARU = "36.73.01.1002", "36.73.01.1004"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Thirteen requests of DLH, three of them in Cipare; the open data made of them."""
    folder = tmp_path_factory.mktemp("open")
    city = asyncio.run(_a_month())
    words = ["report", *MARCH, "--open-data", str(folder)]
    done = CliRunner().invoke(app, words, obj=MemoryReach(city.bus))
    assert done.exit_code == 0, done.output
    return {one.name: one.read_text("utf-8") for one in folder.iterdir()}


async def _a_month() -> City:
    city = await City.founded()
    for number in range(1, 14):
        await asked(city, f"DLH-{number}", f"2026-03-12 08:{number + 30}", int(number > 10))
    for number in range(1, 13):
        await news(city, f"DLH-{number}", "TERANGKUT", f"2026-03-13 09:{number + 10}")
    await city.wait_until("2026-04-01 00:00")
    return city


def rows(files: dict[str, str], name: str) -> Sequence[dict[str, str]]:
    return list(csv.DictReader(files[name].splitlines()))


def test_a_month_s_open_data_are_three_tables_and_what_they_say_of_themselves(
    files: dict[str, str],
) -> None:
    assert set(files) == {
        "permohonan-kelurahan.csv",
        "permohonan-layanan.csv",
        "janji-waktu.csv",
        "metadata.json",
    }
    told = orjson.loads(files["metadata.json"])
    assert told["month"] == "2026-03"
    assert "kelurahan" in told["rule"]["en"]
    assert told["definitions"]


def test_no_place_is_finer_than_a_kelurahan_of_the_city(files: dict[str, str]) -> None:
    known = {area.code for area in city_catalogue().areas.kelurahan} | {"semua", ""}
    found = {one["kode_kelurahan"] for one in rows(files, "permohonan-kelurahan.csv")}
    assert {CIPARE, KOTA_BARU} <= found <= known


def test_nothing_in_it_names_a_request(files: dict[str, str]) -> None:
    whole = "".join(files.values())
    assert not re.search(r"KS-\w{4}-|DLH-\d|[0-9a-f]{8}-[0-9a-f]{4}-", whole)


def test_a_kelurahan_with_three_requests_is_hidden_and_cannot_be_worked_out(
    files: dict[str, str],
) -> None:
    """The other kelurahan and the sum of both would tell: one of them is hidden too."""
    by_place = {
        one["kode_kelurahan"]: one["permohonan"]
        for one in rows(files, "permohonan-kelurahan.csv")
        if one["kelompok"] == "Kebersihan"
    }
    assert by_place[CIPARE] == ""
    assert "" in {by_place[KOTA_BARU], by_place["semua"]}


def test_one_broken_promise_among_thirteen_is_hidden_with_its_share(files: dict[str, str]) -> None:
    found = [
        one
        for one in rows(files, "janji-waktu.csv")
        if (one["kode_opd"], one["tenggat"]) == ("dlh", "resolution")
    ]
    assert len(found) == 2
    assert all((one["dilanggar"], one["tepat_waktu"]) == ("", "") for one in found)
    assert all("" in {one["ditepati"], one["diputuskan"]} for one in found)


def test_no_number_shown_counts_one_to_four(files: dict[str, str]) -> None:
    counts = ("permohonan", "diputuskan", "ditepati", "dilanggar", "dikecualikan")
    for name in files:
        for one in rows(files, name) if name.endswith(".csv") else ():
            shown = {int(one[column]) for column in counts if one.get(column)}
            assert not shown & set(range(1, LEAST)), (name, one)


def test_the_same_open_data_are_made_again(files: dict[str, str], tmp_path: Path) -> None:
    city = asyncio.run(_a_month())
    words = ["report", *MARCH, "--open-data", str(tmp_path)]
    CliRunner().invoke(app, words, obj=MemoryReach(city.bus))
    again = {one.name: one.read_text("utf-8") for one in tmp_path.iterdir()}
    assert again == files
