"""Which agency answers: the first rule that holds, never a guess."""

from datetime import datetime, time
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.routing import (
    RiskLevel,
    Routable,
    Routed,
    RoutingRule,
    Unrouted,
    Weekday,
    When,
    Window,
    route,
)
from tests.builders.calendars import at
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


def the_citys(**facts: Any) -> tuple[str, tuple[str, ...]]:
    """Who gets a request of Kota Serang by its rules, and who helps."""
    routed = route(LAMP.model_copy(update=facts), city_catalogue().routing)
    assert isinstance(routed, Routed)
    return routed.agency, routed.co_agencies


@pytest.mark.parametrize(
    ("owner", "answers"),
    [("kota", ("dishub", ())), ("pln", ("dishub", ())), ("provinsi", ("dpupr", ("dishub",)))],
)
def test_a_street_light_goes_by_who_owns_it(
    owner: str, answers: tuple[str, tuple[str, ...]]
) -> None:
    assert the_citys(fields={"fault": "padam", "asset_owner": owner}) == answers


@pytest.mark.parametrize(
    ("moment", "answers"),
    [
        ("2026-03-12 22:00", ("disperindagkop", ("dishub",))),
        ("2026-03-13 04:59", ("disperindagkop", ("dishub",))),
        ("2026-03-13 05:00", ("dishub", ())),
        ("2026-03-12 21:59", ("dishub", ())),
    ],
)
def test_parking_at_the_market_is_the_traders_office_at_night(
    moment: str, answers: tuple[str, tuple[str, ...]]
) -> None:
    facts = {"service": "dishub.illegal-parking", "fields": {"road_class": "kota"}}
    assert the_citys(**facts, zones=("pasar-rau",), received_at=at(moment)) == answers
    assert the_citys(**facts, received_at=at(moment)) == ("dishub", ())


@pytest.mark.parametrize(
    ("moment", "helpers"),
    [
        ("2026-03-12 10:00", ()),
        ("2026-03-12 16:00", ("dishub", "perkim")),
        ("2026-03-14 10:00", ("dishub", "perkim")),
        ("2026-03-16 07:29", ("dishub", "perkim")),
        ("2026-03-16 07:30", ()),
    ],
    ids=["office hours", "evening", "Saturday", "before office hours", "office opens"],
)
def test_a_flood_outside_office_hours_goes_to_those_on_duty(
    moment: str, helpers: tuple[str, ...]
) -> None:
    assert the_citys(service="dpupr.flood", received_at=at(moment)) == ("dpupr", helpers)


@pytest.mark.parametrize(
    ("level", "helpers"),
    [(RiskLevel.LOW, ("dpupr",)), (RiskLevel.HIGH, ("dpupr", "dlh"))],
)
def test_a_building_is_judged_with_more_agencies_the_riskier_it_is(
    level: RiskLevel, helpers: tuple[str, ...]
) -> None:
    facts = {"service": "dpmptsp.building-approval", "risk_level": level}
    assert the_citys(**facts) == ("dpmptsp", helpers)


def test_what_a_request_does_not_say_meets_no_condition_on_it() -> None:
    for when in (
        When(zones=("pasar-rau",)),
        When(risk_levels=(RiskLevel.HIGH,)),
        When(times=(Window(),)),
    ):
        assert not when.holds(LAMP)


@pytest.mark.parametrize(
    ("window", "moment", "holds"),
    [
        (Window(), "2026-03-12 00:00", True),
        (Window(days=(Weekday.THURSDAY,)), "2026-03-12 23:59", True),
        (Window(days=(Weekday.THURSDAY,)), "2026-03-13 00:00", False),
        (Window(since=time(8), until=time(16)), "2026-03-12 08:00", True),
        (Window(since=time(8), until=time(16)), "2026-03-12 16:00", False),
        (Window(since=time(22), until=time(0)), "2026-03-12 23:59", True),
    ],
)
def test_a_window_holds_from_its_first_minute_to_before_its_last(
    window: Window,
    moment: str,
    holds: bool,  # noqa: FBT001
) -> None:
    assert window.holds(at(moment)) is holds


def test_a_window_over_midnight_must_be_written_as_two() -> None:
    with pytest.raises(ValidationError, match="split one over midnight"):
        Window(since=time(22), until=time(5))


def test_a_windows_time_is_that_of_the_city_the_request_came_in() -> None:
    in_wita = datetime.fromisoformat("2026-03-12T07:30:00+08:00")
    assert Window(since=time(7, 30), until=time(8)).holds(in_wita)


@pytest.mark.parametrize("rule", city_catalogue().routing, ids=lambda rule: rule.code)
def test_every_rules_examples_end_where_it_says(rule: RoutingRule) -> None:
    rules = city_catalogue().routing
    for example in rule.examples.match:
        routed = route(example, rules)
        assert isinstance(routed, Routed)
        assert routed.rule == rule.code
    assert not rule.when.holds(rule.examples.miss)
