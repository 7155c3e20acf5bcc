"""Additive changes stay in v1, anything else is a new type: held against what was released."""

import json
from typing import Any

import pytest
from jsoncompat import check_compat

from contracts.schemata import schemas
from tests.house.files import ROOT

RELEASED: dict[str, Any] = json.loads(
    (ROOT / "contracts" / "released" / "v1.json").read_text(encoding="utf-8")
)
"""Each event's schema as it was released; written once, never edited."""


def _readable(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether whatever was written under the old schema fits the new one."""
    without_id = {name: part for name, part in new.items() if name != "$id"}
    return bool(check_compat(json.dumps(_as_written(old)), json.dumps(without_id), "deserializer"))


def _as_written(part: Any) -> Any:  # noqa: ANN401 - any JSON
    """A schema with its objects closed: readers pass over more, but nobody ever wrote more."""
    if isinstance(part, list):
        return [_as_written(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    closed = {name: _as_written(inner) for name, inner in part.items()}
    if part.get("type") == "object" and "properties" in part:
        closed.setdefault("additionalProperties", False)
    return closed


def _current() -> dict[str, Any]:
    return {name.removesuffix(".json"): json.loads(text) for name, text in schemas().items()}


@pytest.mark.parametrize("event", sorted(RELEASED))
def test_what_was_written_under_a_released_schema_is_still_read(event: str) -> None:
    assert _readable(RELEASED[event], _current()[event])


def test_a_field_that_becomes_required_or_goes_is_noticed() -> None:
    released = RELEASED["simpul.status.reported.v1"]
    required = released | {"required": [*released.get("required", []), "note"]}
    fewer = {name: part for name, part in released["properties"].items() if name != "note"}
    assert not _readable(released, required)
    assert not _readable(released, released | {"properties": fewer})


def test_an_optional_field_may_be_added() -> None:
    released = RELEASED["simpul.case.v1"]
    more = {**released["properties"], "colour": {"type": "string", "default": "red"}}
    assert _readable(released, released | {"properties": more})
