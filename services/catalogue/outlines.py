"""Reads GeoJSON outlines of kelurahan and zones; rounds to 6 decimals and moves nothing else."""

from typing import Any, NamedTuple

import orjson
import shapely
from shapely.geometry import shape

from contracts.areas import Areas, Kecamatan, Kelurahan, Zone
from services.catalogue.problems import Problem, Words

DECIMALS = 6

_NO_COLLECTION = Words(
    "is not a GeoJSON feature collection", "Export it again as one, with a list of `features`"
)


class Outlines(NamedTuple):
    """A GeoJSON file as it was found."""

    file: str
    text: str


def read_outlines(
    kelurahan: Outlines, zones: Outlines | None, origin: str, *, assumed: bool
) -> tuple[Areas | None, list[Problem]]:
    """The areas of a city: kelurahan (properties code, name, kecamatan_code, kecamatan_name).

    Zones have code and name alone; a pack may have none.
    """
    reader = _Reader(kelurahan)
    found = reader.kelurahan()
    beside = _Reader(zones) if zones is not None else None
    named = beside.zones() if beside is not None else ()
    problems = reader.problems + (beside.problems if beside is not None else [])
    if not found:
        return None, problems or [
            Problem(kelurahan.file, 1, "holds no kelurahan", "Add a feature for each kelurahan")
        ]
    areas = Areas(
        kecamatan=tuple(Kecamatan(code=c, name=n) for c, n in sorted(reader.kecamatan.items())),
        kelurahan=found,
        origin=origin,
        zones=named,
        assumed=assumed,
    )
    return areas, problems


class _Reader:
    """Reads one file's features one by one and keeps what was wrong."""

    def __init__(self, outlines: Outlines) -> None:
        self.problems: list[Problem] = []
        self.kecamatan: dict[str, str] = {}
        self._file, self._text = outlines
        self._seen: set[str] = set()

    def kelurahan(self) -> tuple[Kelurahan, ...]:
        """Every kelurahan of the file that can be read."""
        found = []
        for place, feature in enumerate(self._features()):
            read = self._read(place, feature, "kelurahan")
            if read is not None:
                properties, wkb = read
                kecamatan = str(properties["kecamatan_code"])
                self.kecamatan[kecamatan] = str(properties["kecamatan_name"])
                code, name = str(properties["code"]), str(properties["name"])
                found.append(Kelurahan(code=code, name=name, kecamatan=kecamatan, outline=wkb))
        return tuple(found)

    def zones(self) -> tuple[Zone, ...]:
        """Every zone of the file that can be read."""
        read = (self._read(place, one, "zone") for place, one in enumerate(self._features()))
        return tuple(
            Zone(
                code=str(properties["code"]),
                name=str(properties["name"]),
                outline=wkb,
                assumed=properties.get("assumed") is True,
            )
            for properties, wkb in filter(None, read)
        )

    def _features(self) -> list[Any]:
        try:
            features = orjson.loads(self._text)["features"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            features = None
        if isinstance(features, list):
            return features
        self.problems.append(Problem(self._file, 1, *_NO_COLLECTION))
        return []

    def _read(self, place: int, feature: Any, kind: str) -> tuple[dict[str, Any], str] | None:  # noqa: ANN401 - any JSON
        """One feature's properties and outline, or None with a problem noted."""
        try:
            properties = dict(feature["properties"])
            code, name = str(properties["code"]), str(properties["name"])
            if kind == "kelurahan":
                str(properties["kecamatan_code"] + properties["kecamatan_name"])
            outline = shape(feature["geometry"])
        except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError):
            wanted = "a code, a name and an outline"
            sentence = f"feature {place + 1} cannot be read"
            self._refuse("", Words(sentence, f"Give it {wanted} (a kelurahan its kecamatan too)"))
            return None
        if code in self._seen:
            words = Words(f"{kind} {code} stands here twice", "Keep one of the two features")
            self._refuse(code, words)
            return None
        if outline.is_empty or not outline.is_valid or outline.area == 0:
            sentence = f"the outline of {kind} {code} {name} is not a sound area"
            self._refuse(code, Words(sentence, "Draw it again as one closed line"))
            return None
        self._seen.add(code)
        rounded = shapely.transform(outline, lambda pairs: pairs.round(DECIMALS))
        return properties, shapely.to_wkb(rounded, hex=True, output_dimension=2)

    def _refuse(self, code: str, words: Words) -> None:
        at = self._text.find(f'"{code}"') if code else 0
        line = self._text.count("\n", 0, max(at, 0)) + 1
        self.problems.append(Problem(self._file, line, *words))
