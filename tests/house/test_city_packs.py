"""Every city's pack is sound, fits a record, and says what an official must still confirm."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli.main import app
from services.catalogue.assumed import assumed, with_assumed
from services.catalogue.pack import check_pack, read_pack

CITIES = sorted(
    city.parent for city in (Path(__file__).parents[2] / "deploy" / "cities").glob("*/city.yaml")
)


@pytest.mark.parametrize("pack", CITIES, ids=lambda pack: pack.name)
def test_a_citys_pack_has_no_problems(pack: Path) -> None:
    assert check_pack(pack)[1] == ()


@pytest.mark.parametrize("pack", CITIES, ids=lambda pack: pack.name)
def test_the_command_checks_the_city_that_the_setting_names(pack: Path) -> None:
    told = CliRunner().invoke(app, ["catalogue", "check"], env={"SIMPUL_CITY": pack.name})
    agencies = len(read_pack(pack).agencies)
    assert told.stdout.startswith(f"Nothing is wrong: {agencies} agencies, ")


@pytest.mark.parametrize("pack", CITIES, ids=lambda pack: pack.name)
def test_its_readme_lists_what_the_city_must_confirm(pack: Path) -> None:
    readme = (pack / "README.md").read_text(encoding="utf-8")
    assert readme == with_assumed(readme, read_pack(pack)), "`simpul catalogue assumed --write`"


@pytest.mark.parametrize("pack", CITIES, ids=lambda pack: pack.name)
def test_outlines_keep_their_licences_beside_them(pack: Path) -> None:
    assert list(pack.glob("LICENSE*"))


def test_what_is_assumed_is_named_with_its_file_and_its_reason() -> None:
    found = dict(reversed(list(assumed(read_pack(CITIES[0])))))
    assert found["policies.yaml"].startswith("TANGGAPAN-5: first response 5 working days (")
