"""Who is called upon as a term runs out: each level once, at its own time, whoever is away."""

from contracts.catalogue import Metric
from contracts.lifecycle import NOT_OURS, State
from contracts.orders import ReopenOrdered, RouteOrdered
from contracts.sla import ClockEvent
from tests.builders.calendars import at
from tests.builders.cases import events
from tests.builders.climbing import a_climbing_story, levels, told
from tests.builders.facts import an_answer, an_objection

R = Metric.RESOLUTION
LEVELS = [
    ("1", at("2026-03-17 08:37:30")),
    ("2", at("2026-03-19 16:00")),
    ("3", at("2026-03-23 15:15")),
    ("4", at("2026-03-25 14:30")),
]
"""Of three working days from Monday 09:00 that nobody takes up: 25, 100, 150 and 200 %."""


def test_a_case_nobody_has_picked_up_still_escalates() -> None:
    story = a_climbing_story()
    story.submit()
    story.until("2026-04-10 00:00")
    assert levels(story) == LEVELS
    assert [one.because for one in told(story)] == ["unassigned", "share", "share", "share"]


def test_a_request_that_is_taken_up_reaches_the_first_level_at_three_quarters() -> None:
    story = a_climbing_story()
    story.submit()
    story.report(State.ACKNOWLEDGED, "2026-03-16 10:00")
    story.until("2026-03-20 00:00")
    assert levels(story) == [("1", at("2026-03-19 07:52:30")), LEVELS[1]]


def test_an_automatic_receipt_takes_nothing_up() -> None:
    story = a_climbing_story()
    story.submit()
    story.report(State.ACKNOWLEDGED, "2026-03-16 10:00", human=False)
    story.until("2026-03-18 00:00")
    assert levels(story) == LEVELS[:1]


def test_a_level_owed_before_a_late_answer_was_read_is_told_first() -> None:
    story = a_climbing_story()
    story.submit()
    story.report(State.ACKNOWLEDGED, "2026-03-17 10:00")
    assert levels(story) == LEVELS[:1]


def test_acknowledging_an_escalation_does_not_stop_the_clock() -> None:
    story = a_climbing_story()
    story.submit()
    story.until("2026-03-18 00:00")
    story.report(State.ACKNOWLEDGED, "2026-03-18 08:00")
    story.report(State.IN_PROGRESS, "2026-03-18 09:00")
    story.until("2026-04-10 00:00")
    assert levels(story) == LEVELS


def test_every_level_is_told_once_in_order_and_at_its_own_time_however_late_the_worker() -> None:
    on_time, late = a_climbing_story(), a_climbing_story()
    for story in (on_time, late):
        story.submit()
    for day in range(17, 31):
        on_time.until(f"2026-03-{day} 00:00")
    late.until("2026-03-30 00:00")
    late.until("2026-03-30 00:00")
    assert levels(late) == levels(on_time) == LEVELS
    instants = [one.occurred_at for one in told(late)]
    assert instants == [one.received_at for one in told(late)] == sorted(instants)


def test_levels_breaches_and_warnings_stand_in_the_order_in_which_they_fell() -> None:
    story = a_climbing_story()
    story.submit()
    story.report(State.RESOLVED, "2026-03-24 09:00")
    at_the_stop = [type(one).__name__ for one in events(story.said, ClockEvent) if one.metric is R]
    assert at_the_stop == [
        *("ClockStarted", "ClockEscalated", "ClockWarned", "ClockWarned"),
        *("ClockBreached", "ClockEscalated", "ClockEscalated", "ClockStopped"),
    ]


def test_a_paused_clock_does_not_escalate_and_its_levels_move_with_it() -> None:
    story = a_climbing_story()
    story.submit()
    story.report(State.ACKNOWLEDGED, "2026-03-16 10:00")
    story.report(State.NEEDS_INFORMATION, "2026-03-16 11:00")
    story.until("2026-03-24 00:00")
    assert levels(story) == []
    story.hear(an_answer, "2026-03-24 09:00")
    story.until("2026-03-28 00:00")
    assert levels(story) == [("1", at("2026-03-27 07:52:30")), ("2", at("2026-03-27 16:00"))]


def test_handed_to_another_agency_a_request_waits_anew_to_be_taken_up() -> None:
    story = a_climbing_story()
    story.submit(service="dlh.in-working-hours")
    story.report(State.ACKNOWLEDGED, "2026-03-16 09:10")
    story.order(RouteOrdered, "2026-03-16 09:20", agency="dishub")
    story.until("2026-03-16 10:30")
    assert levels(story) == [("1", at("2026-03-16 10:05"))]  # 45 minutes of its three hours


def test_the_third_bounce_is_the_fourth_level() -> None:
    story = a_climbing_story()
    story.submit()
    for minute, agency, heir in ((0, "dlh", "dishub"), (5, "dishub", "dpmptsp")):
        story.report(State.ROUTED, f"2026-03-16 10:1{minute}", agency, reason=NOT_OURS)
        story.order(RouteOrdered, f"2026-03-16 10:1{minute + 1}", agency=heir)
    assert levels(story) == []
    story.report(State.ROUTED, "2026-03-16 10:20", "dpmptsp", reason=NOT_OURS)
    assert levels(story) == [("4", at("2026-03-16 10:20"))]
    (called,) = told(story)
    assert (called.because, called.role, called.also) == (
        "bounces",
        "city-secretary",
        ("arbitration",),
    )
    assert story.case.arbitration
    story.order(RouteOrdered, "2026-03-16 10:30", agency="dlh")
    story.until("2026-04-10 00:00")
    assert [level for level, _ in levels(story)] == ["4", "1", "2", "3"]


def test_what_the_law_allows_at_most_has_a_level_and_a_flag_of_its_own() -> None:
    story = a_climbing_story()
    story.submit(service="dlh.by-law")
    story.until("2026-03-20 12:00")
    found = [(one.level, one.because, one.role, one.legal) for one in told(story)]
    assert found == [
        ("1", "unassigned", "section-head", False),
        ("2", "share", "division-head", False),
        ("X", "statutory", "inspectorate", True),
    ]
    assert told(story)[2].occurred_at == at("2026-03-19 16:00")


def test_a_term_climbs_the_chain_it_names() -> None:
    story = a_climbing_story()
    story.submit(service="dlh.by-other-chain")
    story.until("2026-04-10 00:00")
    assert [(one.chain, one.level, one.role) for one in told(story)] == [
        ("SHORT", "1", "division-head"),
        ("SHORT", "2", "city-secretary"),
    ]


def test_reopening_starts_a_new_cycle_that_climbs_anew() -> None:
    story = a_climbing_story()
    story.submit(service="dlh.may-be-reopened")
    story.report(State.RESOLVED, "2026-03-18 09:00")
    story.until("2026-04-02 00:00")
    story.order(ReopenOrdered, "2026-04-02 09:00")
    story.until("2026-04-20 00:00")
    assert [(one.level, one.cycle) for one in told(story)] == [
        ("1", 1),
        *((level, 2) for level in "1234"),
    ]


def test_what_was_said_to_be_done_and_is_not_climbs_on_and_says_no_level_twice() -> None:
    story = a_climbing_story()
    story.submit()
    story.report(State.RESOLVED, "2026-03-20 09:00")
    story.hear(an_objection, "2026-03-20 10:00")
    story.until("2026-04-10 00:00")
    assert [level for level, _ in levels(story)] == ["1", "2", "3", "4"]


def test_a_city_without_a_chain_escalates_nothing() -> None:
    story = a_climbing_story(chains=())
    story.submit()
    story.until("2026-04-10 00:00")
    assert told(story) == []
