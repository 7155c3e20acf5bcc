"""`simpul new agency`: the folder passes the check in every city, and nothing else is touched."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from contracts.catalogue import Catalogue, Metric, Text
from deploy.cli.catalogue.commands import CITIES
from deploy.cli.main import app
from services.catalogue.pack import check_pack, read_examples, read_pack
from services.catalogue.scaffold import newcomer, scaffold
from tests.builders.catalogue import a_catalogue, having
from tests.flow.test_example_histories import SHOWS, USUAL

NAMES = sorted(pack.parent.name for pack in CITIES.glob("*/city.yaml"))


@pytest.fixture(params=NAMES)
def pack(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a city's pack, one city after the other."""
    return Path(shutil.copytree(CITIES / request.param, tmp_path / request.param))


def new(*words: str) -> Result:
    return CliRunner().invoke(app, ["new", "agency", *words])


def test_the_folder_passes_the_check_as_it_is(pack: Path) -> None:
    before = read_pack(pack)
    told = new("bpbd", "--city", str(pack), "--name", 'BPBD "Siaga": kota', "--name-en", "DMA")
    assert told.exit_code == 0, told.output
    catalogue, problems = check_pack(pack)
    assert problems == ()
    assert catalogue is not None
    assert catalogue.agency["bpbd"].names == Text(id='BPBD "Siaga": kota', en="DMA")
    assert {one.code for one in catalogue.agencies} - {*before.agency} == {"bpbd"}
    tried = CliRunner().invoke(app, ["agency", "try", str(pack / "agencies" / "bpbd")])
    assert tried.exit_code == 0, tried.output


def test_it_names_an_officer_for_each_level_the_city_calls_upon_in_an_agency(pack: Path) -> None:
    new("bpbd", "--city", str(pack))
    catalogue = read_pack(pack)
    (chain, *_) = catalogue.chains
    mine = [one for one in catalogue.officers if one.agency == "bpbd"]
    citys = {one.role for one in catalogue.officers if one.agency is None}
    assert {one.role for one in mine} == {level.role for level in chain.levels} - citys
    assert all(one.assumed for one in mine)
    text = (pack / "agencies/bpbd/officers.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../../schemas/officers.json")


def test_a_city_without_a_chain_calls_upon_nobody_there_either() -> None:
    city = having(a_catalogue(), chains=(), officers=())
    assert "officers:\n  []\n" in scaffold(newcomer(city, "bpbd"), city)["officers.yaml"]


def test_its_examples_show_what_every_agencys_show(pack: Path) -> None:
    new("bpbd", "--city", str(pack))
    from_folder = [one for one in read_examples(pack) if one.agency == "bpbd"]
    assert {one.history.shape for one in from_folder} >= USUAL
    for one in from_folder:
        assert one.history.story is not None
        assert SHOWS[one.history.shape](one.history.story), one.file


def test_an_agency_that_is_there_is_never_overwritten(pack: Path) -> None:
    told = new("dlh", "--city", str(pack))
    assert (told.exit_code, told.stdout) == (2, "")
    assert "has an agency `dlh` already" in told.stderr
    there = pack.parent / "bpbd"
    there.mkdir()
    told = new("bpbd", "--city", str(pack), "--into", str(pack.parent))
    assert (told.exit_code, told.stdout) == (2, "")
    assert "is there already; nothing was written" in told.stderr
    assert list(there.iterdir()) == []


@pytest.mark.parametrize("code", ["BPBD", "b", "bp-bd", "9bpbd", "b" * 21])
def test_a_code_that_is_none_is_refused_with_what_one_looks_like(code: str, tmp_path: Path) -> None:
    told = new(code, "--into", str(tmp_path))
    assert told.exit_code == 2
    assert f"such as `dlh`; got `{code}`" in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_elsewhere_is_told_how_it_gets_into_the_pack(tmp_path: Path) -> None:
    into = tmp_path / "repository"
    told = new("bpbd", "--into", str(into), "--city", "kotamobagu")
    assert told.stdout.splitlines()[-3:] == [
        f"  simpul agency try {into / 'bpbd'} --city kotamobagu",
        f"  cp -r {into / 'bpbd'} deploy/cities/kotamobagu/agencies/",
        "  simpul catalogue check",
    ]
    assert (into / "bpbd" / "agency.yaml").is_file()


def test_a_city_nobody_knows_is_refused_with_those_there_are(tmp_path: Path) -> None:
    told = new("bpbd", "--city", "serang", "--into", str(tmp_path))
    assert told.exit_code == 2
    assert "There is no city `serang`; there is kota-serang, kotamobagu." in told.stderr


def _without(catalogue: Catalogue, *metrics: Metric) -> Catalogue:
    kept = [one for one in catalogue.policies if not {t.metric for t in one.terms} & {*metrics}]
    return having(catalogue, policies=tuple(kept))


def test_a_city_without_terms_to_borrow_gets_them_in_the_folder() -> None:
    city = _without(a_catalogue(), Metric.VERIFICATION, Metric.FIRST_RESPONSE)
    files = scaffold(newcomer(city, "bpbd"), city)
    assert files["policies.yaml"].count("- metric:") == 3
    assert "policies: [BPBD-STANDAR]" in files["services.yaml"]
