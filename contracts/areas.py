"""The city's places: kecamatan and kelurahan by code, name and outline. WGS 84, longitude first."""

from functools import cached_property

from pydantic import Field
from shapely import Point, STRtree, from_wkb, prepare
from shapely.geometry.base import BaseGeometry

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
    def _outlines(self) -> list[BaseGeometry]:
        outlines = [from_wkb(area.outline) for area in self.kelurahan]
        for outline in outlines:
            prepare(outline)
        return outlines

    @cached_property
    def _tree(self) -> STRtree:
        return STRtree(self._outlines)

    @cached_property
    def _zones(self) -> list[tuple[str, BaseGeometry]]:
        found = [(zone.code, from_wkb(zone.outline)) for zone in self.zones]
        for _, outline in found:
            prepare(outline)
        return found

    def zones_at(self, longitude: float, latitude: float) -> tuple[str, ...]:
        """Codes of the zones a point lies in, edges included, in the pack's order."""
        point = Point(longitude, latitude)
        return tuple(code for code, outline in self._zones if outline.intersects(point))

    def at(self, longitude: float, latitude: float) -> Kelurahan | None:
        """The kelurahan a point lies in, edges included; None outside the city."""
        found = self._tree.query(Point(longitude, latitude), predicate="intersects")
        return self.kelurahan[int(min(found))] if len(found) else None
