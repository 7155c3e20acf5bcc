"""The catalogue in other systems' formats: nothing invented, nothing lost that they can hold."""

import csv
from datetime import date
from io import StringIO

import orjson

from contracts.calendar import TermUnit
from contracts.catalogue import Kind, Policy, Priority, Text
from services.catalogue.exports import EXPORTS
from services.catalogue.exports.cpsv import public_services
from services.catalogue.exports.open311 import service_definition, service_list
from services.catalogue.exports.table import COLUMNS, csv_table
from services.catalogue.words import length, promise
from tests.builders.catalogue import (
    a_catalogue,
    a_field,
    a_lamp_service,
    a_service,
    a_term,
    having,
)

TODAY = date(2026, 3, 12)


def test_open311_lists_what_is_on_offer_and_nothing_that_is_retired() -> None:
    listed = service_list(a_catalogue(), TODAY)
    assert "dlh.street-sweeping" not in {one["service_code"] for one in listed}
    assert listed[0] == {
        "service_code": "dlh.bulky-waste",
        "service_name": "Angkut sampah besar",
        "description": "Petugas mengambil perabot.",
        "metadata": True,
        "type": "realtime",
        "keywords": "",
        "group": "Kebersihan",
    }
    assert {one["service_code"]: one["metadata"] for one in listed}[
        "dpmptsp.licence-information"
    ] is False


def test_no_format_shows_a_duty_the_city_has_of_itself() -> None:
    duty = a_service(code="dlh.own-duty", native_codes=("TUGAS",), kind=Kind.INTERNAL)
    city = having(a_catalogue(), services=(*a_catalogue().services, duty))
    for export in EXPORTS.values():
        assert export.write(city, TODAY) == export.write(a_catalogue(), TODAY)


def test_open311_defines_fields_in_its_own_datatypes() -> None:
    assert service_definition(a_lamp_service()) == {
        "service_code": "dishub.street-light",
        "attributes": [
            _attribute("fault", "singlevaluelist", 1, required=True)
            | {"values": [{"key": "padam", "name": "padam"}, {"key": "kedip", "name": "kedip"}]},
            _attribute("pole_number", "string", 2),
            _attribute("seen_at", "datetime", 3),
            _attribute("sparks", "singlevaluelist", 4)
            | {
                "datatype_description": "Ya atau tidak",
                "values": [{"key": "true", "name": "Ya"}, {"key": "false", "name": "Tidak"}],
            },
        ],
    }


def _attribute(
    code: str, datatype: str, order: int, *, required: bool = False
) -> dict[str, object]:
    return {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": required,
        "datatype_description": None,
        "order": order,
        "description": code,
    }


def test_open311_says_which_fields_are_personal() -> None:
    service = a_service(fields=(a_field("born_on", "date", pii=True),))
    assert service_definition(service)["attributes"] == [
        _attribute("born_on", "string", 1)
        | {
            "datatype_description": (
                "Tanggal, YYYY-MM-DD. Data pribadi: disimpan terpisah dari permohonan"
            )
        }
    ]


def test_linked_data_names_the_office_the_rules_and_the_laws_of_a_service() -> None:
    graph = {one["@id"]: one for one in public_services(a_catalogue(), TODAY)["@graph"]}
    service = graph["urn:simpul:kota-serang:service:dlh.bulky-waste"]
    assert service["@type"] == "cpsv:PublicService"
    assert service["cv:hasCompetentAuthority"]["@id"] in graph
    assert service["cpsv:follows"] == [
        {
            "@id": "urn:simpul:kota-serang:service:dlh.bulky-waste:term:resolution",
            "@type": "cpsv:Rule",
            "dct:identifier": "THREE-DAYS/resolution",
            "dct:title": [
                {"@value": "penyelesaian", "@language": "id"},
                {"@value": "resolution", "@language": "en"},
            ],
            "dct:description": [
                {"@value": "penyelesaian dalam 3 hari kerja", "@language": "id"},
                {"@value": "resolution within 3 working days", "@language": "en"},
            ],
            "cpsv:implements": {
                "@type": "eli:LegalResource",
                "dct:title": [{"@value": "a test", "@language": "id"}],
            },
        }
    ]


def test_every_prefix_that_linked_data_uses_is_declared() -> None:
    found = public_services(a_catalogue(), TODAY)
    used = {name.partition(":")[0] for name in _names(found["@graph"]) if not name.startswith("@")}
    assert used <= found["@context"].keys()


def _names(part: object) -> set[str]:
    if isinstance(part, dict):
        types = {part["@type"]} if "@type" in part else set()
        return {*part, *types, *(name for inner in part.values() for name in _names(inner))}
    return {name for inner in part for name in _names(inner)} if isinstance(part, list) else set()


def test_only_a_promise_in_plain_hours_becomes_a_duration() -> None:
    graph = public_services(a_catalogue(), TODAY)["@graph"]
    assert not any("cv:processingTime" in one for one in graph)
    plain = a_term(unit=TermUnit.ELAPSED_HOURS, targets=dict.fromkeys(Priority, 24))
    policy = Policy(code="THREE-DAYS", names=Text(id="24 jam"), terms=(plain,))
    hurried = a_catalogue().model_copy(update={"policies": (policy,)})
    graph = public_services(type(hurried).model_validate(hurried.model_dump()), TODAY)["@graph"]
    assert {"@type": "xsd:duration", "@value": "PT24H"} in [
        one.get("cv:processingTime") for one in graph
    ]


def test_a_table_has_a_row_a_service_and_the_promise_in_words() -> None:
    rows = list(csv.DictReader(StringIO(csv_table(a_catalogue(), TODAY).decode(), newline="")))
    assert list(rows[0]) == list(COLUMNS)
    assert {row["code"]: row["resolution"] for row in rows} == dict.fromkeys(
        (
            *("dlh.bulky-waste", "dishub.street-light"),
            *("dpmptsp.practice-licence", "dpmptsp.licence-information"),
        ),
        "3 hari kerja",
    )
    assert rows[2]["required_fields"] == "practice_place; nik"


def test_open311_uses_the_code_the_city_gave_it() -> None:
    service = a_service(external={"open311": "KS-DLH-01"})
    assert service_definition(service)["service_code"] == "KS-DLH-01"


def test_what_is_not_yet_or_no_longer_offered_is_left_out() -> None:
    whole = having(a_catalogue(), services=(a_service(valid_from="2026-03-13"),))
    assert service_list(whole, TODAY) == []
    assert len(service_list(whole, date(2026, 3, 13))) == 1


def test_linked_data_tells_what_is_required_what_it_costs_and_what_one_gets() -> None:
    service = a_service(
        requirements=({"id": "KTP"},), cost={"id": "Gratis"}, output={"id": "Surat"}, fields=()
    )
    graph = public_services(having(a_catalogue(), services=(service,)), TODAY)["@graph"]
    (told,) = (one for one in graph if one["@type"] == "cpsv:PublicService")
    titles = [
        part[0]["dct:title"][0]["@value"] for part in (told["cpsv:hasInput"], told["cpsv:produces"])
    ]
    assert titles == ["KTP", "Surat"]
    assert told["cv:hasCost"]["dct:description"] == [{"@value": "Gratis", "@language": "id"}]


def test_every_export_is_the_same_bytes_every_time() -> None:
    for export in EXPORTS.values():
        assert export.write(a_catalogue(), TODAY) == export.write(a_catalogue(), TODAY)
    assert orjson.loads(EXPORTS["cpsv-ap"].write(a_catalogue(), TODAY))


def test_a_term_is_told_in_both_languages() -> None:
    day = a_term(targets=dict.fromkeys(Priority, 1))
    assert (promise(day).id, promise(day).en) == (
        "penyelesaian dalam 1 hari kerja",
        "resolution within 1 working day",
    )
    by_priority = a_term(targets={"P1": 1, "P2": 2, "P3": 3, "P4": 3})
    assert length(by_priority).en == "1/2/3/3 working days (P1/P2/P3/P4)"
