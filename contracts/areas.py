"""The city's places: kecamatan and kelurahan by code, name and outline. WGS 84, longitude first."""

from functools import cached_property
from typing import Any

from pydantic import Field
from shapely import from_wkb, intersects_xy, prepare

from contracts.events import Value


class Kelurahan(Value):
    """One kelurahan with its outline as hexadecimal WKB."""

    code: str
    name: str
    kecamatan: str
    outline: str


class Kecamatan(Value):
    """One kecamatan."""

    code: str
    name: str


class Areas(Value):
    """All kelurahan of a city; the union of their outlines is the city."""

    kecamatan: tuple[Kecamatan, ...]
    kelurahan: tuple[Kelurahan, ...] = Field(min_length=1)
    origin: str
    """Where the outlines come from and under which licence."""

    @cached_property
    def by_code(self) -> dict[str, Kelurahan]:
        """Kelurahan by Kemendagri code."""
        return {area.code: area for area in self.kelurahan}

    @cached_property
    def _outlines(self) -> Any:  # noqa: ANN401 - shapely's arrays have no name outside numpy
        outlines = from_wkb([area.outline for area in self.kelurahan])
        prepare(outlines)
        return outlines

    def at(self, longitude: float, latitude: float) -> Kelurahan | None:
        """The kelurahan a point lies in, edges included; None outside the city.

        All outlines are asked in one call: for a city's worth that is faster than a tree.
        """
        hits = intersects_xy(self._outlines, longitude, latitude)
        first = int(hits.argmax())
        return self.kelurahan[first] if hits[first] else None
