"""JSON Schemas of a pack's files, so that editors complete and check them; writes none itself.

Draft 7, which editors' YAML servers read. They say what each file may hold; how the files fit
together only `simpul catalogue check` knows.
"""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import orjson
from pydantic import BaseModel

from contracts.calendar import WorkingCalendar
from contracts.catalogue import Agency, City, Policy, Priority, Service, StatusMapping
from contracts.routing import RoutingRule

Json = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"
FOLDER = "schemas"
"""Beside the packs."""

_TIME_OF_DAY = r"^(([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|24:00)$"
_MODELINE = "# yaml-language-server: $schema="


def pack_schemas() -> dict[str, bytes]:
    """A schema per kind of file, by file name; the same code always makes the same bytes."""
    return {f"{kind}.json": _bytes(kind, make()) for kind, make in _KINDS.items()}


def with_modeline(file: PurePosixPath, text: str) -> str:
    """A pack's file, named from the folder of packs, with the line that tells editors its schema.

    A file of no known kind stays as it is.
    """
    if file.stem not in _KINDS:
        return text
    up = "../" * (len(file.parts) - 1)
    line = f"{_MODELINE}{up}{FOLDER}/{file.stem}.json\n"
    rest = text.partition("\n")[2] if text.startswith(_MODELINE) else text
    return line + rest


def _city() -> Json:
    area = {"type": "string", "minLength": 1}
    areas = _table({"file": area, "origin": area})
    return _table({"city": _of(City), "areas": areas})


def _policies() -> Json:
    """A term is named after the policy it stands in, and has a target for every priority."""
    schema = _list_of("policies", Policy)
    term = schema["definitions"]["SlaTerm"]
    del term["properties"]["policy"]
    term["required"].remove("policy")
    term["properties"]["targets"]["required"] = [priority.value for priority in Priority]
    return schema


def _statuses() -> Json:
    """The agency is the folder's."""
    schema = _of(StatusMapping)
    schema["required"].remove("agency")
    return schema


_KINDS: dict[str, Callable[[], Json]] = {
    "city": _city,
    "calendar": lambda: _of(WorkingCalendar),
    "policies": _policies,
    "routing": lambda: _list_of("rules", RoutingRule),
    "agency": lambda: _of(Agency),
    "services": lambda: _list_of("services", Service),
    "statuses": _statuses,
}
"""What makes the schema of each kind of file, by its name without `.yaml`."""


def _of(model: type[BaseModel]) -> Json:
    return model.model_json_schema(ref_template="#/definitions/{model}")


def _list_of(key: str, model: type[BaseModel]) -> Json:
    return _table({key: {"type": "array", "items": _of(model)}})


def _table(properties: dict[str, Json]) -> Json:
    """A table with these keys and no other, what its parts define gathered at its top."""
    definitions: Json = {}
    for part in properties.values():
        holder = part.get("items", part)
        definitions |= holder.pop("$defs", {})
    table: Json = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {**table, "definitions": definitions} if definitions else table


def _bytes(kind: str, schema: Json) -> bytes:
    old = _older(schema)
    whole = {"$schema": DIALECT, "$id": f"urn:simpul:pack:{kind}", **old}
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _older(part: Any) -> Any:  # noqa: ANN401 - any JSON
    """The same in draft 7: pairs are `items`, and a time of day is a pattern, not RFC 3339's."""
    if isinstance(part, list):
        return [_older(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    if part.get("format") == "time":
        return {"type": "string", "pattern": _TIME_OF_DAY}
    return {_RENAMED.get(name, name): _older(inner) for name, inner in part.items()}


_RENAMED = {"$defs": "definitions", "prefixItems": "items"}
