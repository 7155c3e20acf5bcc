"""Updates that come late: they never move the state, and correct what was said of a clock."""

from contracts.cases import Class, ClockState
from contracts.catalogue import Metric
from contracts.lifecycle import State
from contracts.sla import ClockMet, ClockRecomputed
from tests.builders.calendars import at
from tests.builders.cases import Story, clocks, events, states
from tests.builders.facts import a_withdrawal, an_objection

S = State
F, R = Metric.FIRST_RESPONSE, Metric.RESOLUTION
ON_TUESDAY = {"occurred_at": at("2026-03-17 10:00")}
NOW = at("2026-03-20 09:00")


def unanswered() -> Story:
    """Received on Monday; nobody answered until Wednesday evening, which was late."""
    story = Story()
    story.submit()
    story.until("2026-03-19 09:00")
    return story


def answered_late() -> Story:
    story = unanswered()
    story.report(S.IN_PROGRESS, "2026-03-19 10:00")
    return story


def test_an_older_update_never_moves_the_state() -> None:
    story = answered_late()
    said = story.report(S.ACKNOWLEDGED, "2026-03-20 09:00", origin=ON_TUESDAY)
    assert (states(said), story.case.state) == ([], S.IN_PROGRESS)
    assert story.classes()[-1] is Class.LATE


def test_a_first_response_told_after_the_breach_takes_the_breach_back_and_was_in_time() -> None:
    story = unanswered()
    said = story.report(S.ACKNOWLEDGED, "2026-03-20 09:00", origin=ON_TUESDAY)
    assert clocks(said)[-2:] == [("recomputed", F, NOW), ("met", F, at("2026-03-17 10:00"))]
    (correction,) = events(said, ClockRecomputed)
    assert (correction.previous_state, correction.state) == ("breached", "running")
    assert (correction.because, correction.due) == ("told-late", at("2026-03-18 16:00"))
    (met,) = events(said, ClockMet)
    assert met.used_seconds == 30_600  # six hours on Monday, two and a half on Tuesday


def test_an_older_update_that_was_a_response_in_time_corrects_a_late_one() -> None:
    story = answered_late()
    (before,) = [one for one in story.case.clocks if one.metric is F]
    assert before.state is ClockState.STOPPED
    said = story.report(S.ACKNOWLEDGED, "2026-03-20 09:00", origin=ON_TUESDAY)
    assert clocks(said) == [("recomputed", F, NOW), ("met", F, at("2026-03-17 10:00"))]
    (correction,) = events(said, ClockRecomputed)
    assert (correction.previous_state, correction.state) == ("stopped", "running")


def test_an_older_update_that_was_late_itself_corrects_nothing() -> None:
    story = answered_late()
    later = {"occurred_at": at("2026-03-19 08:00")}
    assert clocks(story.report(S.ACKNOWLEDGED, "2026-03-20 09:00", origin=later)) == []


def test_an_older_automatic_receipt_is_no_response_either() -> None:
    story = answered_late()
    said = story.report(S.ACKNOWLEDGED, "2026-03-20 09:00", human=False, origin=ON_TUESDAY)
    assert clocks(said) == []


def test_an_older_response_ends_what_only_an_automatic_receipt_had_followed() -> None:
    story = Story()
    story.submit()
    story.report(S.IN_PROGRESS, "2026-03-17 14:00", human=False)
    said = story.report(S.ACKNOWLEDGED, "2026-03-17 15:00", origin=ON_TUESDAY)
    assert clocks(said) == [("met", F, at("2026-03-17 10:00"))]


def test_work_done_in_time_and_told_late_takes_the_breach_back() -> None:
    story = Story()
    story.submit()
    story.report(S.IN_PROGRESS, "2026-03-17 10:00")
    story.until("2026-03-20 08:00")
    done = {"occurred_at": at("2026-03-19 16:00")}
    said = story.report(S.RESOLVED, "2026-03-20 09:00", origin=done)
    assert clocks(said) == [("recomputed", R, NOW), ("met", R, at("2026-03-19 16:00"))]


def test_an_older_word_that_it_was_done_counts_while_it_is_done() -> None:
    story = Story()
    story.submit()
    story.report(S.RESOLVED, "2026-03-20 08:00")
    done = {"occurred_at": at("2026-03-18 10:00")}
    said = story.report(S.RESOLVED, "2026-03-20 09:00", origin=done)
    assert (states(said), story.classes()[-1]) == ([], Class.LATE)
    assert clocks(said)[-2:] == [("recomputed", R, NOW), ("met", R, at("2026-03-18 10:00"))]


def test_an_older_word_that_it_was_done_counts_nothing_while_it_is_not() -> None:
    story = Story()
    story.submit()
    story.report(S.IN_PROGRESS, "2026-03-20 08:00")
    done = {"occurred_at": at("2026-03-18 10:00")}
    said = story.report(S.RESOLVED, "2026-03-20 09:00", origin=done)
    assert [one for one in clocks(said) if one[1] is R] == []


def test_a_withdrawal_before_the_breach_takes_it_back_too() -> None:
    story = Story()
    story.submit()
    story.until("2026-03-20 08:00")
    origin = story.origin("2026-03-20 09:00", occurred_at=at("2026-03-18 10:00"))
    said = story.fold(a_withdrawal(origin))
    assert clocks(said) == [
        ("recomputed", F, NOW),
        ("cancelled", F, at("2026-03-18 10:00")),
        ("recomputed", R, NOW),
        ("cancelled", R, at("2026-03-18 10:00")),
    ]


def test_what_was_sent_back_late_is_not_made_timely_by_an_older_claim() -> None:
    story = Story()
    story.submit(service="dlh.may-be-reopened")
    story.report(S.RESOLVED, "2026-03-20 10:00")
    story.hear(an_objection, "2026-03-23 10:00")
    done = {"occurred_at": at("2026-03-18 10:00")}
    said = story.report(S.RESOLVED, "2026-03-24 09:00", origin=done)
    assert [one for one in clocks(said) if one[1] is R] == []
    assert [k for k, *_ in clocks(story.report(S.RESOLVED, "2026-03-24 10:00"))] == ["stopped"]
