"""What an agency's folder may bring: its own rules and policies, and no say about others'."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts.catalogue import Metric
from deploy.cli.main import app
from services.catalogue.assumed import assumed
from services.catalogue.pack import check_pack, read_pack
from tests.builders.packs import PACK

KOTAMOBAGU = PACK.parent / "kotamobagu"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A small city with a new agency in it."""
    copy = Path(shutil.copytree(KOTAMOBAGU, tmp_path / "kotamobagu"))
    done = CliRunner().invoke(app, ["new", "agency", "bpbd", "--city", str(copy)])
    assert done.exit_code == 0, done.output
    return copy


def change(pack: Path, file: str, old: str, new: str) -> None:
    path = pack / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def told(pack: Path) -> list[str]:
    return [f"{one.file}: {one.sentence}" for one in check_pack(pack)[1]]


def test_an_agencys_rules_come_after_the_citys(pack: Path) -> None:
    rules = [rule.code for rule in read_pack(pack).routing]
    assert rules == [*(rule.code for rule in read_pack(KOTAMOBAGU).routing), rules[-1]]
    assert rules[-1] == "bpbd-menangani-sendiri"


def test_an_agencys_policy_says_whose_it_is_and_is_listed_by_its_file(pack: Path) -> None:
    catalogue = read_pack(pack)
    own = catalogue.policy["BPBD-STANDAR"]
    assert (own.agency, [term.metric for term in own.terms]) == ("bpbd", [Metric.RESOLUTION])
    assert catalogue.policy["LAPOR-STD"].agency is None
    listed = [where for where, what in assumed(catalogue) if what.startswith("BPBD-STANDAR")]
    assert listed == ["agencies/bpbd/policies.yaml"]


def test_an_agencys_rule_about_anothers_service_is_told(pack: Path) -> None:
    change(pack, "agencies/bpbd/routing.yaml", "[bpbd.report, ", "[bpbd.report, dlh.tree, ")
    assert "agencies/bpbd/routing.yaml: a rule of bpbd cannot route `dlh.tree`, which is dlh's" in (
        told(pack)
    )


def test_an_agencys_rule_about_every_service_is_told(pack: Path) -> None:
    change(pack, "agencies/bpbd/routing.yaml", "{services: [bpbd.report, bpbd.information]}", "{}")
    sentence = "a rule of bpbd must say which of its services it is about"
    assert f"agencies/bpbd/routing.yaml: {sentence}" in told(pack)


def test_anothers_policy_cannot_be_named(pack: Path) -> None:
    change(pack, "agencies/dlh/services.yaml", "[LAPOR-STD, ANGKUT-2]", "[LAPOR-STD, BPBD-STANDAR]")
    assert "agencies/dlh/services.yaml: the policy `BPBD-STANDAR` is bpbd's own" in told(pack)


def test_a_rule_behind_one_of_the_citys_is_told_with_the_other_file(pack: Path) -> None:
    change(
        pack,
        "routing.yaml",
        "when: {services: [dlh.waste-pickup, dlh.tree]}",
        "when: {services: [dlh.waste-pickup, dlh.tree, bpbd.report, bpbd.information]}",
    )
    found = [one for one in check_pack(pack)[1] if "can never match" in one.sentence]
    assert [(one.file, one.remedy) for one in found] == [
        ("agencies/bpbd/routing.yaml", "Narrow what stands above it, or take it out")
    ]
    assert "`lingkungan-ke-dlh` (routing.yaml line " in found[0].sentence
