"""Reads a GeoJSON file of kelurahan into Areas; rounds to 6 decimals and moves nothing else."""

from typing import Any

import orjson
import shapely
from shapely.geometry import shape

from contracts.areas import Areas, Kecamatan, Kelurahan
from services.catalogue.problems import Problem

DECIMALS = 6


def read_outlines(file: str, text: str, origin: str) -> tuple[Areas | None, list[Problem]]:
    """The areas of a feature collection (properties code, name, kecamatan_code, kecamatan_name)."""
    try:
        features = orjson.loads(text)["features"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None, [Problem(file, 1, "is not a GeoJSON feature collection")]
    reader = _Reader(file, text)
    found = [
        area for place, feature in enumerate(features) if (area := reader.read(place, feature))
    ]
    if not found:
        return None, reader.problems or [Problem(file, 1, "holds no kelurahan")]
    kecamatan = tuple(Kecamatan(code=c, name=n) for c, n in sorted(reader.kecamatan.items()))
    return Areas(kecamatan=kecamatan, kelurahan=tuple(found), origin=origin), reader.problems


class _Reader:
    """Reads features one by one and keeps what was wrong."""

    def __init__(self, file: str, text: str) -> None:
        self.problems: list[Problem] = []
        self.kecamatan: dict[str, str] = {}
        self._file = file
        self._text = text
        self._seen: set[str] = set()

    def read(self, place: int, feature: Any) -> Kelurahan | None:  # noqa: ANN401 - any JSON
        """One kelurahan, or None with a problem noted."""
        try:
            properties = feature["properties"]
            code, name = str(properties["code"]), str(properties["name"])
            kecamatan = str(properties["kecamatan_code"])
            self.kecamatan[kecamatan] = str(properties["kecamatan_name"])
            outline = shape(feature["geometry"])
        except (KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
            self._refuse("", f"feature {place + 1} cannot be read ({type(error).__name__})")
            return None
        if code in self._seen:
            self._refuse(code, f"kelurahan {code} stands here twice")
            return None
        if outline.is_empty or not outline.is_valid or outline.area == 0:
            self._refuse(code, f"the outline of kelurahan {code} {name} is not a sound area")
            return None
        self._seen.add(code)
        rounded = shapely.transform(outline, lambda pairs: pairs.round(DECIMALS))
        wkb = shapely.to_wkb(rounded, hex=True, output_dimension=2)
        return Kelurahan(code=code, name=name, kecamatan=kecamatan, outline=wkb)

    def _refuse(self, code: str, sentence: str) -> None:
        at = self._text.find(f'"{code}"') if code else 0
        self.problems.append(
            Problem(self._file, self._text.count("\n", 0, max(at, 0)) + 1, sentence)
        )
