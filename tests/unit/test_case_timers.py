"""What falls due while nothing is said: each deadline once, in order, at its own instant."""

from agents.case.timers import wake_of
from agents.case.wakes import Wake, microseconds
from contracts.catalogue import Metric
from contracts.lifecycle import State
from contracts.sla import ClockBreached
from contracts.status import StatusChanged
from tests.builders.calendars import at
from tests.builders.cases import WAIT_MS, Story, a_moment, clocks, events, states
from tests.builders.events import milliseconds
from tests.builders.facts import a_note, an_answer

S = State
F, R = Metric.FIRST_RESPONSE, Metric.RESOLUTION


def begun() -> Story:
    story = Story()
    story.submit()
    return story


ALL = [
    ("warned", R, at("2026-03-18 08:15")),
    ("breached", F, at("2026-03-18 16:00")),
    ("warned", R, at("2026-03-19 07:52:30")),
    ("breached", R, at("2026-03-19 16:00")),
]


def test_several_deadlines_in_one_advance_fire_in_order_each_at_its_own_instant() -> None:
    assert clocks(begun().until("2026-03-31 00:00")) == ALL


def test_the_same_deadlines_over_many_advances_are_the_same_events() -> None:
    story = begun()
    story.said.clear()
    for day in range(17, 25):
        story.until(f"2026-03-{day} 12:00")
    assert clocks(story.said) == ALL


def test_what_the_clock_fires_was_received_when_it_fell_due_and_recorded_later() -> None:
    (breach,) = [
        one for one in events(begun().until("2026-03-31 00:00"), ClockBreached) if one.metric is R
    ]
    due, now = at("2026-03-19 16:00"), at("2026-03-31 00:00")
    assert (breach.occurred_at, breach.received_at, breach.recorded_at) == (due, due, now)
    assert breach.cause == a_moment("2026-03-31 00:00").cause


def test_a_second_advance_to_the_same_instant_says_nothing() -> None:
    story = begun()
    story.until("2026-03-31 00:00")
    assert story.until("2026-03-31 00:00") == []


def test_at_its_due_instant_nothing_is_late_yet() -> None:
    story = begun()
    assert ALL[3] not in clocks(story.until("2026-03-19 16:00"))
    story.report(S.RESOLVED, "2026-03-19 16:00")
    assert clocks(story.said)[-1] == ("met", R, at("2026-03-19 16:00"))


def test_a_breach_is_told_once_though_the_report_comes_later_still() -> None:
    story = begun()
    story.until("2026-03-31 00:00")
    story.report(S.RESOLVED, "2026-04-01 09:00")
    assert len([one for one in events(story.said, ClockBreached) if one.metric is R]) == 1


def test_silence_is_consent_after_ten_working_days() -> None:
    story = begun()
    story.report(S.RESOLVED, "2026-03-16 10:00")
    assert story.until("2026-03-30 16:00") == []
    (closed,) = events(story.until("2026-03-30 16:01"), StatusChanged)
    assert (closed.previous, closed.state) == (S.RESOLVED, S.CLOSED)
    assert (closed.reason, closed.occurred_at) == ("silent-consent", at("2026-03-30 16:00"))
    assert story.until("2026-04-28 00:00") == []


def test_a_breach_before_the_consent_is_told_before_it() -> None:
    story = begun()
    story.report(S.RESOLVED, "2026-03-16 10:00", human=False)
    said = story.until("2026-05-01 00:00")
    assert clocks(said) == [
        ("breached", F, at("2026-03-18 16:00")),
        ("cancelled", F, at("2026-03-30 16:00")),
    ]
    assert states(said) == [S.CLOSED]


def test_a_case_wakes_at_its_earliest_deadline() -> None:
    story = begun()
    assert wake_of(story.case, WAIT_MS) == Wake(due=microseconds(at("2026-03-18 08:15")))
    story.until("2026-03-19 12:00")
    assert wake_of(story.case, WAIT_MS) == Wake(due=microseconds(at("2026-03-19 16:00")))


def test_a_case_that_owes_nothing_sleeps() -> None:
    story = begun()
    story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00")
    assert wake_of(story.case, WAIT_MS) == Wake()
    story.hear(an_answer, "2026-03-16 11:00")
    assert wake_of(story.case, WAIT_MS) != Wake()


def test_early_facts_wake_the_case_when_the_first_to_arrive_gives_up() -> None:
    story = Story()
    story.hear(a_note, "2026-03-16 08:10")
    story.hear(a_note, "2026-03-16 08:05")
    assert wake_of(story.case, WAIT_MS) == Wake(waits=milliseconds(at("2026-03-16 08:20")))
