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
from contracts.catalogue import (
    Agency,
    Chain,
    Channel,
    City,
    Officer,
    Policy,
    Priority,
    Service,
    StatusMapping,
)
from contracts.routing import RoutingRule
from services.catalogue.draft import LeftToTriage
from services.catalogue.histories import History
from services.catalogue.shifts import THE_CITYS

Json = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"
FOLDER = "schemas"
"""Beside the packs."""

_TIME_OF_DAY = r"^(([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|24:00)$"
_EXAMPLES = "examples"
_AGENCIES = "agencies"
_MODELINE = "# yaml-language-server: $schema="


def pack_schemas() -> dict[str, bytes]:
    """A schema per kind of file, by file name; the same code always makes the same bytes."""
    return {f"{kind}.json": _bytes(kind, make()) for kind, make in _KINDS.items()}


def with_modeline(file: PurePosixPath, text: str) -> str:
    """A pack's file, named from the folder of packs, with the line that tells editors its schema.

    A file of no known kind stays as it is.
    """
    kind = kind_of(file)
    if kind is None:
        return text
    up = "../" * (len(file.parts) - 1)
    line = f"{_MODELINE}{up}{FOLDER}/{kind}.json\n"
    rest = text.partition("\n")[2] if text.startswith(_MODELINE) else text
    return line + rest


def kind_of(file: PurePosixPath) -> str | None:
    """Which kind of file it is by its name or its folder; None for any other."""
    if file.parent.name == _EXAMPLES:
        return "example"
    if file.stem == "calendar" and file.parent.parent.name == _AGENCIES:
        return "shifts"
    return file.stem if file.stem in _KINDS.keys() - _BY_FOLDER else None


def _city() -> Json:
    words = {"type": "string", "minLength": 1}
    areas = _table({"file": words, "origin": words})
    areas["properties"] |= {"zones": words, "assumed": {"type": "boolean"}}
    return _table({"city": _of(City), "areas": areas})


def _calendar() -> Json:
    """Whose it is, the folder says."""
    schema = _of(WorkingCalendar)
    del schema["properties"]["agency"]
    schema["required"] = ["id", "version", "known_from", "known_until", "hours"]
    return schema


def _shifts() -> Json:
    """Days off, spans of a season and how far they are known may be left to the city's."""
    schema = _calendar()
    season = schema["$defs"]["Season"]["properties"]
    schema["properties"]["special_days"] = _or_the_citys(schema["properties"]["special_days"])
    season["spans"] = _or_the_citys(season["spans"])
    schema["required"] = ["id", "version", "hours", "special_days"]
    return schema


def _or_the_citys(schema: Json) -> Json:
    return {"anyOf": [{"const": THE_CITYS}, schema]}


def _policies() -> Json:
    """A term's policy and a policy's owner are told by their place; no priority is left out."""
    schema = _list_of("policies", Policy)
    del schema["properties"]["policies"]["items"]["properties"]["agency"]
    term = schema["definitions"]["SlaTerm"]
    del term["properties"]["policy"]
    term["required"].remove("policy")
    term["properties"]["targets"]["required"] = [priority.value for priority in Priority]
    return schema


def _routing() -> Json:
    """What is left to triage on purpose may stand beside the rules."""
    schema = _table({key: _array(model) for key, model in _ROUTES.items()})
    schema["required"].remove("triage")
    return schema


def _channels() -> Json:
    """The operator is the folder's."""
    schema = _list_of("channels", Channel)
    schema["properties"]["channels"]["items"]["required"].remove("operator")
    return schema


def _escalation() -> Json:
    """The officers here are the city's own."""
    schema = _table({"chains": _array(Chain), "officers": _array(Officer)})
    del schema["properties"]["officers"]["items"]["properties"]["agency"]
    return schema


def _officers() -> Json:
    """The agency is the folder's."""
    schema = _list_of("officers", Officer)
    del schema["properties"]["officers"]["items"]["properties"]["agency"]
    return schema


def _statuses() -> Json:
    """The agency is the folder's."""
    schema = _of(StatusMapping)
    schema["required"].remove("agency")
    return schema


_ROUTES: dict[str, type[BaseModel]] = {"rules": RoutingRule, "triage": LeftToTriage}
_KINDS: dict[str, Callable[[], Json]] = {
    "city": _city,
    "calendar": _calendar,
    "shifts": _shifts,
    "policies": _policies,
    "routing": _routing,
    "agency": lambda: _of(Agency),
    "services": lambda: _list_of("services", Service),
    "statuses": _statuses,
    "channels": _channels,
    "escalation": _escalation,
    "officers": _officers,
    "example": lambda: _of(History),
}
"""What makes the schema of each kind of file, by its name without `.yaml`."""
_BY_FOLDER = {"example", "shifts"}
"""Kinds whose files are told by where they lie."""


def _of(model: type[BaseModel]) -> Json:
    return model.model_json_schema(ref_template="#/definitions/{model}")


def _list_of(key: str, model: type[BaseModel]) -> Json:
    return _table({key: _array(model)})


def _array(model: type[BaseModel]) -> Json:
    return {"type": "array", "items": _of(model)}


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
