"""Where a request is: found by code, by name with its kecamatan, or by point; never guessed."""

from typing import Any

import pytest

from contracts.reasons import Reason
from contracts.requests import Place, RequestReceived
from contracts.topics import events_topic
from tests.builders.events import a_record, a_submission
from tests.builders.intake import refused, taken

_NAMESAKES = (
    '`location.kecamatan` must be the kecamatan of kelurahan "Sukawana": '
    "Serang (36.73.01.1008), Curug (36.73.04.1007)"
)
_NO_KELURAHAN = "`location.kelurahan` must be the code or name of a kelurahan of this city"
_A_PLACE = "`location` is required: coordinates, a kelurahan's code, or its name with its kecamatan"


def _place(body: dict[str, Any], agency: str = "dlh") -> Place | None:
    fact = taken(a_record(body, topic=events_topic(agency)))
    assert isinstance(fact, RequestReceived)
    return fact.place


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ({"kelurahan": "36.73.01.1008"}, "36.73.01.1008"),
        ({"kelurahan": "Sukawana", "kecamatan": "Serang"}, "36.73.01.1008"),
        ({"kelurahan": "sukawana", "kecamatan": "CURUG"}, "36.73.04.1007"),
        ({"kelurahan": "Sukawana", "kecamatan": "36.73.04"}, "36.73.04.1007"),
        ({"latitude": -6.115, "longitude": 106.165}, "36.73.01.1008"),
        (
            {"latitude": -6.115, "longitude": 106.1601, "kelurahan": "36.73.01.1004"},
            "36.73.01.1004",
        ),
    ],
    ids=["code", "name", "any case", "kecamatan's code", "point", "the agency's word at a border"],
)
def test_a_place_is_found_by_code_by_name_with_kecamatan_or_by_point(
    location: dict[str, Any], code: str
) -> None:
    place = _place(a_submission(location=location))
    assert place is not None
    assert place.kelurahan == code


@pytest.mark.parametrize(
    ("location", "reason", "sentence"),
    [
        (
            {"kelurahan": "Sukawana"},
            Reason.UNKNOWN_PLACE,
            f"{_NAMESAKES}; got null",
        ),
        (
            {"kelurahan": "Sukawana", "kecamatan": "Kasemen"},
            Reason.UNKNOWN_PLACE,
            f'{_NAMESAKES}; got "Kasemen"',
        ),
        (
            {"kelurahan": "Menteng"},
            Reason.UNKNOWN_PLACE,
            f'{_NO_KELURAHAN}, got "Menteng"',
        ),
        (
            {"kecamatan": "Serang"},
            Reason.UNKNOWN_PLACE,
            "`location.kelurahan` is required beside `location.kecamatan`",
        ),
        (
            {"latitude": -6.2, "longitude": 106.8},
            Reason.OUTSIDE_CITY,
            "`location` must be in the city, got latitude -6.2, longitude 106.8",
        ),
        (
            {"latitude": 106.155, "longitude": -6.115},
            Reason.OUTSIDE_CITY,
            "`location` has latitude and longitude swapped, got latitude 106.155, longitude -6.115",
        ),
        (
            {"latitude": -6.115},
            Reason.INVALID,
            "`location` must have both latitude and longitude, got one",
        ),
        (
            {"address": "Jalan Veteran 1"},
            Reason.INVALID_FIELD,
            _A_PLACE,
        ),
    ],
)
def test_a_place_that_cannot_be_told_is_refused_never_guessed(
    location: dict[str, Any], reason: Reason, sentence: str
) -> None:
    refusal = refused(a_record(a_submission(location=location)))
    assert (refusal.reason, refusal.detail.en) == (reason, sentence)


def test_a_service_that_asks_for_no_place_forgets_the_one_it_is_given() -> None:
    assert _place(a_submission(service="INFO", fields={}), "dpmptsp") is None


def test_an_optional_place_may_be_missing() -> None:
    fields = {"practice_place": "Klinik Ciceri"}
    body = a_submission(service="SIP", fields=fields, location=None)
    assert _place(body, "dpmptsp") is None
