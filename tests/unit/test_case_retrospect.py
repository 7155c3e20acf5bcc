"""Questions told late: the clock waited for their answer all the same, where its policy allows."""

from typing import Any

import pytest

from agents.case.telling import Aside, Said
from contracts.cases import Class, Clock, ClockState
from contracts.catalogue import Metric
from contracts.lifecycle import State
from contracts.sla import ClockMet, ClockRecomputed
from tests.builders.calendars import at
from tests.builders.cases import Story, clocks, events, states
from tests.builders.facts import an_answer, an_objection

S, R = State, Metric.RESOLUTION
THURSDAY, FRIDAY = at("2026-03-19 16:00"), at("2026-03-20 16:00")
ASKED = "2026-03-17 09:00"
USED = 81_000
"""31 working hours by Friday at ten, of which 8.5 were the question's."""


def at_work(service: str = "dlh.bulky-waste", again: str = "2026-03-18 10:00") -> Story:
    """Received on Monday, due on Thursday; taken up at once, at work again on Wednesday."""
    story = Story()
    story.submit(service=service)
    story.report(S.ACKNOWLEDGED, "2026-03-16 10:00")
    story.report(S.IN_PROGRESS, again)
    return story


def ask_late(
    story: Story, when: str = "2026-03-18 11:00", asked: str = ASKED, **more: Any
) -> list[Said | Aside]:
    """The question of Tuesday morning reaches the bus after what came later."""
    state = more.pop("state", S.NEEDS_INFORMATION)
    return story.report(state, when, origin={"occurred_at": at(asked)}, **more)


def resolution(story: Story) -> Clock:
    (found,) = (one for one in story.case.clocks if one.metric is R)
    return found


def test_it_is_due_later_by_what_it_would_have_waited_and_says_so() -> None:
    story = at_work()
    (told,) = events(ask_late(story), ClockRecomputed)
    assert (told.metric, told.because) == (R, "told-late")
    assert (told.previous_due, told.due) == (THURSDAY, FRIDAY)
    assert (told.previous_state, told.state) == ("running", "running")


def test_the_state_stays_and_the_report_is_late() -> None:
    story = at_work()
    assert states(ask_late(story)) == []
    assert (story.case.state, story.classes()[-1]) == (S.IN_PROGRESS, Class.LATE)


@pytest.mark.parametrize(
    "service",
    [
        *("dlh.bulky-waste", "dlh.by-the-clock", "dlh.in-working-hours", "dlh.with-papers"),
        *("dlh.in-calendar-days", "dlh.stands-still-so-long", "dlh.may-take-longer"),
        *("dlh.over-the-feasts", "dlh.in-hours-over-the-feasts"),
    ],
)
def test_told_late_or_in_time_it_is_due_at_the_same_instant(service: str) -> None:
    in_time, late = Story(), Story()
    for story, order in ((in_time, (1, 2, 3, 4)), (late, (1, 3, 4, 2))):
        story.submit("2026-03-16 08:00", service=service)
        for number in order:
            when, state = {
                1: ("2026-03-16 08:10", S.ACKNOWLEDGED),
                2: ("2026-03-16 08:20", S.NEEDS_INFORMATION),
                3: ("2026-03-17 10:00", S.IN_PROGRESS),
                4: ("2026-03-17 10:05", S.IN_PROGRESS),
            }[number]
            story.report(state, when, reason="berkas", origin={"occurred_at": at(when)})
    (meant,) = (one for one in in_time.case.clocks if one.metric is R)
    found = resolution(late)
    assert (found.due, found.paused_seconds) == (meant.due, meant.paused_seconds)
    assert (found.state, found.warnings, found.ahead) == (meant.state, meant.warnings, meant.ahead)


def test_an_answer_in_between_ends_what_it_waited() -> None:
    story = Story()
    story.submit(service="dlh.by-the-clock")
    story.report(S.ACKNOWLEDGED, "2026-03-16 09:05")
    story.hear(an_answer, "2026-03-16 09:40")
    story.report(S.IN_PROGRESS, "2026-03-16 10:30")
    before = resolution(story).due
    (told,) = events(ask_late(story, "2026-03-16 10:40", "2026-03-16 09:20"), ClockRecomputed)
    assert (told.due - before).total_seconds() == 20 * 60


def test_a_breach_that_had_gone_out_is_withdrawn_and_done_by_the_new_date_it_is_met() -> None:
    story = at_work()
    story.until("2026-03-20 08:00")
    assert resolution(story).state is ClockState.BREACHED
    (told,) = events(ask_late(story, "2026-03-20 09:00"), ClockRecomputed)
    assert (told.previous_state, told.state, told.due) == ("breached", "running", FRIDAY)
    assert clocks(story.report(S.RESOLVED, "2026-03-20 10:00"))[-1][0] == "met"


def test_what_was_done_too_late_was_in_time_after_all() -> None:
    story = at_work()
    story.report(S.RESOLVED, "2026-03-20 10:00")
    assert resolution(story).state is ClockState.STOPPED
    said = ask_late(story, "2026-03-20 11:00")
    assert clocks(said) == [
        ("recomputed", R, at("2026-03-20 11:00")),
        ("met", R, at("2026-03-20 10:00")),
    ]
    (met,) = events(said, ClockMet)
    assert met.used_seconds == USED
    assert resolution(story).state is ClockState.MET


def test_what_is_late_all_the_same_stays_breached_with_another_date() -> None:
    story = at_work()
    story.until("2026-03-25 08:00")
    (told,) = events(ask_late(story, "2026-03-25 09:00"), ClockRecomputed)
    assert (told.previous_state, told.state, told.due) == ("breached", "breached", FRIDAY)
    assert [kind for kind, *_ in clocks(story.until("2026-04-30 00:00"))].count("breached") == 0


def test_what_was_done_in_time_stays_as_it_was() -> None:
    story = at_work()
    story.report(S.RESOLVED, "2026-03-18 15:00")
    assert clocks(ask_late(story, "2026-03-18 16:00")) == []


def test_a_reason_the_policy_lacks_makes_nothing_wait() -> None:
    story = at_work("dlh.with-papers")
    assert clocks(ask_late(story, reason="lainnya")) == []
    (told,) = events(ask_late(story, "2026-03-18 12:00", reason="berkas"), ClockRecomputed)
    assert told.due == FRIDAY


def test_it_waited_no_longer_than_its_cap() -> None:
    story = at_work("dlh.stands-still-so-long", again="2026-03-19 15:00")
    said = ask_late(story, "2026-03-19 15:30", state=S.AWAITING_EXTERNAL, reason="material")
    (told,) = events(said, ClockRecomputed)
    assert told.due == at("2026-03-23 16:00")
    assert [one.until for one in resolution(story).pauses] == [at("2026-03-18 16:00")]


def test_what_was_overdue_when_it_was_asked_never_waited() -> None:
    story = at_work(again="2026-03-23 10:00")
    said = ask_late(story, "2026-03-23 11:00", asked="2026-03-20 09:00")
    assert [one for one in clocks(said) if one[1] is R] == []


def test_what_the_clock_stood_still_for_anyway_counts_once() -> None:
    story = Story()
    story.submit(service="dlh.stands-still-so-long")
    story.report(S.NEEDS_INFORMATION, "2026-03-17 08:30")
    story.report(S.IN_PROGRESS, "2026-03-18 10:00")
    before = resolution(story)
    said = ask_late(story, state=S.AWAITING_EXTERNAL, reason="material")
    assert [one for one in clocks(said) if one[1] is R] == []
    assert resolution(story) == before


def test_a_question_that_could_not_be_asked_then_makes_nothing_wait() -> None:
    story = Story()
    story.submit(service="dlh.may-be-reopened")
    story.report(S.RESOLVED, "2026-03-16 10:00")
    story.hear(an_objection, "2026-03-18 09:00")
    story.report(S.IN_PROGRESS, "2026-03-18 10:00")
    assert [one for one in clocks(ask_late(story)) if one[1] is R] == []


def test_told_twice_it_is_counted_once() -> None:
    story = at_work()
    ask_late(story)
    due = resolution(story).due
    assert clocks(ask_late(story, "2026-03-18 12:00", asked="2026-03-17 09:30")) == []
    assert resolution(story).due == due
