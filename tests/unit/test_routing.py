"""Which agency answers: the first rule that holds, never a guess."""

import pytest

from contracts.routing import Routable, Routed, RoutingRule, Unrouted, When, route
from tests.builders.packs import city_catalogue

LAMP = Routable(
    service="dishub.street-light",
    submitter="dlh",
    kecamatan="36.73.01",
    kelurahan="36.73.01.1004",
    fields={"fault": "padam", "lights_out": 3},
)


def test_a_street_light_dlh_reports_goes_to_dishub() -> None:
    routed = route(LAMP, city_catalogue().routing)
    assert routed == Routed(agency="dishub", rule="pju-ke-dishub", facts=LAMP)


@pytest.mark.parametrize(
    ("service", "fields"),
    [
        ("dlh.illegal-dump", {"site": "bantaran_sungai"}),
        ("dishub.illegal-parking", {"road_class": "nasional"}),
    ],
)
def test_what_nobody_on_the_bus_answers_for_waits_in_triage(
    service: str, fields: dict[str, str]
) -> None:
    request = LAMP.model_copy(update={"service": service, "fields": fields})
    rules = city_catalogue().routing
    assert route(request, rules) == Unrouted(considered=len(rules), facts=request)


def test_waste_at_a_terminal_is_dishubs_with_dlh_beside_it() -> None:
    request = LAMP.model_copy(
        update={"service": "dlh.illegal-dump", "fields": {"site": "terminal"}}
    )
    routed = route(request, city_catalogue().routing)
    assert isinstance(routed, Routed)
    assert (routed.agency, routed.co_agencies) == ("dishub", ("dlh",))


def test_of_two_rules_that_hold_the_first_decides() -> None:
    first, second = (
        rule.model_copy(update={"when": When(), "code": code})
        for rule, code in zip(city_catalogue().routing, ("first", "second"), strict=False)
    )
    found = [route(LAMP, rules) for rules in ((first, second), (second, first))]
    assert [one.rule for one in found if isinstance(one, Routed)] == ["first", "second"]


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        (When(), True),
        (When(services=("dishub.street-light", "dlh.bulky-waste")), True),
        (When(services=("dlh.bulky-waste",)), False),
        (When(submitters=("dishub",)), False),
        (When(kecamatan=("36.73.01",), kelurahan=("36.73.01.1004",)), True),
        (When(kecamatan=("36.73.01",), kelurahan=("36.73.01.1005",)), False),
        (When(fields={"fault": ("padam", "berkedip")}), True),
        (When(fields={"fault": ("berkedip",)}), False),
        (When(fields={"lights_out": ("3",)}), True),
        (When(fields={"pole_number": ("None",)}), False),
        (When(services=("dishub.street-light",), submitters=("dishub",)), False),
    ],
)
def test_every_condition_of_a_rule_must_hold(when: When, holds: bool) -> None:  # noqa: FBT001
    assert when.holds(LAMP) is holds


def test_a_rule_for_one_of_several_chosen_values_holds_and_so_does_a_yes() -> None:
    fields = {"item_kind": ["kasur", "perabot"], "burning": True}
    request = LAMP.model_copy(update={"fields": fields})
    assert When(fields={"item_kind": ("perabot",), "burning": ("true",)}).holds(request)
    assert not When(fields={"item_kind": ("elektronik",)}).holds(request)


@pytest.mark.parametrize("rule", city_catalogue().routing, ids=lambda rule: rule.code)
def test_every_rules_examples_end_where_it_says(rule: RoutingRule) -> None:
    rules = city_catalogue().routing
    for example in rule.examples.match:
        routed = route(example, rules)
        assert isinstance(routed, Routed)
        assert routed.rule == rule.code
    assert not rule.when.holds(rule.examples.miss)
