"""What a catalogue changes, in sentences an official can read; nothing that differs goes untold."""

from typing import Any

import pytest

from contracts.calendar import WorkingCalendar
from contracts.catalogue import (
    Agency,
    Catalogue,
    Policy,
    Priority,
    Service,
    SlaTerm,
    StatusMapping,
    StatusRow,
    Text,
)
from contracts.lifecycle import State
from contracts.routing import RoutingRule
from services.catalogue.changes import Concerned, changes
from tests.builders.catalogue import (
    a_catalogue,
    a_field,
    a_row,
    a_rule,
    a_service,
    a_term,
    an_agency,
    having,
    some_areas,
    some_services,
)
from tests.builders.packs import city_catalogue

OLD = a_catalogue()
CITY = city_catalogue()


def said(new: Catalogue, old: Catalogue = OLD) -> list[str]:
    return [change.sentence for change in changes(old, new)]


def serving(first: Service) -> Catalogue:
    """The small city with another bulky waste service."""
    return having(OLD, services=(first, *some_services()[1:]))


def test_the_same_catalogue_changes_nothing_whatever_its_version() -> None:
    assert said(having(OLD, version="another")) == []
    assert said(CITY, CITY) == []


def test_a_new_service_is_told_with_its_promises() -> None:
    new = a_service(code="dlh.tree", native_codes=("POHON",), names=Text(id="Pangkas pohon"))
    assert said(having(OLD, services=(*some_services(), new))) == [
        'dlh.tree: "Pangkas pohon" of DLH is new: resolution within 3 working days.'
    ]


def test_a_service_that_is_gone_or_retired_is_told_to_citizens() -> None:
    assert said(having(OLD, services=some_services()[1:])) == [
        'dlh.bulky-waste: "Angkut sampah besar" is taken out of the catalogue.'
    ]
    assert said(serving(a_service(status="retired"))) == [
        "dlh.bulky-waste: it is no longer offered; open requests go on."
    ]


def test_a_service_s_words_and_fields_are_told_one_by_one() -> None:
    fields = (
        a_field("item_kind", "multivaluelist", values=("kasur", "kulkas")),
        a_field("item_count", "number", required=True),
        a_field("preferred_date", "datetime"),
        a_field("remark", "text", pii=True),
        a_field("floor", "number", required=True),
    )
    new = a_service(names=Text(id="Angkut perabot"), owner="dishub", fields=fields)
    assert said(serving(new)) == [
        "dlh.bulky-waste: it now asks for `floor` (floor).",
        "dlh.bulky-waste: it no longer asks for `contact_phone`; an event with it is rejected.",
        "dlh.bulky-waste: `item_kind` may now be left out.",
        "dlh.bulky-waste: `item_kind` may be kulkas and may no longer be perabot.",
        "dlh.bulky-waste: `preferred_date`: datatype is datetime, was date.",
        'dlh.bulky-waste: it is now called "Angkut perabot", was "Angkut sampah besar".',
        "dlh.bulky-waste: `remark` belongs in the vault now.",
        "dlh.bulky-waste: it belongs to dishub, was dlh.",
    ]


def test_another_urgency_is_told_by_the_priority_it_makes() -> None:
    assert said(serving(a_service(urgency="danger"))) == [
        "dlh.bulky-waste: impact household and urgency danger make it P2, was P4."
    ]


@pytest.mark.parametrize("name", sorted(Service.model_fields.keys() - {"code", "status"}))
def test_no_field_of_a_service_changes_untold(name: str) -> None:
    other: dict[str, Any] = {
        "fields": (),
        "policies": (),
        "impact": "city",
        "urgency": "danger",
    }
    changed = a_service().model_copy(update={name: other.get(name, "something else")})
    assert len(said(serving(changed))) >= 1


@pytest.mark.parametrize("name", sorted(SlaTerm.model_fields.keys() - {"metric", "policy"}))
def test_no_field_of_a_term_changes_untold(name: str) -> None:
    other: dict[str, Any] = {"targets": dict.fromkeys(Priority, 9)}
    term = a_term().model_copy(update={name: other.get(name, "something else")})
    policy = OLD.policies[0].model_copy(update={"terms": (term,)})
    assert len(said(having(OLD, policies=(policy,)))) == 1


def test_a_policy_that_becomes_an_agencys_own_is_told() -> None:
    policy = OLD.policies[0].model_copy(update={"agency": "dlh"})
    new = having(OLD, policies=(policy,))
    assert said(new) == [f"Policy {policy.code} is of DLH now."]
    assert said(OLD, new) == [f"Policy {policy.code} is of the whole city now."]


@pytest.mark.parametrize("name", sorted(Agency.model_fields.keys() - {"code"}))
def test_no_field_of_an_agency_changes_untold(name: str) -> None:
    agency = an_agency("dlh").model_copy(update={name: "something else"})
    assert len(said(having(OLD, agencies=(agency, *OLD.agencies[1:])))) == 1


@pytest.mark.parametrize(
    "name", sorted(StatusRow.model_fields.keys() - {"native", "outcome", "example"})
)
def test_no_field_of_a_status_changes_untold(name: str) -> None:
    row = a_row("TERJADWAL", State.SCHEDULED).model_copy(update={name: "something else"})
    assert len(said(having(OLD, mappings=(_with_first_row(row), *OLD.mappings[1:])))) == 1


@pytest.mark.parametrize(
    "name", sorted(RoutingRule.model_fields.keys() - {"code", "examples", "because"})
)
def test_no_field_of_a_rule_changes_untold(name: str) -> None:
    other: dict[str, Any] = {"when": OLD.routing[1].when}
    rule = OLD.routing[0].model_copy(update={name: other.get(name, "elsewhere")})
    assert len(said(having(OLD, routing=(rule, *OLD.routing[1:])))) >= 1


@pytest.mark.parametrize(
    "name", sorted(WorkingCalendar.model_fields.keys() - {"id", "version", "decrees"})
)
def test_no_field_of_a_calendar_changes_untold(name: str) -> None:
    calendar = CITY.calendars[0].model_copy(update={name: () if name == "special_days" else "else"})
    new = having(CITY, calendars=(calendar, *CITY.calendars[1:]))
    assert len(said(new, CITY)) >= 1


@pytest.mark.parametrize("name", sorted(Catalogue.model_fields.keys() - {"version", "city"}))
def test_no_part_of_a_catalogue_disappears_untold(name: str) -> None:
    nothing: Any = some_areas().model_copy(update={"kelurahan": ()}) if name == "areas" else ()
    if getattr(CITY, name) != ():
        assert len(said(having(CITY, **{name: nothing}), CITY)) >= 1


def _with_first_row(row: StatusRow) -> StatusMapping:
    mapping = OLD.mappings[0]
    return mapping.model_copy(update={"rows": (row, *mapping.rows[1:])})


def test_a_shorter_promise_names_the_services_it_is_for() -> None:
    term = a_term(targets={"P1": 1, "P2": 1, "P3": 2, "P4": 3})
    policy = Policy(code="THREE-DAYS", names=Text(id="Tiga hari kerja"), terms=(term,))
    (told,) = changes(OLD, having(OLD, policies=(policy,)))
    assert told.concerns is Concerned.CLOCKS
    assert told.sentence == (
        "THREE-DAYS, resolution: 1/1/2/3 working days (P1/P2/P3/P4), was 3 working days"
        " (for dlh.bulky-waste, dishub.street-light, dpmptsp.practice-licence,"
        " dpmptsp.licence-information, dlh.street-sweeping)."
    )


def test_a_status_that_is_gone_says_what_becomes_of_it() -> None:
    mapping = OLD.mappings[0].model_copy(update={"rows": OLD.mappings[0].rows[1:]})
    assert said(having(OLD, mappings=(mapping, *OLD.mappings[1:]))) == [
        "DLH's status TERJADWAL is no longer known: it is kept as reported and moves nothing."
    ]


def test_rules_are_told_in_their_order_because_the_first_decides() -> None:
    new = a_rule("sweep", "dlh.street-sweeping", "dlh")
    assert said(having(OLD, routing=(new, *reversed(OLD.routing)))) == [
        "New rule sweep: services dlh.street-sweeping goes to DLH.",
        "Rule bulky is asked before lamp-serang now.",
    ]


def test_a_holiday_that_moves_is_told_once() -> None:
    calendar = CITY.calendars[0]
    days = tuple(
        day.model_copy(update={"date": day.date.replace(day=18)})
        if day.date.isoformat() == "2026-08-17"
        else day
        for day in calendar.special_days
    )
    new = calendar.model_copy(update={"special_days": days})
    assert said(having(CITY, calendars=(new, *CITY.calendars[1:])), CITY) == [
        (
            "ID-SERANG-OFFICE: Hari Proklamasi Kemerdekaan (Monday, 17 August 2026) moves to"
            " Tuesday, 18 August 2026."
        )
    ]


def test_a_kelurahan_that_leaves_the_city_is_told() -> None:
    areas = some_areas()
    fewer = areas.model_copy(update={"kelurahan": areas.kelurahan[:-1]})
    assert said(having(OLD, areas=fewer)) == [
        "Kelurahan Sukawana (36.73.04.1007) is no longer in the city."
    ]
