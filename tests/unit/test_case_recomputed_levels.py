"""Clocks computed anew climb their chain anew: each level once, what has passed at its own time."""

from typing import Any

from contracts.catalogue import Metric
from contracts.inbox import Remind
from contracts.lifecycle import State
from contracts.orders import Obstacle, RecomputeOrdered, RouteOrdered
from contracts.sla import ClockWarned
from tests.builders.calendars import at
from tests.builders.cases import Story, events
from tests.builders.climbing import a_climbing_story_of_versions, levels, messages, told
from tests.builders.facts import VERSION, an_answer, an_objection
from tests.builders.later import LATER


def submitted(service: str) -> Story:
    story = a_climbing_story_of_versions()
    story.submit(service=service)
    return story


def anew(story: Story, when: str, policy: str, **named: Any) -> None:
    story.order(RecomputeOrdered, when, **{"catalogue": LATER, "policy": policy} | named)


def test_a_level_that_was_reached_is_not_reached_again_though_the_term_is_longer_now() -> None:
    story = submitted("dlh.bulky-waste")
    story.until("2026-03-20 00:00")
    assert [level for level, _ in levels(story)] == ["1", "2"]
    anew(story, "2026-03-20 08:00", "DAYS")
    story.until("2026-04-20 00:00")
    assert levels(story)[2:] == [("3", at("2026-03-31 10:30")), ("4", at("2026-04-02 14:30"))]


def test_levels_a_longer_term_has_not_reached_move_with_its_due_date() -> None:
    story = submitted("dlh.bulky-waste")
    story.report(State.ACKNOWLEDGED, "2026-03-16 10:00")
    anew(story, "2026-03-16 11:00", "DAYS")
    story.until("2026-03-26 00:00")
    assert levels(story) == [("1", at("2026-03-23 14:30")), ("2", at("2026-03-25 16:00"))]


def test_a_share_that_has_passed_by_the_new_terms_calls_at_its_own_instant() -> None:
    story = submitted("dlh.by-nights")
    story.report(State.ACKNOWLEDGED, "2026-03-16 09:10")
    anew(story, "2026-03-16 10:40", "NIGHTS")
    assert [(one.level, one.occurred_at, one.chain) for one in told(story)] == [
        ("1", at("2026-03-16 10:30"), "LATER")
    ]
    assert [one.level for one in messages(story)] == ["1"]


def test_of_a_share_that_has_passed_by_the_new_terms_it_is_warned_but_nobody_reminded() -> None:
    story = submitted("dlh.in-working-hours")
    anew(story, "2026-03-16 11:50", "WORKING")
    warned = [one for one in events(story.said, ClockWarned) if one.metric is Metric.RESOLUTION]
    reminded = [one for one in events(story.said, Remind) if one.metric is Metric.RESOLUTION]
    assert [one.fraction for one in warned] == [0.5, 0.75, 0.9]
    assert warned[-1].occurred_at == at("2026-03-16 11:42")
    assert [one.fraction for one in reminded] == [0.5, 0.75]


def test_the_chain_and_its_officers_are_those_of_the_version_the_terms_are_read_from() -> None:
    story = submitted("dlh.by-other-chain")
    anew(story, "2026-03-16 10:00", "OTHER-CHAIN")
    story.until("2026-04-20 00:00")
    found = [(one.chain, one.level, one.role) for one in told(story)]
    assert found[:2] == [("KOTA", "1", "section-head"), ("KOTA", "2", "head-of-agency")]
    kept = [one.chain for one in told(story, Metric.FIRST_RESPONSE)]
    assert {*kept} == {"SHORT"}  # that row is gone, and holds on as it last was


def test_a_message_of_a_level_the_chain_no_longer_has_does_not_go_out() -> None:
    story = submitted("dlh.by-nights")
    story.until("2026-03-16 12:10")
    (waiting,) = [one for clock in story.case.clocks[-1:] for one in clock.unsent]
    assert waiting.level == "2"
    anew(story, "2026-03-16 12:20", "NIGHTS")
    story.until("2026-03-17 00:00")
    assert "2" not in [one.level for one in messages(story)]


def test_who_waits_since_a_hand_over_waits_on_from_then() -> None:
    story = submitted("dlh.in-working-hours")
    story.report(State.ACKNOWLEDGED, "2026-03-16 09:10")
    story.order(RouteOrdered, "2026-03-16 09:20", agency="dishub")
    anew(story, "2026-03-16 09:25", "WORKING")
    story.until("2026-03-16 10:30")
    assert levels(story) == [("1", at("2026-03-16 10:05"))]  # a quarter of three hours from 09:20


def test_pauses_and_what_was_taken_to_be_done_stay_out_of_account() -> None:
    story = submitted("dlh.bulky-waste")
    story.report(State.NEEDS_INFORMATION, "2026-03-16 10:00")
    story.hear(an_answer, "2026-03-18 17:00")
    story.order(RouteOrdered, "2026-03-19 09:00", agency="dishub")
    story.until("2026-03-26 00:00")
    story.report(State.RESOLVED, "2026-03-26 09:00", "dishub")
    story.hear(an_objection, "2026-03-30 10:00")
    before = story.case.clocks
    anew(story, "2026-03-30 11:00", "DAYS", catalogue=VERSION)
    assert story.case.orders[-1].obstacle is Obstacle.NOTHING_CHANGES
    assert story.case.clocks == before
