"""What is agreed has not drifted: schemas, the page for agencies' developers, stored samples."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator

from agents.intake.take import Under, take
from contracts import schemata
from contracts.envelope import Refusal, headers_of
from contracts.events import Event
from contracts.intake import AGENCY_EVENTS, AgencyEvent
from contracts.records import StoredRecord
from deploy.cli.schemas import CONTRACTS, drift, write
from services.catalogue.pack import read_pack
from tests.builders.calendars import at
from tests.builders.events import CLOCK, milliseconds
from tests.house.files import ROOT

_SAMPLES = sorted((CONTRACTS / "samples").glob("v*/*.json"))
_EVENTS = {event.TYPE: event for _, event in schemata.events()}


def _event_of(sample: Path) -> type[Event]:
    return _EVENTS[sample.stem]


def _named(sample: Path) -> str:
    return f"{sample.parent.name}/{sample.stem}"


def test_schemas_and_the_page_for_developers_are_what_the_code_says() -> None:
    assert drift(CONTRACTS) == []


def test_what_drifted_is_named(tmp_path: Path) -> None:
    page = (CONTRACTS / "README.md").read_text(encoding="utf-8")
    (tmp_path / "README.md").write_text(page.replace("| `held` |", "| `kept` |"), encoding="utf-8")
    samples = tmp_path / "samples/v1"
    samples.mkdir(parents=True)
    for sample in CONTRACTS.glob("samples/v1/*.json"):
        (samples / sample.name).write_bytes(sample.read_bytes())
    page_problem = "README.md: its examples or reason codes are not what the code says"
    assert len(drift(tmp_path)) == len(_EVENTS) + 2  # AsyncAPI, README
    write(tmp_path)
    assert drift(tmp_path) == []
    (tmp_path / "schemas/simpul.case.v1.json").write_bytes(b"{}")
    (tmp_path / "schemas/simpul.gone.v1.json").write_bytes(b"{}")
    (tmp_path / "schemas/simpul.note.added.v1.json").unlink()
    (tmp_path / "README.md").write_text(page.replace("| `held` |", "| `kept` |"), encoding="utf-8")
    assert drift(tmp_path) == [
        "simpul.case.v1.json is not what the code says",
        "simpul.gone.v1.json is of no event",
        "simpul.note.added.v1.json is missing",
        page_problem,
    ]


def test_every_event_has_a_stored_sample() -> None:
    assert {sample.stem for sample in _SAMPLES} >= _EVENTS.keys()


@pytest.mark.parametrize("sample", _SAMPLES, ids=_named)
def test_a_stored_sample_is_still_read_and_keeps_every_part(sample: Path) -> None:
    stored = sample.read_bytes()
    read = _event_of(sample).read(stored)
    assert _missing(orjson.loads(stored), orjson.loads(read.to_bytes())) == []


def _missing(stored: Any, written: Any, path: str = "") -> list[str]:  # noqa: ANN401 - any JSON
    """Parts of a stored body that are gone or different; later optional parts may have come."""
    if isinstance(stored, dict) and isinstance(written, dict):
        pairs = ((written.get(name), part, f"{path}.{name}") for name, part in stored.items())
        return [gone for now, then, where in pairs for gone in _missing(then, now, where)]
    if isinstance(stored, list) and isinstance(written, list) and len(stored) == len(written):
        rows = zip(stored, written, strict=True)
        return [gone for then, now in rows for gone in _missing(then, now, f"{path}[]")]
    return [] if stored == written else [path]


@pytest.mark.parametrize("sample", _SAMPLES, ids=_named)
def test_a_stored_sample_fits_its_schema(sample: Path) -> None:
    schema = orjson.loads((CONTRACTS / "schemas" / f"{sample.stem}.json").read_bytes())
    Draft202012Validator.check_schema(schema)
    problems = Draft202012Validator(schema).iter_errors(orjson.loads(sample.read_bytes()))
    assert [problem.message for problem in problems] == []


@pytest.mark.parametrize("type_", sorted(AGENCY_EVENTS))
def test_every_example_for_developers_is_taken_by_intake(type_: str) -> None:
    body = (CONTRACTS / "samples/v1" / f"{type_}.json").read_bytes()
    event: AgencyEvent = AGENCY_EVENTS[type_].read_strictly(body)
    received = at("2026-03-18 10:00")
    record = StoredRecord(
        topic="agency.dlh.events.v1",
        partition=0,
        offset=0,
        timestamp=milliseconds(received),
        key=event.names()[1].encode(),
        value=body,
        headers=headers_of(type_, "dlh-1", "/kota-serang/dlh", received),
    )
    pack = read_pack(ROOT / "deploy/cities/kota-serang")
    assert not isinstance(take(record, Under(pack, CLOCK, b"a key for tests only")), Refusal)
