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


class Zone(Value):
    """A named area that rules speak of, such as a market or a heritage site; any outline."""

    code: str
    name: str
    outline: str
    assumed: bool = False
    """Whether its outline only stands in for the true one."""


class Areas(Value):
    """All kelurahan of a city; the union of their outlines is the city."""

    kecamatan: tuple[Kecamatan, ...]
    kelurahan: tuple[Kelurahan, ...] = Field(min_length=1)
    origin: str
    """Where the outlines come from and under which licence."""
    zones: tuple[Zone, ...] = ()
    assumed: bool = False
    """Whether the outlines only stand in for the true ones."""

    @cached_property
    def by_code(self) -> dict[str, Kelurahan]:
        """Kelurahan by Kemendagri code."""
        return {area.code: area for area in self.kelurahan}

    @cached_property
    def _outlines(self) -> Any:  # noqa: ANN401 - shapely's arrays have no name outside numpy
        outlines = from_wkb([area.outline for area in self.kelurahan])
        prepare(outlines)
        return outlines

    @cached_property
    def _zones(self) -> Any:  # noqa: ANN401 - as above
        outlines = from_wkb([zone.outline for zone in self.zones])
        prepare(outlines)
        return outlines

    def zones_at(self, longitude: float, latitude: float) -> tuple[str, ...]:
        """Codes of the zones a point lies in, edges included, in the pack's order."""
        if not self.zones:
            return ()
        hits = intersects_xy(self._zones, longitude, latitude)
        return tuple(zone.code for zone, hit in zip(self.zones, hits, strict=True) if hit)

    def at(self, longitude: float, latitude: float) -> Kelurahan | None:
        """The kelurahan a point lies in, edges included; None outside the city.

        All outlines are asked in one call: for a city's worth that is faster than a tree.
        """
        hits = intersects_xy(self._outlines, longitude, latitude)
        first = int(hits.argmax())
        return self.kelurahan[first] if hits[first] else None
