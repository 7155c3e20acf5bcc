"""The columns of a CSV history: what each holds, and how a row's cells become an event's body."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from contracts.catalogue import FieldRule, Service
from contracts.intake import AGENCY_EVENTS

COLUMNS: dict[str, str] = {
    "time": "when: 2026-03-12T08:30:00+07:00; without offset: city time",
    "received": "when it would have reached the bus; empty: `time`",
    "reference": "the agency's own number of the request",
    "request_id": "instead of `reference`: of a request assigned to it",
    "event": "submitted, status, replied, withdrawn, confirmed, objected, extension, note*",
    "agency": "who said it; empty: this agency",
    "event_id": "its own id of the event; the same again is a repeat",
    "sequence": "the agency's own counter",
    "service": "submitted: the agency's code for the service",
    "channel": "submitted: empty: agency",
    "description": "submitted: the citizen's words",
    "latitude": "submitted: where, in degrees (WGS 84)",
    "longitude": "submitted: where, in degrees (WGS 84)",
    "kelurahan": "submitted: its code, or its name with `kecamatan`",
    "kecamatan": "submitted: its code or its name",
    "address": "submitted: the address",
    "impact": "submitted: city, neighbourhood or household",
    "urgency": "submitted: danger, worsening or plannable",
    "field.CODE": "submitted: a field the service asks for; a list: a|b",
    "status": "status: the agency's own",
    "outcome": "status: how it ended",
    "note": "status: the officer's words",
    "photo_before": "status: where the photo of before is kept",
    "photo_after": "status: where the photo of after is kept",
    "officer": "status: who did it, by the agency's own number",
    "text": "replied, note: the words",
    "reason": "withdrawn, objected, extension: why",
    "days": "extension: how many more",
}
"""What a CSV file may say, by column; `x.` before any other name skips it."""

TYPES = {
    "submitted": "simpul.request.submitted.v1",
    "status": "simpul.status.reported.v1",
    "replied": "simpul.reporter.replied.v1",
    "withdrawn": "simpul.request.withdrawn.v1",
    "confirmed": "simpul.closure.confirmed.v1",
    "objected": "simpul.closure.refused.v1",
    "extension": "simpul.extension.requested.v1",
    "note": "simpul.note.added.v1",
}
"""What a row's `event` stands for."""
_PLACE = ("latitude", "longitude", "kelurahan", "kecamatan", "address")
_FIELD, _SKIPPED = "field.", "x."
_NUMBERS: dict[str, Callable[[str], object]] = {
    "latitude": float,
    "longitude": float,
    "sequence": int,
    "days": int,
}


class FileRefused(ValueError):
    """Nothing of a file can be read; the message says why."""


def refuse_unknown(columns: Sequence[str]) -> None:
    """Raises FileRefused where a column is not known, or a needed one is missing."""
    known = {*COLUMNS} - {"field.CODE"}
    for name in columns:
        if name not in known and not name.startswith((_FIELD, _SKIPPED)):
            near = get_close_matches(name, known, n=1)
            instead = f"write `{near[0]}` if that is meant, or" if near else "write"
            raise FileRefused(f"There is no column `{name}`; {instead} `x.{name}` to skip it.")
    if "time" not in columns or not {"reference", "request_id"} & {*columns}:
        raise FileRefused("The header must name `time`, and `reference` or `request_id`.")


def event_of(cells: Mapping[str, str]) -> str:
    """Which event a row is of, by what it says or by what is filled in."""
    return cells.get("event") or ("status" if "status" in cells else "submitted")


def data_of(type_: str, cells: Mapping[str, str], service: Service | None) -> dict[str, Any]:
    """The event's body: what its class has room for; a row's other cells are of other events."""
    known = AGENCY_EVENTS[type_].model_fields
    data = {name: _number(name, cell) for name, cell in cells.items() if name in known}
    if "location" in known:
        place = {name: _number(name, cells[name]) for name in _PLACE if name in cells}
        data |= {"location": place} if place else {}
        data |= {"fields": found} if (found := _fields(cells, service)) else {}
    return data


def _fields(cells: Mapping[str, str], service: Service | None) -> dict[str, object]:
    """What the service asks for; of an unknown service all stays text."""
    rules = service.rules_by_field if service is not None else {}
    given = {n.removeprefix(_FIELD): cell for n, cell in cells.items() if n.startswith(_FIELD)}
    return {code: _value(cell, rules.get(code)) for code, cell in given.items()}


def _number(name: str, cell: str) -> object:
    """A cell of a column of numbers as one; what is none stays text, for intake to refuse."""
    try:
        return _NUMBERS[name](cell) if name in _NUMBERS else cell
    except ValueError:
        return cell


def _value(cell: str, rule: FieldRule | None) -> object:
    """A cell as its field's datatype has it; what does not fit stays text."""
    if rule is None:
        return cell
    if rule.datatype == "multivaluelist":
        return [part.strip() for part in cell.split("|")]
    if rule.datatype == "boolean":
        return {"true": True, "false": False}.get(cell.lower(), cell)
    return _as_number(cell) if rule.datatype == "number" else cell


def _as_number(cell: str) -> object:
    for read in (int, float):
        try:
            return read(cell)
        except ValueError:
            continue
    return cell
