"""Facts that come before their request: they wait, in order, and are never lost."""

from contracts.cases import Class
from contracts.lifecycle import State
from contracts.reasons import Reason
from contracts.status import StatusChanged
from tests.builders.calendars import at
from tests.builders.cases import Story, answers, asides, events, states
from tests.builders.facts import a_hold, a_note, a_report

S = State


def test_a_report_of_an_unknown_request_waits_and_says_nothing() -> None:
    story = Story()
    assert story.report(S.SCHEDULED, "2026-03-16 08:50") == []
    assert story.classes() == [Class.WAITING]
    assert story.case.request is None


def test_what_waited_is_applied_in_order_once_the_request_is_here() -> None:
    story = Story()
    story.report(S.SCHEDULED, "2026-03-16 08:50")
    story.report(S.IN_PROGRESS, "2026-03-16 08:55")
    said = story.submit()
    assert states(said) == [
        *(S.RECEIVED, S.VERIFIED, S.ROUTED),
        *(S.ACKNOWLEDGED, S.SCHEDULED, S.IN_PROGRESS),
    ]
    assert sorted(story.classes()) == [Class.APPLIED] * 3
    assert story.case.waiting == ()


def test_what_waited_keeps_its_own_times_and_cause_and_is_recorded_now() -> None:
    story = Story()
    story.report(S.ACKNOWLEDGED, "2026-03-16 08:50")
    *_, last = events(story.submit(), StatusChanged)
    assert (last.cause.offset, last.received_at) == (1, at("2026-03-16 08:50"))
    assert (last.occurred_at, last.recorded_at) == (at("2026-03-16 08:50"), at("2026-03-16 09:00"))


def test_a_late_one_among_the_early_is_late() -> None:
    story = Story()
    story.report(S.IN_PROGRESS, "2026-03-16 08:55")
    story.report(S.SCHEDULED, "2026-03-16 08:50")
    (late,) = [one for one in answers(story.submit()) if getattr(one, "outcome", "") == "late"]
    assert (late.event_id, late.state) == ("dlh-2", S.IN_PROGRESS)
    assert sorted(story.classes()) == [Class.APPLIED, Class.APPLIED, Class.LATE]


def test_whoever_may_not_speak_of_the_request_is_told_once_it_is_known() -> None:
    story = Story()
    story.report(S.SCHEDULED, "2026-03-16 08:50", "dishub")
    assert [one.refusal.reason for one in asides(story.submit())] == [Reason.NOT_YOUR_REQUEST]


def test_an_early_event_sent_twice_waits_once() -> None:
    story = Story()
    story.report(S.SCHEDULED, "2026-03-16 08:50")
    same = {"event_id": "dlh-1", "digest": story.case.judged[0].digest}
    story.report(S.SCHEDULED, "2026-03-16 08:51", origin=same)
    assert story.classes() == [Class.WAITING, Class.DUPLICATE]
    assert len(story.case.waiting) == 1


def test_a_copy_of_a_waiting_fact_does_not_wait_twice() -> None:
    story = Story()
    fact = a_report(story.origin("2026-03-16 08:50"), S.SCHEDULED)
    story.fold(fact)
    story.fold(fact)
    assert story.classes() == [Class.WAITING]


def test_sixteen_wait_and_the_seventeenth_is_put_aside() -> None:
    story = Story()
    for minute in range(16):
        assert story.hear(a_note, f"2026-03-16 08:{minute:02}") == []
    (aside,) = asides(story.hear(a_note, "2026-03-16 08:16"))
    assert aside.refusal.reason is Reason.TOO_MANY_EARLY
    assert story.classes() == [Class.WAITING] * 16 + [Class.REJECTED]
    story.submit()
    assert sorted(story.classes()) == [Class.APPLIED] * 17 + [Class.REJECTED]


def test_waiting_ends_when_the_clock_is_past_it_and_not_before() -> None:
    story = Story()
    story.hear(a_note, "2026-03-16 08:00")
    story.hear(a_note, "2026-03-16 08:10")
    assert story.until("2026-03-16 08:15") == []
    said = story.until("2026-03-16 08:20")
    assert [one.refusal.reason for one in asides(said)] == [Reason.UNKNOWN_REQUEST]
    assert [(one.reason, one.event_id) for one in answers(said)] == [
        (Reason.UNKNOWN_REQUEST, "dlh-1")
    ]
    assert sorted(story.classes()) == [Class.REJECTED, Class.WAITING]


def test_a_request_that_comes_after_the_wait_is_accepted_like_any_other() -> None:
    story = Story()
    story.hear(a_note, "2026-03-16 08:00")
    story.until("2026-03-16 08:16")
    assert states(story.submit()) == [S.RECEIVED, S.VERIFIED, S.ROUTED]


def test_a_request_that_comes_late_but_before_the_clock_finds_what_waited() -> None:
    story = Story()
    story.hear(a_note, "2026-03-16 08:00")
    story.submit("2026-03-16 09:00")
    assert story.until("2026-03-16 09:30") == []
    assert sorted(story.classes()) == [Class.APPLIED, Class.APPLIED]


def test_what_waits_for_a_request_that_is_held_is_held_with_it() -> None:
    story = Story()
    story.hear(a_note, "2026-03-16 08:00")
    story.hear(a_hold, "2026-03-16 08:01")
    said = story.until("2026-03-16 08:16")
    assert [one.refusal.reason for one in asides(said)] == [Reason.HELD]
    assert sorted(story.classes()) == [Class.HELD, Class.REJECTED]
