"""Simulated agencies say believable things: sound events, known mishaps, breaks with a reason."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from agents.case.fold import step
from agents.case.telling import Moment, Rules
from agents.intake.take import Under, take
from contracts.cases import Case, Class
from contracts.catalogue import Catalogue, Metric, Priority
from contracts.envelope import Refusal
from contracts.ids import request_id
from contracts.inbox import Assign
from contracts.intake import RequestSubmitted, StatusReported
from contracts.lifecycle import State
from contracts.reasons import Reason
from contracts.records import Message, StoredRecord
from contracts.releases import CityClock, ClockSegment
from contracts.requests import Fact, StatusUpdated
from contracts.status import Cause
from deploy.local.demo.app import App
from deploy.local.demo.asking import Asking
from deploy.local.demo.broken import (
    BROKEN,
    Workshop,
)
from deploy.local.demo.chance import chance
from deploy.local.demo.manners import manners, serving
from deploy.local.demo.telling import Saying, submitted
from tests.builders.calendars import at
from tests.builders.packs import city_catalogue

START = at("2026-03-12 07:30")
CITY = "kota-serang"
SPEED = 14_400
REAL_MS = 1_800_000_000_000
CLOCK = CityClock(
    epoch="test",
    segments=(ClockSegment(real_ms=REAL_MS, city=START, speed=SPEED),),
    demo=True,
)
AGENCIES = ("dlh", "dishub", "dpmptsp")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return city_catalogue()


def _record(message: Message, said_at: datetime, offset: int) -> StoredRecord:
    timestamp = REAL_MS + int((said_at - START).total_seconds() / SPEED * 1000) + 1
    return StoredRecord(
        message.topic, 0, offset, timestamp, message.key, message.value, message.headers
    )


def _ten_days(catalogue: Catalogue, agency: str) -> list[Saying]:
    app = App(catalogue, agency, manners().of(agency), seed=1)
    days = [START + timedelta(days=10 * n / 200) for n in range(200)]
    return [said for begin in days for said in app.new_request(begin)]


def _first(catalogue: Catalogue, agency: str) -> Saying:
    """The first request an agency takes in."""
    story = App(catalogue, agency, manners().of(agency), seed=1).new_request(START)
    return next(said for said in story if isinstance(said.event, RequestSubmitted))


def _facts(catalogue: Catalogue, agency: str) -> list[Fact | Refusal]:
    said = sorted(_ten_days(catalogue, agency), key=lambda one: one.at)
    under = Under(catalogue, CLOCK, b"key")
    return [
        take(_record(one.message(CITY, agency), one.at, offset), under)
        for offset, one in enumerate(said)
    ]


def _fold(catalogue: Catalogue, facts: list[Fact]) -> dict[str, Case]:
    rules = Rules(lambda _: catalogue, CLOCK.early_wait_ms)
    cases: dict[str, Case] = {}
    for fact in facts:
        origin = fact.origin
        cause = Cause(
            fact_id=fact.fact_id,
            topic=origin.topic,
            partition=origin.partition,
            offset=origin.offset,
            logged_ms=origin.logged_ms,
        )
        moment = Moment(cause, origin.received_at, origin.received_at)
        case = cases.get(fact.request_id, Case(request_id=fact.request_id))
        if isinstance(fact, StatusUpdated) and case.request and case.agency != origin.agency:
            continue  # its inbox told the agency to leave it alone
        telling = step(case, fact, moment, rules)
        if telling is not None:
            cases[fact.request_id] = telling.case
    return cases


@pytest.mark.parametrize("agency", AGENCIES)
def test_the_same_seed_tells_the_same_stories(catalogue: Catalogue, agency: str) -> None:
    assert _ten_days(catalogue, agency) == _ten_days(catalogue, agency)


@pytest.mark.parametrize("agency", AGENCIES)
def test_what_agencies_say_of_their_requests_is_taken_by_intake(
    catalogue: Catalogue, agency: str
) -> None:
    refused = [found for found in _facts(catalogue, agency) if isinstance(found, Refusal)]
    assert refused == []


@pytest.mark.parametrize("agency", AGENCIES)
def test_ten_days_show_every_way_a_report_may_go(catalogue: Catalogue, agency: str) -> None:
    facts = [found for found in _facts(catalogue, agency) if not isinstance(found, Refusal)]
    cases = _fold(catalogue, facts)
    outcomes = Counter(judged.outcome for case in cases.values() for judged in case.judged)
    assert set(outcomes) >= {Class.APPLIED, Class.DUPLICATE, Class.LATE, Class.REFUSED}
    assert outcomes[Class.APPLIED] > 0.85 * outcomes.total()
    assert {State.RESOLVED, State.CLOSED, State.WITHDRAWN} <= {
        case.state for case in cases.values()
    }
    assert any(case.unmapped for case in cases.values())


@pytest.mark.parametrize("agency", AGENCIES)
def test_some_requests_take_longer_than_was_promised_and_most_do_not(
    catalogue: Catalogue, agency: str
) -> None:
    facts = [found for found in _facts(catalogue, agency) if not isinstance(found, Refusal)]
    clocks = [
        clock
        for case in _fold(catalogue, facts).values()
        if case.state in {State.RESOLVED, State.CLOSED}
        for clock in case.clocks
        if clock.metric is Metric.RESOLUTION
    ]
    late = [clock for clock in clocks if clock.ended_at and clock.ended_at > clock.due]
    assert 0.05 < len(late) / len(clocks) < 0.4


@pytest.mark.parametrize("agency", serving(city_catalogue()))
@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_record_is_put_aside_for_its_reason(
    catalogue: Catalogue, agency: str, kind: str
) -> None:
    make, reason, records = BROKEN[kind]
    sound = _somewhere(catalogue, agency)
    made = list(make(sound, Workshop(catalogue, chance(kind))))
    found = [take(_record(one, START, 0), Under(catalogue, CLOCK, b"key")) for one in made]
    assert len(found) == records
    if reason in _BY_THE_CASE:
        assert all(isinstance(one, Fact) for one in found)
    else:
        assert [one.reason for one in found if isinstance(one, Refusal)] == [reason]


def _somewhere(catalogue: Catalogue, agency: str) -> Message:
    event = Asking(catalogue, agency, chance(agency)).ask_somewhere(START)
    return submitted(event, START).message(CITY, agency)


def test_a_place_nobody_asked_for_is_not_what_is_wrong_with_a_record(catalogue: Catalogue) -> None:
    """A request for an identity card has no place; one outside the city was once let pass."""
    asking = Asking(catalogue, "disdukcapil", chance("any"))
    nowhere = next(e for e in (asking.ask(START)[0] for _ in range(50)) if e.location is None)
    sound = submitted(nowhere, START).message(CITY, "disdukcapil")
    shop = Workshop(catalogue, chance("any"))
    for kind in ("outside the city", "swapped coordinates", "unknown kelurahan"):
        (made,) = BROKEN[kind].make(sound, shop)
        found = take(_record(made, START, 0), Under(catalogue, CLOCK, b"key"))
        assert isinstance(found, Refusal)
        assert found.reason is Reason.UNKNOWN_SERVICE


_BY_THE_CASE = {Reason.UNKNOWN_REQUEST, Reason.NOT_YOUR_REQUEST, Reason.TOO_MANY_EARLY}
"""What intake lets pass, because only the case knows the request."""


def test_another_s_request_is_the_first_that_an_agency_took_in(catalogue: Catalogue) -> None:
    first = _first(catalogue, "dlh")
    shop = Workshop(catalogue, chance("another"))
    (made,) = BROKEN["another's request"].make(first.message(CITY, "dlh"), shop)
    every = {
        request_id(CITY, code, _first(catalogue, code).about)
        for code in serving(catalogue)
        if code != "dlh"
    }
    assert (made.key or b"").decode() in every


def test_no_agency_reports_on_what_it_took_in_for_another(catalogue: Catalogue) -> None:
    stories = _ten_days(catalogue, "dlh")
    foreign = {
        said.about
        for said in stories
        if isinstance(said.event, RequestSubmitted) and said.event.service.startswith("dishub.")
    }
    assert len(foreign) > 5
    assert [
        s for s in stories if s.about in foreign and not isinstance(s.event, RequestSubmitted)
    ] == []


def test_an_assigned_request_is_worked_on_by_the_bus_s_own_name_for_it(
    catalogue: Catalogue,
) -> None:
    request_id = "0b4b3c4e-6d0f-5a53-9a52-3d1d5f0e7c11"
    assign = Assign(
        request_id=request_id,
        ticket="KS-TEST",
        service="dishub.street-light",
        submitter="dlh",
        priority=Priority.P3,
        rule="pju-ke-dishub",
    )
    said = App(catalogue, "dishub", manners().of("dishub"), seed=5).given(request_id, assign, START)
    assert said != []
    assert {one.event.request_id for one in said if isinstance(one.event, StatusReported)} == {
        request_id
    }
    assert {one.about for one in said} == {request_id}
