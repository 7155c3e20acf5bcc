"""A file of what an agency once published, line by line, as events the bus could have heard."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any, NamedTuple

import orjson
from pydantic import ValidationError

from contracts.catalogue import Catalogue
from contracts.events import AgencyCode, Value
from deploy.trying.columns import TYPES, FileRefused, data_of, event_of, refuse_unknown
from services.catalogue.histories import Heard


class Row(NamedTuple):
    """One event of a file, and the line it stands on."""

    line: int
    heard: Heard


class Unreadable(NamedTuple):
    """A line (or with line 1 the file) that is no event, and why."""

    line: int
    sentence: str


class Said(Value):
    """One line of JSON: an event as `simpul send` takes it, with its time."""

    type: str
    data: dict[str, Any]
    time: str | None = None
    received: str | None = None
    id: str | None = None
    agency: AgencyCode | None = None
    key: str | None = None


def read_rows(content: bytes, catalogue: Catalogue, agency: str) -> Iterator[Row | Unreadable]:
    """The events of a CSV or JSON-lines file in the order they stand.

    Raises:
        FileRefused: it is not UTF-8, empty, or its columns are not known.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused("The file is not UTF-8; save it again as UTF-8.") from None
    if not text.strip():
        raise FileRefused("The file is empty.")
    reading = _Reading(catalogue, agency)
    return reading.json(text) if text.lstrip().startswith("{") else reading.table(text)


class _Reading:
    """One file, read for one agency of one city."""

    def __init__(self, catalogue: Catalogue, agency: str) -> None:
        self._catalogue = catalogue
        self._agency = agency

    def json(self, text: str) -> Iterator[Row | Unreadable]:
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield self._said(number, line)

    def _said(self, number: int, line: str) -> Row | Unreadable:
        try:
            said = Said.model_validate(orjson.loads(line))
        except orjson.JSONDecodeError as error:
            return Unreadable(number, f"is not JSON: {error}")
        except ValidationError as error:
            return Unreadable(number, _first(error))
        at = said.received or said.time or said.data.get("occurred_at")
        when = self._instant(str(at)) if at else None
        if when is None:
            return Unreadable(number, _no_time("time", at))
        who = said.agency or self._agency
        return Row(
            number, Heard(at=when, agency=who, event_id=said.id, type=said.type, data=said.data)
        )

    def table(self, text: str) -> Iterator[Row | Unreadable]:
        header = text.partition("\n")[0]
        separator = max(",;\t", key=header.count)
        rows = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
        try:
            columns = [name.strip() for name in next(rows)]
            refuse_unknown(columns)
            yield from self._rows(rows, columns)
        except csv.Error as error:
            yield Unreadable(rows.line_num, f"is not CSV: {error}")

    def _rows(self, rows: Any, columns: list[str]) -> Iterator[Row | Unreadable]:  # noqa: ANN401 - csv has no name for its reader
        last = rows.line_num
        for cells in rows:
            line, last = last + 1, rows.line_num
            if len(cells) != len(columns) and any(cells):
                yield Unreadable(line, f"has {len(cells)} cells; the header has {len(columns)}")
            elif any(cells):
                named = zip(columns, cells, strict=True)
                yield self._row(line, {name: cell.strip() for name, cell in named if cell.strip()})

    def _row(self, line: int, cells: dict[str, str]) -> Row | Unreadable:
        kind, who = event_of(cells), cells.get("agency", self._agency)
        if kind not in TYPES:
            return Unreadable(line, f"`event` must be one of {', '.join(TYPES)}, got {kind!r}")
        times = {name: self._instant(cells[name]) for name in ("time", "received") if name in cells}
        for name in ("time", *times):
            if times.get(name) is None:
                return Unreadable(line, _no_time(name, cells.get(name)))
        occurred = times["time"]
        service = self._catalogue.service_named(who, cells.get("service", ""))
        data = data_of(TYPES[kind], cells, service)
        said = {"type": TYPES[kind], "data": data, "event_id": cells.get("event_id")}
        data["occurred_at"] = occurred.isoformat() if occurred else None
        return _heard(line, said | {"at": times.get("received") or occurred, "agency": who})

    def _instant(self, text: str) -> datetime | None:
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            return None
        return found if found.tzinfo else found.replace(tzinfo=self._catalogue.city.zone)


def _heard(line: int, said: dict[str, Any]) -> Row | Unreadable:
    try:
        return Row(line, Heard.model_validate(said))
    except ValidationError as error:
        return Unreadable(line, _first(error))


def _no_time(name: str, came: object) -> str:
    got = f"got {came!r}" if came else "it is missing"
    return f"`{name}` must be a date and time such as 2026-03-12T08:30:00+07:00, {got}"


def _first(error: ValidationError) -> str:
    """The first thing wrong, as a sentence."""
    found = error.errors(include_url=False)[0]
    path = ".".join(str(part) for part in found["loc"]) or "it"
    return f"`{path}`: {found['msg'].lower()}"
