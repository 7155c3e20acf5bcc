"""`simpul catalogue diff` and `export` as somebody types them."""

import asyncio
import shutil
from datetime import date
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from deploy.cli.catalogue.export import Format
from deploy.cli.main import app
from services.catalogue.exports import EXPORTS
from tests.builders.packs import PACK, city_catalogue
from tests.flow.commands import Run
from tests.flow.line import MemoryReach, published

TODAY = date(2026, 12, 1)
"""Any day on which all of the pack is on offer."""


@pytest.fixture
def renamed(tmp_path: Path) -> Path:
    """The city's pack with another name for the city."""
    pack = tmp_path / "pack"
    shutil.copytree(PACK, pack)
    city = pack / "city.yaml"
    words = city.read_text(encoding="utf-8")
    city.write_text(words.replace("name: Kota Serang", "name: Serang"), encoding="utf-8")
    return pack


def test_two_folders_are_compared_without_a_broker(renamed: Path) -> None:
    told = CliRunner().invoke(app, ["catalogue", "diff", str(PACK), str(renamed)])
    assert told.exit_code == 0, told.stderr
    assert told.stdout.splitlines()[1:] == [
        "",
        "For citizens",
        "  ~ kota-serang: its `name` is Serang, was Kota Serang.",
        "",
        "Open requests keep what they were accepted under.",
    ]


def test_what_publishing_the_pack_would_change_now_is_told_without_arguments() -> None:
    bus = asyncio.run(published(city_catalogue()))
    told = CliRunner().invoke(app, ["catalogue", "diff"], obj=MemoryReach(bus))
    assert told.stdout.endswith(": nothing changes.\n")


def test_a_published_version_is_compared_by_name(run: Run, renamed: Path) -> None:
    version = orjson.loads(run("catalogue", "show", "--json").stdout)["in_force"]
    told = orjson.loads(run("catalogue", "diff", version, str(renamed), "--json").stdout)
    assert told["old"] == version
    assert {change["concerns"] for change in told["changes"]} == {"citizens", "agencies", "clocks"}


def test_a_name_that_is_neither_is_answered_with_what_there_is(run: Run) -> None:
    told = run("catalogue", "diff", "v9-none")
    assert told.exit_code == 2
    assert "v9-none is neither a folder nor a published version (v1-" in told.stderr


@pytest.mark.parametrize("form", Format)
def test_the_city_s_pack_is_written_in_every_format(form: Format, tmp_path: Path) -> None:
    meant = EXPORTS[form.value].write(city_catalogue(), TODAY)
    shown = CliRunner().invoke(app, ["catalogue", "export", "--format", form.value])
    assert shown.stdout_bytes == meant
    file = tmp_path / "written"
    CliRunner().invoke(app, ["catalogue", "export", "--format", form.value, "-o", str(file)])
    assert file.read_bytes() == meant


def test_every_format_there_is_can_be_asked_for() -> None:
    assert {form.value for form in Format} == EXPORTS.keys()
