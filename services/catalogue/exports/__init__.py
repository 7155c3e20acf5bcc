"""The catalogue in other systems' formats; each a plain function of it, never a source of truth."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import orjson

from contracts.catalogue import Catalogue
from services.catalogue.exports.cpsv import public_services
from services.catalogue.exports.open311 import service_list
from services.catalogue.exports.table import csv_table


class Export(NamedTuple):
    """A format, by its media type, and what writes a catalogue in it as it is on a day."""

    media: str
    write: Callable[[Catalogue, date], bytes]


def as_json(value: Any) -> bytes:  # noqa: ANN401 - any JSON
    """One JSON value, indented, as people look at it too."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


EXPORTS: dict[str, Export] = {
    "open311": Export("application/json", lambda whole, on: as_json(service_list(whole, on))),
    "cpsv-ap": Export("application/ld+json", lambda whole, on: as_json(public_services(whole, on))),
    "csv": Export("text/csv; charset=utf-8", csv_table),
}
"""Formats by the name a command line gives them."""
