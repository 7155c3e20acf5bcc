"""Clocks that stand still while the reporter has the turn, and go on afterwards."""

from typing import Any

from contracts.cases import Class
from contracts.catalogue import Metric
from contracts.inbox import NotApplied
from contracts.lifecycle import State
from contracts.sla import ClockMet, ClockPaused, ClockResumed
from contracts.unapplied import Unapplied
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


def asked() -> Story:
    """Asked on Monday at ten for what may be waited for two working days; due on Thursday."""
    story = begun(service="dlh.stands-still-so-long")
    story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00")
    return story


def test_a_pause_says_whose_turn_it_is_and_until_when_at_most() -> None:
    (paused,) = events(asked().said, ClockPaused)
    assert (paused.owner, paused.until) == ("reporter", at("2026-03-18 16:00"))


def test_a_pause_ends_by_itself_when_its_cap_passes_and_says_why() -> None:
    story = asked()
    assert clocks(story.until("2026-03-18 16:00")) == []
    (resumed,) = events(story.until("2026-03-18 16:01"), ClockResumed)
    assert (resumed.occurred_at, resumed.because) == (at("2026-03-18 16:00"), "cap")
    assert (resumed.paused_at, resumed.due) == (at("2026-03-16 10:00"), at("2026-03-24 16:00"))
    assert story.case.state is S.NEEDS_INFORMATION


def test_a_clock_whose_pause_is_over_warns_and_breaches_though_nobody_answers() -> None:
    said = asked().until("2026-04-01 00:00")
    assert [name for name, *_ in clocks(said)] == ["resumed", "warned", "warned", "breached"]
    assert clocks(said)[-1] == ("breached", R, at("2026-03-24 16:00"))


def test_an_answer_before_the_cap_ends_the_pause_and_no_cap_follows() -> None:
    story = asked()
    (resumed,) = events(story.hear(an_answer, "2026-03-17 09:00"), ClockResumed)
    assert resumed.because is None
    assert [name for name, *_ in clocks(story.until("2026-03-31 00:00"))] == [
        "warned",
        "warned",
        "breached",
    ]


def test_an_answer_read_after_the_cap_finds_the_clock_running_since_the_cap() -> None:
    said = asked().hear(an_answer, "2026-03-19 09:00")
    assert clocks(said) == [("resumed", R, at("2026-03-18 16:00"))]


def test_who_has_the_turn_changes_with_the_state_and_each_pause_has_its_own_cap() -> None:
    story = asked()
    now = at("2026-03-17 10:00")
    said = story.report(S.AWAITING_EXTERNAL, "2026-03-17 10:00", reason="material")
    assert clocks(said) == [("resumed", R, now), ("paused", R, now)]
    (paused,) = events(said, ClockPaused)
    assert (paused.reason, paused.because) == ("awaiting_external", "material")
    assert (paused.owner, paused.until) == ("third_party", at("2026-03-18 16:00"))


def test_asking_again_for_what_was_asked_does_not_pause_anew() -> None:
    story = asked()
    story.until("2026-03-18 16:01")
    assert clocks(story.report(S.NEEDS_INFORMATION, "2026-03-19 10:00")) == []


def test_a_question_asked_in_time_and_told_late_takes_the_breach_back_and_pauses() -> None:
    story = begun()
    story.report(S.ACKNOWLEDGED, "2026-03-16 10:00")
    story.until("2026-03-20 08:00")
    earlier = {"occurred_at": at("2026-03-19 15:00")}
    said = story.report(S.NEEDS_INFORMATION, "2026-03-20 09:00", origin=earlier)
    assert clocks(said) == [
        ("recomputed", R, at("2026-03-20 09:00")),
        ("paused", R, at("2026-03-19 15:00")),
    ]


def test_a_reason_the_policy_lacks_stops_no_clock_and_the_agency_is_told_which_would() -> None:
    story = begun(service="dlh.with-papers")
    said = story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00", reason="cuaca")
    (answer,) = events(said, NotApplied)
    assert (answer.outcome, answer.reason) == ("applied", Unapplied.PAUSE_NOT_ALLOWED)
    assert '"cuaca" tidak termasuk yang diizinkan (berkas)' in answer.sentences.id
    assert (story.case.state, story.classes()[-1]) == (S.NEEDS_INFORMATION, Class.APPLIED)
