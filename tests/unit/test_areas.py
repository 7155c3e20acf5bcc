"""Which kelurahan a place is in."""

import orjson
import pytest

from tests.builders.packs import PACK, city_catalogue

FEATURES = orjson.loads((PACK / "areas.geojson").read_bytes())["features"]


def test_every_kelurahan_holds_the_point_its_label_stands_on() -> None:
    areas = city_catalogue().areas
    found = {}
    for feature in FEATURES:
        longitude, latitude = feature["properties"]["label_point"]
        area = areas.at(longitude, latitude)
        found[feature["properties"]["code"]] = area.code if area else None
    assert found == {
        feature["properties"]["code"]: feature["properties"]["code"] for feature in FEATURES
    }


@pytest.mark.parametrize(
    ("name", "longitude", "latitude"),
    [
        ("Jakarta", 106.8272, -6.1754),
        ("swapped", -6.1200, 106.1503),
        ("the equator", 106.1503, 0.0),
        ("just north of the city", 106.1503, -6.0),
    ],
)
def test_a_place_outside_the_city_is_in_no_kelurahan(
    name: str, longitude: float, latitude: float
) -> None:
    assert city_catalogue().areas.at(longitude, latitude) is None, name


def test_a_place_on_a_border_is_in_the_same_kelurahan_every_time() -> None:
    areas = city_catalogue().areas
    for longitude, latitude in FEATURES[0]["geometry"]["coordinates"][0]:
        first = areas.at(longitude, latitude)
        assert first is not None
        assert areas.at(longitude, latitude) == first


def test_a_kelurahan_is_found_by_code_for_names_repeat() -> None:
    areas = city_catalogue().areas
    assert areas.by_code["36.73.01.1008"].name == areas.by_code["36.73.04.1007"].name == "Sukawana"
    assert {area.kecamatan for area in areas.kelurahan} == {area.code for area in areas.kecamatan}
