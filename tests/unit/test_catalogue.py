"""What a catalogue answers: whose service it is, what a status means, who may claim what."""

from datetime import date, datetime, timedelta

import pytest

from contracts.catalogue import (
    PRIORITIES,
    Backfill,
    Impact,
    Kind,
    Metric,
    Priority,
    Urgency,
    allowed_since,
)
from contracts.lifecycle import State
from tests.builders.catalogue import a_catalogue, a_row, an_agency
from tests.builders.packs import city_catalogue

NOW = datetime.fromisoformat("2026-03-12T07:30:00+07:00")


def test_an_agency_names_its_service_by_its_own_code_and_anyone_by_the_catalogues() -> None:
    catalogue = a_catalogue()
    bulky = catalogue.service["dlh.bulky-waste"]
    assert catalogue.service_named("dlh", "ANGKUT-BESAR") == bulky
    assert catalogue.service_named("dishub", "dlh.bulky-waste") == bulky
    assert catalogue.service_named("dishub", "ANGKUT-BESAR") is None


def test_a_retired_service_can_no_longer_be_asked_for() -> None:
    catalogue = a_catalogue()
    assert "dlh.street-sweeping" in catalogue.service
    assert catalogue.service_named("dlh", "SAPU") is None
    assert catalogue.service_named("dlh", "dlh.street-sweeping") is None


def test_a_status_with_a_row_for_its_outcome_means_that_and_else_the_row_for_any() -> None:
    mapping = a_catalogue().mapping["dishub"]
    found = {outcome: mapping.find("SELESAI", outcome) for outcome in (None, "done", "not_found")}
    assert {outcome: row.state for outcome, row in found.items() if row} == {
        None: State.RESOLVED,
        "done": State.RESOLVED,
        "not_found": State.REJECTED,
    }


def test_an_unknown_status_means_nothing_and_is_never_guessed() -> None:
    mapping = a_catalogue().mapping["dishub"]
    assert mapping.find("selesai", None) is None
    assert mapping.find("SELESAI ", None) is None


def test_a_receipt_by_the_machine_is_no_human_response() -> None:
    row = city_catalogue().mapping["dpmptsp"].find("entri data", None)
    assert row is not None
    assert not row.human
    assert a_row("X", State.ACKNOWLEDGED).human


def test_a_services_terms_come_in_the_order_of_its_policies() -> None:
    catalogue = city_catalogue()
    terms = catalogue.terms_of("dlh.bulky-waste")
    assert [(term.policy, term.metric) for term in terms] == [
        ("LAPOR-STD", Metric.VERIFICATION),
        ("LAPOR-STD", Metric.FIRST_RESPONSE),
        ("DLH-ANGKUT-3", Metric.RESOLUTION),
    ]
    assert catalogue.term("DLH-ANGKUT-3", Metric.RESOLUTION) == terms[2]


def test_priority_is_impact_by_urgency() -> None:
    matrix = [
        [PRIORITIES[impact, urgency].value for urgency in Urgency]
        for impact in (Impact.CITY, Impact.NEIGHBOURHOOD, Impact.HOUSEHOLD)
    ]
    assert list(Urgency) == [Urgency.DANGER, Urgency.WORSENING, Urgency.PLANNABLE]
    assert matrix == [["P1", "P1", "P2"], ["P1", "P2", "P3"], ["P2", "P3", "P4"]]
    assert set(PRIORITIES.values()) == set(Priority)


def test_an_agency_may_claim_as_far_back_as_its_skew() -> None:
    assert allowed_since(an_agency("dlh"), NOW) == (NOW - timedelta(hours=72), False)


@pytest.mark.parametrize(("hours", "is_open"), [(-1, False), (0, True), (5, True), (6, False)])
def test_a_backfill_window_opens_the_past_for_as_long_as_the_city_said(
    hours: int,
    is_open: bool,  # noqa: FBT001
) -> None:
    window = Backfill(since=NOW, until=NOW + timedelta(hours=6))
    received = NOW + timedelta(hours=hours)
    since, backfill = allowed_since(an_agency("dlh", backfills=(window,)), received)
    assert backfill is is_open
    assert (since < received - timedelta(days=365)) is is_open


def test_a_request_may_claim_only_a_cell_of_the_matrix_its_service_opens() -> None:
    light = city_catalogue().service["dishub.traffic-light"]
    assert light.priority() is Priority.P1
    assert light.priority(urgency=Urgency.WORSENING) is Priority.P2
    assert light.priority(Impact.HOUSEHOLD, Urgency.PLANNABLE) is light.priority()
    anything = light.model_copy(update={"priorities": ()})
    assert anything.priority(Impact.HOUSEHOLD, Urgency.PLANNABLE) is Priority.P4


@pytest.mark.parametrize(
    ("day", "is_offered"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)],
)
def test_a_service_can_be_asked_for_from_its_first_day_to_its_last(
    day: str,
    is_offered: bool,  # noqa: FBT001
) -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    catalogue = a_catalogue()
    bulky = catalogue.service["dlh.bulky-waste"].model_copy(
        update={"valid_from": first, "valid_to": last}
    )
    catalogue = a_catalogue(services=(bulky,))
    found = catalogue.service_named("dlh", "ANGKUT-BESAR", date.fromisoformat(day))
    assert (found is not None) is is_offered


def test_every_service_says_what_its_standard_must() -> None:
    for service in city_catalogue().services:
        assert service.names.en
        assert service.descriptions.en
        assert service.keywords
        assert service.legal_basis
        assert bool(service.external.open311) == (service.kind is not Kind.INTERNAL)
        assert service.retention_days
        assert service.valid_from
        assert service.closure.reopen_window_working_days


def test_an_open311_code_names_one_service_of_a_city() -> None:
    offered = [one for one in city_catalogue().services if one.kind is not Kind.INTERNAL]
    codes = {service.external.open311 for service in offered}
    assert len(codes) == len(offered)


def test_a_channel_is_run_by_an_agency_and_moves_nothing_by_itself() -> None:
    channels = {channel.code: channel for channel in city_catalogue().channels}
    assert set(channels) == {"portal", "rabeg", "lapor"}
    assert {channel.operator for channel in channels.values()} == {"diskominfo"}
    assert not set(channels) & set(city_catalogue().mapping)
