"""Schemas for editors: what the code says, what the packs are, and what editors would mark."""

from pathlib import Path, PurePosixPath
from typing import Any

import orjson
import pytest
from jsonschema import Draft7Validator

from deploy.cli.catalogue.commands import CITIES
from deploy.cli.schemas import drift_of_packs, write_for_packs
from services.catalogue.lines import read_lines
from services.catalogue.pack_schemas import FOLDER, kind_of, pack_schemas, with_modeline
from tests.builders.packs import PACK

SCHEMAS: dict[str, Any] = {
    name.removesuffix(".json"): orjson.loads(content) for name, content in pack_schemas().items()
}
FILES = [file for file in sorted(CITIES.glob("*/**/*.yaml")) if kind_of(PurePosixPath(file))]


def _marked(kind: str, text: str) -> list[str]:
    """What an editor would mark in a file of a kind."""
    found = Draft7Validator(SCHEMAS[kind]).iter_errors(read_lines("a file", text).value)
    return [error.message for error in found]


def test_the_packs_schemas_and_their_lines_for_editors_are_what_the_code_says() -> None:
    assert drift_of_packs(CITIES) == [], "write them anew with `simpul schemas write`"


def test_what_drifted_is_named_and_written_anew(tmp_path: Path) -> None:
    pack = tmp_path / "kota"
    pack.mkdir()
    (pack / "city.yaml").write_text("city: {}\n", encoding="utf-8")
    (pack / "notes.yaml").write_text("of no known kind\n", encoding="utf-8")
    write_for_packs(tmp_path)
    (tmp_path / FOLDER / "city.json").write_bytes(b"{}")
    (tmp_path / FOLDER / "gone.json").write_bytes(b"{}")
    (pack / "city.yaml").write_text("city: {}\n", encoding="utf-8")
    assert drift_of_packs(tmp_path) == [
        "schemas/city.json is not what the code says",
        "schemas/gone.json is not what the code says",
        "kota/city.yaml: its first line does not name its schema",
    ]
    write_for_packs(tmp_path)
    assert drift_of_packs(tmp_path) == []


def test_a_file_names_its_schema_from_where_it_lies_and_once() -> None:
    file = PurePosixPath("kota-serang/agencies/dlh/services.yaml")
    line = "# yaml-language-server: $schema=../../../schemas/services.json\n"
    assert with_modeline(file, "services: []\n") == f"{line}services: []\n"
    assert with_modeline(file, f"{line}services: []\n") == f"{line}services: []\n"


@pytest.mark.parametrize("kind", sorted(SCHEMAS))
def test_a_schema_is_sound(kind: str) -> None:
    Draft7Validator.check_schema(SCHEMAS[kind])


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(CITIES)))
def test_an_editor_marks_nothing_in_a_pack(file: Path) -> None:
    kind = kind_of(PurePosixPath(file))
    assert _marked(str(kind), file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("city", "ticket_prefix: KS", "ticket_prefix: ks"),
        ("city", "  file: areas.geojson\n", ""),
        ("calendar", '"07:30"', '"7 pagi"'),
        ("calendar", "known_until:", "known_til:"),
        ("agencies/dlh/calendar", "special_days: city", "special_days: town"),
        ("agencies/dlh/calendar", "spans: city", "spans: town"),
        ("agencies/dishub/calendar", "special_days: []\n", ""),
        ("policies", "unit: working_days", "unit: workdays"),
        ("policies", ", P4: 3}", "}"),
        ("policies", "P2: 3", "P2: 0"),
        ("routing", "agency: dishub", "agency: DISHUB"),
        ("agencies/dlh/agency", "claim_skew_hours: 72", "claim_skew_hours: -1"),
        ("agencies/dlh/services", "kind: service_request", "kind: wish"),
        ("agencies/dlh/services", "code: dlh.bulky-waste", "code: bulky waste"),
        ("agencies/dlh/statuses", "state: scheduled", "state: planned"),
    ],
)
def test_an_editor_marks_a_mistake(name: str, old: str, new: str) -> None:
    file = PurePosixPath(f"{name}.yaml")
    text = (PACK / file).read_text(encoding="utf-8")
    assert old in text
    assert len(_marked(str(kind_of(file)), text.replace(old, new, 1))) >= 1
