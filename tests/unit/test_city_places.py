"""Places as people name them: namesakes, and kelurahan called like their kecamatan."""

from pathlib import Path

import pytest

from agents.intake import place
from contracts.areas import Kecamatan
from contracts.catalogue import Catalogue
from contracts.envelope import Refusal
from contracts.intake import Location
from contracts.requests import Place
from services.catalogue.pack import read_pack
from tests.builders.packs import city_catalogue

KOTAMOBAGU = Path(__file__).parents[2] / "deploy" / "cities" / "kotamobagu"


def find(catalogue: Catalogue, **location: object) -> Place | Refusal | None:
    """What a service that must have a place is told."""
    service = next(one for one in catalogue.services if one.location == "required")
    return place.find(Location.model_validate(location), service, catalogue.areas)


def code(found: Place | Refusal | None) -> str | None:
    assert isinstance(found, Place), found
    return found.kelurahan


@pytest.mark.parametrize(
    ("kecamatan", "meant"), [("Serang", "36.73.01.1008"), ("Curug", "36.73.04.1007")]
)
def test_sukawana_is_told_by_its_kecamatan(kecamatan: str, meant: str) -> None:
    assert code(find(city_catalogue(), kelurahan="Sukawana", kecamatan=kecamatan)) == meant


def test_sukawana_without_its_kecamatan_is_refused_with_both() -> None:
    refusal = find(city_catalogue(), kelurahan="Sukawana")
    assert isinstance(refusal, Refusal)
    assert "Serang (36.73.01.1008), Curug (36.73.04.1007)" in refusal.detail.id


@pytest.mark.parametrize("kecamatan", city_catalogue().areas.kecamatan, ids=lambda one: one.name)
def test_a_kecamatans_first_kelurahan_has_its_name_and_is_not_mistaken_for_it(
    kecamatan: Kecamatan,
) -> None:
    named = find(city_catalogue(), kelurahan=kecamatan.name, kecamatan=kecamatan.name)
    assert code(named) == f"{kecamatan.code}.1001"
    assert isinstance(find(city_catalogue(), kecamatan=kecamatan.name), Refusal)


@pytest.mark.parametrize(
    ("latitude", "longitude", "zones"),
    [
        (-6.0358, 106.1541, ("banten-lama",)),
        (-6.1135, 106.1605, ("pasar-rau",)),
        (-6.1350, 106.1700, ()),
    ],
    ids=["Banten Lama", "Pasar Rau", "neither"],
)
def test_a_point_lies_in_the_zones_drawn_around_it(
    latitude: float, longitude: float, zones: tuple[str, ...]
) -> None:
    assert city_catalogue().areas.zones_at(longitude, latitude) == zones


def test_a_second_citys_places_are_its_own() -> None:
    catalogue = read_pack(KOTAMOBAGU)
    assert code(find(catalogue, latitude=0.752, longitude=124.33)) == "71.74.01.1005"
    assert code(find(catalogue, kelurahan="Kotamobagu", kecamatan="Kotamobagu Barat"))
    assert isinstance(find(catalogue, latitude=-6.115, longitude=106.155), Refusal)
