"""Where a request is: by coordinates, kelurahan code, or name with its kecamatan; never a guess.

Outlines of kelurahan are approximate, so a kelurahan an agency names stands before the one its
coordinates fall into; the coordinates must lie in the city all the same.
"""

from contracts.areas import Areas, Kelurahan
from contracts.catalogue import Service
from contracts.envelope import Refusal
from contracts.events import Sentences
from contracts.intake import Location
from contracts.reasons import Reason, quote
from contracts.requests import Place


def find(location: Location | None, service: Service, areas: Areas) -> Place | Refusal | None:
    """The place of a request; None where the service asks for none or none was given."""
    if service.location == "none" or location is None or _says_nothing(location):
        missing = service.location == "required"
        return _refuse(Reason.INVALID_FIELD, "location", _REQUIRED) if missing else None
    point = _point(location, areas)
    if isinstance(point, Refusal):
        return point
    area = _named(location, areas) if location.kelurahan is not None else point
    if isinstance(area, Refusal):
        return area
    if area is None:
        return _refuse(Reason.UNKNOWN_PLACE, "location.kelurahan", _ALONE)
    return Place(
        kelurahan=area.code,
        kecamatan=area.kecamatan,
        latitude=location.latitude,
        longitude=location.longitude,
    )


_REQUIRED = Sentences(
    id="wajib ada: koordinat, kode kelurahan, atau nama kelurahan dengan kecamatannya",
    en="is required: coordinates, a kelurahan's code, or its name with its kecamatan",
)
_ALONE = Sentences(
    id="wajib ada di samping `location.kecamatan`", en="is required beside `location.kecamatan`"
)
_BOTH = Sentences(
    id="harus ada latitude dan longitude, bukan salah satu",
    en="must have both latitude and longitude, got one",
)


def _says_nothing(location: Location) -> bool:
    """An address alone is no place: nobody on the bus can look it up."""
    told = (location.latitude, location.longitude, location.kelurahan, location.kecamatan)
    return all(part is None for part in told)


def _point(location: Location, areas: Areas) -> Kelurahan | Refusal | None:
    """The kelurahan the coordinates lie in; None where there are none."""
    latitude, longitude = location.latitude, location.longitude
    if latitude is None and longitude is None:
        return None
    if latitude is None or longitude is None:
        return _refuse(Reason.INVALID, "location", _BOTH)
    found = areas.at(longitude, latitude)
    if found is not None:
        return found
    came = f"latitude {latitude}, longitude {longitude}"
    if areas.at(latitude, longitude) is not None:
        words = Sentences(
            id=f"lintang dan bujur tertukar, ternyata {came}",
            en=f"has latitude and longitude swapped, got {came}",
        )
    else:
        words = Sentences(
            id=f"harus di dalam kota, ternyata {came}", en=f"must be in the city, got {came}"
        )
    return _refuse(Reason.OUTSIDE_CITY, "location", words)


def _named(location: Location, areas: Areas) -> Kelurahan | Refusal:
    """The kelurahan meant by its code, or by its name within a kecamatan."""
    name = location.kelurahan or ""
    by_code = areas.by_code.get(name)
    if by_code is not None:
        return by_code
    alike = [area for area in areas.kelurahan if area.name.casefold() == name.strip().casefold()]
    kecamatan = _kecamatan(location.kecamatan, areas)
    found = next((area for area in alike if area.kecamatan == kecamatan), None)
    return found if found is not None else _unknown(location, alike, areas)


def _kecamatan(said: str | None, areas: Areas) -> str | None:
    """A kecamatan's code by its code or name."""
    wanted = (said or "").strip().casefold()
    codes = (k.code for k in areas.kecamatan if wanted in (k.code, k.name.casefold()))
    return next(codes, None)


def _unknown(location: Location, alike: list[Kelurahan], areas: Areas) -> Refusal:
    name, within = quote(location.kelurahan), quote(location.kecamatan)
    if not alike:
        words = Sentences(
            id=f"harus kode atau nama kelurahan kota ini, ternyata {name}",
            en=f"must be the code or name of a kelurahan of this city, got {name}",
        )
        return _refuse(Reason.UNKNOWN_PLACE, "location.kelurahan", words)
    names = {kecamatan.code: kecamatan.name for kecamatan in areas.kecamatan}
    homes = ", ".join(
        f"{names.get(area.kecamatan, area.kecamatan)} ({area.code})" for area in alike
    )
    words = Sentences(
        id=f"harus kecamatan dari kelurahan {name}: {homes}; ternyata {within}",
        en=f"must be the kecamatan of kelurahan {name}: {homes}; got {within}",
    )
    return _refuse(Reason.UNKNOWN_PLACE, "location.kecamatan", words)


def _refuse(reason: Reason, path: str, words: Sentences) -> Refusal:
    return Refusal(reason, Sentences(id=f"`{path}` {words.id}", en=f"`{path}` {words.en}"), path)
