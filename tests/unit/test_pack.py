"""The pack of Kota Serang, and what is said of a pack with mistakes: file, line, sentence."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from contracts.calendar import TermUnit
from contracts.catalogue import Catalogue, Metric
from services.catalogue.checks.terms import ALWAYS
from services.catalogue.pack import check_pack, read_pack
from services.catalogue.problems import PackRefused, Problem
from tests.builders.pack_mistakes import DLH, MISTAKES, Mistake

TEN = {
    *("bapenda", "bpkad", "dishub", "diskominfo", "disdukcapil", "disperindagkop", "dlh"),
    *("dpmptsp", "dpupr", "perkim"),
}
NEAR = 3
"""Lines: within an entry, a check about two parts of it may name the other part's."""
PACK = Path(__file__).parents[2] / "deploy" / "cities" / "kota-serang"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the pack to make mistakes in, with the examples of one agency."""
    copy = Path(shutil.copytree(PACK, tmp_path / "pack"))
    for examples in copy.glob("agencies/*/examples"):
        if examples.parent.name != "dlh":
            shutil.rmtree(examples)
    return copy


def change(pack: Path, file: str, old: str, new: str) -> int:
    """Replace the first `old` in a file; the line it stood on."""
    line, path = line_of(pack, file, old), pack / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    return line


def line_of(pack: Path, file: str, text: str) -> int:
    """The line a text first stands on."""
    before, there, _ = (pack / file).read_text(encoding="utf-8").partition(text)
    assert there, f"{text!r} is not in {file}"
    return before.count("\n") + 1


def found(pack: Path) -> tuple[Problem, ...]:
    catalogue, problems = check_pack(pack)
    assert (catalogue is None) == bool(problems)
    return problems


def said(pack: Path) -> list[str]:
    """Each problem by file and line, without its remedy."""
    return [f"{one.file} line {one.line}: {one.sentence}" for one in found(pack)]


def test_the_pack_of_kota_serang_has_no_problems() -> None:
    catalogue = read_pack(PACK)
    assert catalogue.city.region == "36.73"
    assert set(catalogue.agency) == TEN
    assert len(catalogue.areas.kelurahan) == 67
    assert len(catalogue.areas.kecamatan) == 6
    offered = Counter(service.owner for service in catalogue.services)
    assert min(offered.values()) >= 3
    assert min(offered[code] for code in ("dishub", "dlh", "dpmptsp")) >= 10
    assert catalogue.version.startswith("unpublished-")


def test_a_catalogue_reads_back_as_it_was_written_and_fits_one_record() -> None:
    catalogue = read_pack(PACK)
    body = catalogue.to_json()
    assert Catalogue.from_json(body) == catalogue
    assert len(body) < 900_000


def test_the_same_pack_has_the_same_version_and_a_changed_one_another(pack: Path) -> None:
    before = read_pack(pack).version
    assert read_pack(pack).version == before
    change(pack, "policies.yaml", "P1: 3", "P1: 2")
    assert read_pack(pack).version != before


def test_every_service_has_the_three_clocks_and_every_agency_a_short_one() -> None:
    catalogue = read_pack(PACK)
    short = {TermUnit.WORKING_DAYS: 2, TermUnit.WORKING_HOURS: 15, TermUnit.ELAPSED_HOURS: 48}
    quick = set()
    for service in catalogue.services:
        promised = (one for one in catalogue.terms_of(service.code) if one.kind == "promise")
        by_law = (one for one in catalogue.terms_of(service.code) if one.kind == "law")
        terms = {term.metric: term for term in (*by_law, *promised)}
        assert set(ALWAYS) <= set(terms)
        resolution = terms[Metric.RESOLUTION]
        if min(resolution.targets.values()) <= short.get(resolution.unit, 0):
            quick.add(service.owner)
    assert quick == set(catalogue.agency)


def test_a_number_written_as_a_word_is_named_with_file_and_line(pack: Path) -> None:
    line = change(pack, "policies.yaml", "P2: 3", "P2: two")
    assert said(pack) == [
        f"policies.yaml line {line}: `targets` for P2 must be a whole number above 0, got 'two'"
    ]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: f"{one.file}: {one.new}")
def test_a_mistake_is_told_where_it_stands_with_what_to_do(pack: Path, mistake: Mistake) -> None:
    line = line_of(pack, mistake.file, mistake.where or mistake.old)
    change(pack, mistake.file, mistake.old, mistake.new)
    told = [one for one in found(pack) if one.sentence == mistake.said]
    assert [(one.file, one.remedy) for one in told[:1]] == [(mistake.file, mistake.remedy)]
    assert abs(told[0].line - line) <= NEAR


def test_forty_different_mistakes_are_told_and_more() -> None:
    assert len({(one.file, one.said) for one in MISTAKES}) == len(MISTAKES) > 40


def test_all_mistakes_are_told_at_once_in_order(pack: Path) -> None:
    first = change(pack, DLH, "dimension: environment", "dimension: sky")
    second = change(pack, DLH, "silent_consent_working_days: 10", "silent_consent_working_days: -1")
    third = change(pack, "policies.yaml", "unit: working_days", "unit: moons")
    assert [one.partition(": ")[0] for one in said(pack)] == [
        f"{DLH} line {first}",
        f"{DLH} line {second}",
        f"policies.yaml line {third}",
    ]


def test_a_pack_with_mistakes_is_refused_with_all_of_them(pack: Path) -> None:
    change(pack, "policies.yaml", "P2: 3", "P2: two")
    with pytest.raises(PackRefused, match=r"policies.yaml line .*got 'two'"):
        read_pack(pack)


def test_a_key_that_stands_twice_is_told_with_both_lines(pack: Path) -> None:
    line = change(pack, "city.yaml", "  code: kota-serang", "  code: kota-serang\n  code: serang")
    assert said(pack) == [
        f"city.yaml line {line + 1}: `code` stands here twice; it is on line {line} too"
    ]


def test_a_file_that_is_not_yaml_is_told_in_one_line(pack: Path) -> None:
    line = change(pack, "routing.yaml", "rules:", "rules: [")
    first = found(pack)[0]
    assert (first.file, first.line >= line) == ("routing.yaml", True)
    assert first.sentence.startswith("is not YAML: ")


@pytest.mark.parametrize("name", ["agency", "services", "statuses"])
def test_an_agency_without_one_of_its_files_is_told(pack: Path, name: str) -> None:
    (pack / "agencies" / "dlh" / f"{name}.yaml").unlink()
    assert f"agencies/dlh/{name}.yaml line 1: this file is missing" in said(pack)


@pytest.mark.parametrize(
    "name", ["city.yaml", "calendar.yaml", "policies.yaml", "routing.yaml", "areas.geojson"]
)
def test_a_pack_without_one_of_its_files_is_told(pack: Path, name: str) -> None:
    (pack / name).unlink()
    assert f"{name} line 1: this file is missing" in said(pack)


def test_a_folder_that_is_no_pack_is_told_without_falling_over(tmp_path: Path) -> None:
    assert "city.yaml line 1: this file is missing" in said(tmp_path)
    assert "agencies line 1: holds no agency's folder" in said(tmp_path)


def test_a_service_no_rule_can_route_is_told(pack: Path) -> None:
    routing = pack / "routing.yaml"
    text = routing.read_text(encoding="utf-8")
    start = text.index("  - code: sampah-besar-ke-dlh")
    end = text.index("  - code: sampah-terlewat-ke-dlh")
    routing.write_text(text[:start] + text[end:], encoding="utf-8")
    assert said(pack) == [
        f"{DLH} line 5: no rule ever routes `dlh.bulky-waste`; every request would wait in triage"
    ]


def test_a_kelurahan_that_stands_twice_or_has_no_area_is_told(pack: Path) -> None:
    areas = pack / "areas.geojson"
    lines = areas.read_text(encoding="utf-8").splitlines()
    areas.write_text("\n".join([*lines[:3], lines[2], *lines[3:]]), encoding="utf-8")
    assert said(pack) == ["areas.geojson line 3: kelurahan 36.73.01.1002 stands here twice"]
    areas.write_text("[]", encoding="utf-8")
    assert "areas.geojson line 1: is not a GeoJSON feature collection" in said(pack)


def test_a_plain_no_is_a_word_and_a_time_is_text(pack: Path) -> None:
    change(pack, DLH, "keywords: [sampah besar,", "keywords: [no, on, 12:30, 2026-01-01,")
    service = read_pack(pack).service["dlh.bulky-waste"]
    assert service.keywords[:4] == ("no", "on", "12:30", "2026-01-01")
