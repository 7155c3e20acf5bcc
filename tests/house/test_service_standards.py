"""What a service of Kota Serang says of itself, one promise of its standard a test."""

from collections import Counter

import pytest

from contracts.calendar import TermUnit
from contracts.catalogue import AT_THE_AGENCY, Evidence, Kind, Metric, Service
from services.catalogue.pack import read_pack
from tests.builders.calendars import CITY

CATALOGUE = read_pack(CITY)
WHOLE = {"dlh", "dishub", "dpmptsp"}
PERSONAL = {
    *("nik", "kk_number", "nop", "str_number", "plate_number", "contact_phone", "born_on"),
    *("income",),
}
"""Fields that say who somebody is, or what only they may say."""

each_service = pytest.mark.parametrize("service", CATALOGUE.services, ids=lambda one: one.code)


def test_three_agencies_offer_ten_services_and_every_other_three() -> None:
    offered = Counter(service.owner for service in CATALOGUE.services)
    assert offered.keys() == CATALOGUE.agency.keys()
    assert all(count >= (10 if code in WHOLE else 3) for code, count in offered.items())


@each_service
def test_a_service_is_named_and_described_in_both_languages(service: Service) -> None:
    texts = [service.names, service.descriptions, *(field.help for field in service.fields)]
    texts += [stage.names for stage in service.stages] + list(service.requirements)
    texts += [text for text in (service.output, service.cost) if text is not None]
    assert [text.id for text in texts if not text.en] == []
    assert len(service.keywords) >= 3


@each_service
def test_a_service_asks_for_something_and_marks_what_is_personal(service: Service) -> None:
    assert service.fields
    marked = {field.code for field in service.fields if field.pii}
    assert marked == PERSONAL & {field.code for field in service.fields}


@each_service
def test_a_field_with_a_list_names_its_values(service: Service) -> None:
    lists = [field for field in service.fields if field.datatype.endswith("valuelist")]
    assert [field.code for field in lists if not field.values] == []


@each_service
def test_a_service_says_what_shows_that_it_is_done_and_how_long_it_may_be_reopened(
    service: Service,
) -> None:
    assert service.evidence != Evidence()
    assert service.outcomes
    assert service.closure.reopen_window_working_days is not None
    assert service.retention_days is not None


@each_service
def test_a_service_says_since_when_what_it_costs_and_on_what_law(service: Service) -> None:
    assert service.valid_from is not None
    assert service.cost is not None
    assert service.legal_basis
    assert all(term.legal_basis for term in CATALOGUE.terms_of(service.code))


@each_service
def test_a_service_has_a_code_in_every_system_it_can_be_asked_for_in(service: Service) -> None:
    external = service.external
    assert bool(external.open311) == (service.kind is not Kind.INTERNAL)
    assert AT_THE_AGENCY in service.channels
    assert external.lapor_topic or "lapor" not in service.channels
    assert external.rabeg_category or "rabeg" not in service.channels
    assert external.sicantik or service.kind is not Kind.LICENCE


def test_a_code_of_open311_means_one_service() -> None:
    codes = (service.external.open311 for service in CATALOGUE.services)
    counts = Counter(code for code in codes if code is not None)
    assert [code for code, count in counts.items() if count > 1] == []


@each_service
def test_a_service_whose_terms_differ_by_priority_says_which_priorities_it_knows(
    service: Service,
) -> None:
    differ = any(len({*t.targets.values()}) > 1 for t in CATALOGUE.terms_of(service.code))
    assert service.priorities or not differ


def test_a_service_of_licensing_that_ends_in_a_paper_has_all_that_an_applicant_must_know() -> None:
    papers = [one for one in CATALOGUE.services if one.owner == "dpmptsp" and one.output]
    assert len(papers) >= 10
    for service in papers:
        assert service.requirements
        assert service.stages
        assert service.risk_level


def test_licensing_s_stages_take_no_longer_than_its_term() -> None:
    for service in CATALOGUE.services:
        days = sum(stage.working_days or 0 for stage in service.stages)
        terms = {t.metric: t for t in CATALOGUE.terms_of(service.code)}
        resolution = terms[Metric.RESOLUTION]
        if resolution.unit is TermUnit.WORKING_DAYS:
            assert days <= min(resolution.targets.values()), service.code


PDP = ("diskominfo.pdp-withdraw", "diskominfo.pdp-restrict", "diskominfo.pdp-breach")
"""The duties of UU 27/2022 that must be done within 3 x 24 hours."""


@pytest.mark.parametrize("code", PDP)
def test_a_duty_of_the_data_protection_law_is_internal_and_never_stands_still(code: str) -> None:
    service = CATALOGUE.service[code]
    assert (service.kind, service.confidential) == (Kind.INTERNAL, True)
    terms = CATALOGUE.terms_of(code)
    assert all((term.calendar, term.pause_on) == ("24x7", ()) for term in terms)
    (law,) = [term for term in terms if term.metric is Metric.RESOLUTION]
    assert (law.kind, law.unit, set(law.targets.values())) == (
        "law",
        TermUnit.ELAPSED_HOURS,
        {72},
    )
    assert "3 x 24 jam" in law.legal_basis
