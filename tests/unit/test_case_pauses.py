"""Clocks that stand still while the reporter has the turn, and go on afterwards."""

from typing import Any

from contracts.catalogue import Metric
from contracts.lifecycle import State
from contracts.sla import ClockMet, ClockPaused, ClockResumed
from tests.builders.calendars import at
from tests.builders.cases import Story, clocks, events
from tests.builders.facts import MONDAY, an_answer

S = State
R = Metric.RESOLUTION


def begun(when: str = MONDAY, **changed: Any) -> Story:
    story = Story()
    story.submit(when, **changed)
    return story


def test_waiting_for_the_reporter_stops_the_resolution_clock_until_an_answer() -> None:
    story = begun()
    story.report(S.IN_PROGRESS, "2026-03-16 10:00")
    asked = story.report(S.NEEDS_INFORMATION, "2026-03-17 10:00")
    assert clocks(asked) == [("paused", R, at("2026-03-17 10:00"))]
    assert [one.reason for one in events(asked, ClockPaused)] == ["needs_information"]
    (resumed,) = events(story.hear(an_answer, "2026-03-19 10:00"), ClockResumed)
    assert (resumed.paused_at, resumed.occurred_at) == (
        at("2026-03-17 10:00"),
        at("2026-03-19 10:00"),
    )
    assert (resumed.previous_due, resumed.due) == (at("2026-03-19 16:00"), at("2026-03-23 16:00"))


def test_a_paused_clock_neither_warns_nor_breaches() -> None:
    story = begun()
    story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00")
    assert story.until("2026-05-01 00:00") == []


def test_time_spent_paused_is_not_used() -> None:
    story = begun()
    story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00")
    story.hear(an_answer, "2026-03-18 10:00")
    (met,) = events(story.report(S.RESOLVED, "2026-03-18 11:00"), ClockMet)
    assert met.used_seconds == 7_200


def test_a_report_by_the_agency_ends_the_pause_as_an_answer_would() -> None:
    story = begun()
    story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00")
    said = story.report(S.IN_PROGRESS, "2026-03-16 11:00")
    assert clocks(said) == [("resumed", R, at("2026-03-16 11:00"))]


def test_resolving_out_of_a_pause_resumes_first() -> None:
    story = begun()
    story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00")
    now = at("2026-03-16 11:00")
    assert clocks(story.report(S.RESOLVED, "2026-03-16 11:00")) == [
        ("resumed", R, now),
        ("met", R, now),
    ]


def test_a_policy_that_names_reasons_pauses_for_those_alone() -> None:
    for reason, paused in (("berkas", [R]), ("cuaca", []), (None, [])):
        story = begun(service="dlh.with-papers")
        said = story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00", reason=reason)
        assert [one.metric for one in events(said, ClockPaused)] == paused


def test_a_question_asked_after_the_due_instant_pauses_nothing() -> None:
    story = begun()
    story.report(S.ACKNOWLEDGED, "2026-03-16 10:00")
    said = story.report(S.NEEDS_INFORMATION, "2026-03-20 09:00")
    assert [name for name, *_ in clocks(said)] == ["warned", "warned", "breached"]
