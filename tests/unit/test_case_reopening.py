"""It is not done: what the reporter's objection does, and what it leaves of the promises."""

from contracts.cases import Class, ClockState
from contracts.catalogue import Metric
from contracts.inbox import Assign, NotApplied
from contracts.lifecycle import State
from contracts.orders import ApproveOrdered, ReopenOrdered
from contracts.sla import ClockRecomputed, ClockStarted
from contracts.status import StatusChanged
from contracts.unapplied import Unapplied
from tests.builders.calendars import at
from tests.builders.cases import Story, clocks, events, states
from tests.builders.facts import a_confirmation, an_objection

S = State
V, F, R = Metric.VERIFICATION, Metric.FIRST_RESPONSE, Metric.RESOLUTION


def resolved(when: str = "2026-03-17 10:00", service: str = "dlh.may-be-reopened") -> Story:
    """Received on Monday at nine, due on Thursday at four."""
    story = Story()
    story.submit(service=service)
    story.report(S.RESOLVED, when, outcome="done")
    return story


def closed() -> Story:
    story = resolved()
    story.hear(a_confirmation, "2026-03-17 12:00")
    return story


def test_an_objection_sends_a_resolved_request_back_to_work() -> None:
    story = resolved()
    said = story.hear(an_objection, "2026-03-18 10:00")
    (change,) = events(said, StatusChanged)
    assert (change.previous, change.state) == (S.RESOLVED, S.IN_PROGRESS)
    assert (change.reason, change.outcome, change.cycle) == ("reporter-objects", None, 1)
    assert (story.case.outcome, story.case.consent_due) == (None, None)


def test_what_was_met_is_met_no_longer_and_runs_on_with_the_time_it_had_used() -> None:
    story = resolved()
    (now,) = events(story.hear(an_objection, "2026-03-18 10:00"), ClockRecomputed)
    assert (now.metric, now.previous_state, now.state) == (R, "met", "running")
    assert (now.previous_due, now.due) == (at("2026-03-19 16:00"), at("2026-03-20 16:00"))
    assert now.because == "sent-back"
    (clock,) = [one for one in story.case.clocks if one.metric is R]
    assert (clock.state, clock.ended_at) == (ClockState.RUNNING, None)


def test_warnings_not_yet_given_are_given_later_by_as_much() -> None:
    story = resolved("2026-03-16 10:00")
    story.hear(an_objection, "2026-03-17 10:00")
    assert [kind for kind, _, _ in clocks(story.until("2026-03-21 00:00"))] == [
        "warned",
        "warned",
        "breached",
    ]


def test_what_was_late_stays_late_and_breaches_no_second_time() -> None:
    story = resolved("2026-03-20 10:00")
    (now,) = events(story.hear(an_objection, "2026-03-23 10:00"), ClockRecomputed)
    assert (now.previous_state, now.state) == ("stopped", "breached")
    assert clocks(story.until("2026-04-30 00:00")) == []
    assert [k for k, _, _ in clocks(story.report(S.RESOLVED, "2026-03-24 10:00"))] == ["stopped"]


def test_a_closed_request_is_opened_again_inside_its_window() -> None:
    story = closed()
    said = story.hear(an_objection, "2026-03-24 15:00")
    (change,) = events(said, StatusChanged)
    assert (change.previous, change.state, change.cycle) == (S.CLOSED, S.ROUTED, 2)
    assert change.agency == "dlh"
    (given,) = events(said, Assign)
    assert (given.rule, given.cycle) == ("reopened", 2)
    assert story.classes()[-1] is Class.APPLIED


def test_a_new_cycle_has_a_resolution_clock_of_its_own_and_the_old_result_stays() -> None:
    story = closed()
    (started,) = [
        one
        for one in events(story.hear(an_objection, "2026-03-24 15:00"), ClockStarted)
        if one.term == "promise"
    ]
    assert (started.metric, started.cycle, started.due) == (R, 2, at("2026-03-27 16:00"))
    found = [(one.cycle, one.state) for one in story.case.clocks if one.metric is R]
    assert found == [(1, ClockState.MET), (2, ClockState.RUNNING)]
    story.report(S.RESOLVED, "2026-03-30 10:00")
    found = [(one.cycle, one.state) for one in story.case.clocks if one.metric is R]
    assert found == [(1, ClockState.MET), (2, ClockState.STOPPED)]


def test_a_breach_is_recorded_once_a_cycle() -> None:
    story = closed()
    story.hear(an_objection, "2026-03-24 15:00")
    said = story.until("2026-04-30 00:00")
    breached = [one for one in clocks(said) if one[:2] == ("breached", R)]
    assert breached == [("breached", R, at("2026-03-27 16:00"))]


def test_after_the_window_an_objection_is_refused() -> None:
    story = closed()
    (answer,) = events(story.hear(an_objection, "2026-03-25 07:00"), NotApplied)
    assert (answer.outcome, answer.state, answer.legal) == ("refused", S.CLOSED, ())
    assert (story.case.state, story.case.cycle) == (S.CLOSED, 1)


def test_a_service_without_a_window_opens_nothing_again() -> None:
    story = resolved(service="dlh.bulky-waste")
    story.hear(a_confirmation, "2026-03-17 12:00")
    assert states(story.hear(an_objection, "2026-03-17 13:00")) == []
    assert story.classes()[-1] is Class.REFUSED


def test_an_objection_to_what_is_still_under_way_is_refused() -> None:
    story = Story()
    story.submit()
    (answer,) = events(story.hear(an_objection, "2026-03-16 10:00"), NotApplied)
    assert (answer.outcome, answer.legal) == ("refused", (S.WITHDRAWN,))


def test_what_was_reported_of_the_cycle_before_is_late() -> None:
    story = closed()
    story.hear(an_objection, "2026-03-24 15:00")
    story.report(S.IN_PROGRESS, "2026-03-24 14:00")
    assert (story.case.state, story.classes()[-1]) == (S.ROUTED, Class.LATE)
    story.report(S.IN_PROGRESS, "2026-03-24 15:30")
    assert (story.case.state, story.classes()[-1]) == (S.IN_PROGRESS, Class.APPLIED)


def test_where_an_office_verifies_the_reporters_word_does_not_close() -> None:
    story = resolved(service="dlh.seen-by-an-office")
    (answer,) = events(story.hear(a_confirmation, "2026-03-17 12:00"), NotApplied)
    assert (story.case.state, answer.reason) == (S.RESOLVED, Unapplied.OFFICE_CONFIRMS)
    assert "31 Maret 2026 pukul 16.00" in answer.sentences.id  # when silence closes it
    story.order(ApproveOrdered, "2026-03-18 09:00")
    assert story.case.state is S.CLOSED


def test_where_an_office_verifies_and_says_nothing_silence_closes_too() -> None:
    story = resolved(service="dlh.seen-by-an-office")
    assert states(story.until("2026-04-01 00:00")) == [S.CLOSED]


def test_an_office_that_does_not_agree_sends_it_back_with_the_time_it_had_used() -> None:
    story = resolved(service="dlh.seen-by-an-office")
    said = story.order(ReopenOrdered, "2026-03-18 10:00", why="Belum bersih.")
    assert states(said) == [S.IN_PROGRESS]
    assert [one.due for one in events(said, ClockRecomputed)] == [at("2026-03-20 16:00")]


def test_what_comes_after_the_window_is_told_until_when_it_could_have_been_opened() -> None:
    story = closed()
    (answer,) = events(story.hear(an_objection, "2026-03-25 07:00"), NotApplied)
    assert answer.reason is Unapplied.WINDOW_PASSED
    assert "Selasa, 24 Maret 2026 pukul 16.00 WIB" in answer.sentences.id
