"""The clocks of a request: what starts, pauses, meets and ends them, each once."""

from typing import Any

import pytest

from contracts.catalogue import Metric
from contracts.lifecycle import State
from contracts.routing import Routable, Unrouted
from contracts.sla import (
    ClockBreached,
    ClockEvent,
    ClockMet,
    ClockStarted,
    ClockStopped,
)
from tests.builders.calendars import at
from tests.builders.cases import Story, clocks, events
from tests.builders.facts import (
    MONDAY,
    a_confirmation,
    a_note,
    a_submission,
    a_withdrawal,
)
from tests.builders.promises import terms, the_city

S = State
V, F, R = Metric.VERIFICATION, Metric.FIRST_RESPONSE, Metric.RESOLUTION
TRIAGE = Unrouted(considered=1, facts=Routable(service="dlh.bulky-waste", submitter="dlh"))


def begun(when: str = MONDAY, **changed: Any) -> Story:
    story = Story()
    story.submit(when, **changed)
    return story


def test_a_requests_clocks_start_when_it_is_received() -> None:
    received = at("2026-03-16 09:00")
    assert clocks(begun().said) == [
        ("started", V, received),
        ("started", F, received),
        ("started", R, received),
        ("met", V, received),
    ]


def test_a_clock_that_starts_says_when_it_is_due_and_why() -> None:
    started = [one for one in events(begun().said, ClockStarted) if one.metric is R]
    (term,) = [one for one in terms("DAYS") if one.metric is R]
    why = the_city().working_time["OFFICE"].due(at("2026-03-16 09:00"), 3, term.unit)
    (event,) = started
    assert (event.due, event.explanation) == (at("2026-03-19 16:00"), why)
    assert (event.value, event.unit, event.term, event.policy) == (3, term.unit, "promise", "DAYS")


def test_clocks_start_at_receipt_whatever_time_the_agency_claims() -> None:
    story = Story()
    from_earlier = story.origin("2026-03-16 09:00", occurred_at=at("2026-03-13 09:00"))
    said = story.fold(a_submission(from_earlier))
    assert {one.occurred_at for one in events(said, ClockStarted)} == {at("2026-03-16 09:00")}


@pytest.mark.parametrize(
    ("service", "due"),
    [
        ("dlh.bulky-waste", "2026-03-19 16:00"),
        ("dlh.in-working-hours", "2026-03-17 09:30"),
        ("dlh.by-the-clock", "2026-03-16 18:00"),
    ],
)
def test_working_days_working_hours_and_elapsed_hours_run_differently(
    service: str, due: str
) -> None:
    started = events(begun("2026-03-16 15:00", service=service).said, ClockStarted)
    assert at(due) in {one.due for one in started if one.metric is R}


def test_in_triage_verification_is_still_owed() -> None:
    story = begun(route=TRIAGE)
    assert ("met", V, at("2026-03-16 09:00")) not in clocks(story.said)
    assert clocks(story.until("2026-03-17 16:01")) == [("breached", V, at("2026-03-17 16:00"))]


def test_a_human_report_is_the_first_response() -> None:
    story = begun()
    assert clocks(story.report(S.ACKNOWLEDGED, "2026-03-16 10:00")) == [
        ("met", F, at("2026-03-16 10:00"))
    ]


def test_an_automatic_receipt_is_no_first_response_and_a_later_human_report_is() -> None:
    story = begun()
    assert clocks(story.report(S.ACKNOWLEDGED, "2026-03-16 10:00", human=False)) == []
    assert clocks(story.report(S.ACKNOWLEDGED, "2026-03-16 11:00")) == [
        ("met", F, at("2026-03-16 11:00"))
    ]


def test_an_implied_acknowledged_is_a_response_only_if_the_report_is_human() -> None:
    assert clocks(begun().report(S.SCHEDULED, "2026-03-16 10:00")) == [
        ("met", F, at("2026-03-16 10:00"))
    ]
    assert clocks(begun().report(S.SCHEDULED, "2026-03-16 10:00", human=False)) == []


def test_an_automatic_report_may_resolve_and_still_answers_nobody() -> None:
    said = begun().report(S.RESOLVED, "2026-03-16 10:00", human=False)
    assert clocks(said) == [("met", R, at("2026-03-16 10:00"))]


def test_an_unknown_native_status_is_no_response() -> None:
    assert clocks(begun().report(None, "2026-03-16 10:00")) == []


def test_a_human_rejection_is_a_response_before_it_is_an_end() -> None:
    now = at("2026-03-16 10:00")
    assert clocks(begun().report(S.REJECTED, "2026-03-16 10:00")) == [
        ("met", F, now),
        ("met", R, now),
    ]


def test_what_is_not_the_citys_is_stopped_with_its_outcome_recorded() -> None:
    now = at("2026-03-16 10:00")
    said = begun().report(S.REFERRED_OUT, "2026-03-16 10:00", outcome="bukan-kota")
    assert clocks(said) == [("met", F, now), ("met", R, now)]
    (_, stopped) = events(said, ClockMet)
    assert (stopped.because, stopped.outcome) == ("referred_out", "bukan-kota")


def test_met_says_how_much_working_time_was_used() -> None:
    story = begun()
    said = story.report(S.RESOLVED, "2026-03-17 08:00")
    used = {one.metric: one.used_seconds for one in events(said, ClockMet)}
    assert used == {F: 23_400, R: 23_400}  # 3 h + 3 h on Monday, half an hour on Tuesday


def test_touching_a_case_never_restarts_a_clock() -> None:
    story = begun()
    for hour in (10, 11):
        story.hear(a_note, f"2026-03-16 {hour}:00")
        story.report(S.IN_PROGRESS, f"2026-03-16 {hour}:30")
    story.report(S.SCHEDULED, "2026-03-16 13:30")
    assert [one.metric for one in events(story.said, ClockStarted)] == [V, F, R]
    assert {one.metric: one.due for one in story.case.clocks}[R] == at("2026-03-19 16:00")


def test_handing_a_request_back_is_no_response() -> None:
    story = begun()
    story.report(S.COORDINATING, "2026-03-16 10:00", human=False)
    assert clocks(story.report(S.ROUTED, "2026-03-16 11:00")) == []


def test_a_report_at_the_instant_of_a_warning_owes_none() -> None:
    story = begun()
    story.report(S.ACKNOWLEDGED, "2026-03-16 10:00")
    now = "2026-03-18 08:15"
    assert clocks(story.report(S.RESOLVED, now)) == [("met", R, at(now))]


def test_a_note_is_not_progress() -> None:
    assert clocks(begun().hear(a_note, "2026-03-16 10:00")) == []


def test_withdrawing_cancels_and_is_not_met() -> None:
    now = at("2026-03-16 10:00")
    said = begun(route=TRIAGE).hear(a_withdrawal, "2026-03-16 10:00")
    assert clocks(said) == [("cancelled", V, now), ("cancelled", F, now), ("cancelled", R, now)]


def test_exactly_at_the_due_instant_is_in_time() -> None:
    story = begun()
    story.report(S.ACKNOWLEDGED, "2026-03-16 10:00")
    in_time = ("met", R, at("2026-03-19 16:00"))
    assert clocks(story.report(S.RESOLVED, "2026-03-19 16:00"))[-1] == in_time


def test_a_report_after_the_due_instant_first_tells_the_warnings_and_the_breach_owed() -> None:
    story = begun()
    story.report(S.ACKNOWLEDGED, "2026-03-16 10:00")
    assert clocks(story.report(S.RESOLVED, "2026-03-20 09:00")) == [
        ("warned", R, at("2026-03-18 08:15")),
        ("warned", R, at("2026-03-19 07:52:30")),
        ("breached", R, at("2026-03-19 16:00")),
        ("stopped", R, at("2026-03-20 09:00")),
    ]


def test_what_is_done_late_is_stopped_and_not_met() -> None:
    story = begun()
    said = story.report(S.RESOLVED, "2026-03-20 09:00")
    assert {one.metric for one in events(said, ClockStopped)} == {F, R}
    assert not events(said, ClockMet)


def test_a_breach_stays_when_the_reporter_withdraws_afterwards() -> None:
    story = begun()
    story.until("2026-03-20 00:00")
    said = story.hear(a_withdrawal, "2026-03-20 09:00")
    assert {name for name, *_ in clocks(said)} == {"cancelled"}
    assert len(events(story.said, ClockBreached)) == 2


def test_a_claim_of_the_past_ends_no_clock_before_it_began() -> None:
    story = begun()
    early = {"occurred_at": at("2026-03-15 09:00")}
    said = story.report(S.RESOLVED, "2026-03-16 10:00", origin=early)
    assert {one.occurred_at for one in events(said, ClockEvent)} == {at("2026-03-16 09:00")}
    assert {one.used_seconds for one in events(said, ClockMet)} == {0}


def test_confirming_moves_no_clock_that_is_met() -> None:
    story = begun()
    story.report(S.RESOLVED, "2026-03-16 10:00")
    assert clocks(story.hear(a_confirmation, "2026-03-16 11:00")) == []


def test_a_first_response_nobody_gave_is_cancelled_at_the_end() -> None:
    story = begun()
    story.report(S.RESOLVED, "2026-03-16 10:00", human=False)
    assert clocks(story.hear(a_confirmation, "2026-03-16 11:00")) == [
        ("cancelled", F, at("2026-03-16 11:00"))
    ]
