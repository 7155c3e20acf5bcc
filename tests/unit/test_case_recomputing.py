"""Open clocks computed anew by a later version: an explicit order, once, and never the past."""

from datetime import datetime
from typing import Any

import pytest

from contracts.cases import Clock, ClockState
from contracts.catalogue import Metric
from contracts.lifecycle import State
from contracts.orders import ExtendOrdered, Obstacle, RecomputeOrdered
from contracts.reckoning import Ruled
from contracts.sla import (
    ClockBreached,
    ClockMet,
    ClockRecomputed,
    ClockResumed,
    ClockStarted,
    ClockWarned,
)
from deploy.sla.explained import explained
from tests.builders.calendars import at
from tests.builders.cases import Story, clocks, events
from tests.builders.facts import an_answer, an_extension, an_objection
from tests.builders.later import LATER, version

BEFORE = at("2026-03-19 16:00")
"""Three working days from Monday 16 March 2026, without holidays."""
POLICY: dict[str, Any] = {"catalogue": LATER, "policy": "DAYS"}
CALENDAR: dict[str, Any] = {"catalogue": LATER, "calendar": "OFFICE"}
FIVE_OVER_TWO_DAYS_OFF = at("2026-03-25 16:00")
"""Five working days from Monday 16, which counts now; 17, 18 and 24 March are off."""


def submitted(service: str = "dlh.bulky-waste", **changed: Any) -> Story:
    story = Story()
    story.submit(service=service, **changed)
    return story


def resolution(story: Story) -> Clock:
    found = [one for one in story.case.clocks if one.metric is Metric.RESOLUTION]
    return found[-1]


def anew(story: Story, when: str, named: dict[str, Any] = POLICY) -> list[Any]:
    return events(story.order(RecomputeOrdered, when, **named), ClockRecomputed)


def corrected(said: list[ClockRecomputed]) -> ClockRecomputed:
    (found,) = [one for one in said if one.metric is Metric.RESOLUTION]
    return found


def test_a_later_version_changes_no_open_clock_by_itself() -> None:
    story = submitted()
    story.report(State.SCHEDULED, "2026-03-16 10:00", catalogue=LATER)
    assert resolution(story).due == BEFORE


def test_a_request_accepted_under_the_later_version_runs_by_it() -> None:
    story = submitted(catalogue=LATER)
    assert resolution(story).due == FIVE_OVER_TWO_DAYS_OFF


def test_an_order_computes_an_open_clock_from_when_it_began_and_says_why() -> None:
    story = submitted()
    said = corrected(anew(story, "2026-03-17 10:00"))
    assert (said.occurred_at, said.due) == (at("2026-03-17 10:00"), FIVE_OVER_TWO_DAYS_OFF)
    assert (said.state, said.previous_state) == ("running", "running")
    assert (said.previous_due, said.because, said.catalogue) == (BEFORE, "policy-changed", LATER)
    assert said.explanation is not None
    assert (said.value, said.explanation.calendar_version) == (5, 2)
    assert [one.name for one in said.explanation.skipped] == ["Libur", "akhir pekan", "Libur"]
    assert resolution(story).started_at == at("2026-03-16 09:00")


def test_ordered_again_it_changes_nothing() -> None:
    story = submitted()
    anew(story, "2026-03-17 10:00", {**POLICY, "order_id": "anew"})
    before = story.case
    assert anew(story, "2026-03-17 11:00", {**POLICY, "order_id": "anew"}) == []
    assert story.case == before
    assert anew(story, "2026-03-17 12:00", {**POLICY, "order_id": "another"}) == []
    assert story.case.orders[-1].obstacle is Obstacle.NOTHING_CHANGES


def test_a_holiday_that_moves_is_the_same_path_and_leaves_the_term_as_it_is() -> None:
    story = submitted()
    said = corrected(anew(story, "2026-03-17 10:00", CALENDAR))
    assert (said.because, said.value, said.due) == ("calendar-changed", 3, at("2026-03-23 16:00"))


def test_what_was_paused_stays_out_of_account() -> None:
    story = submitted()
    story.report(State.NEEDS_INFORMATION, "2026-03-19 10:00")
    story.hear(an_answer, "2026-03-20 17:00")
    said = corrected(anew(story, "2026-03-23 08:00"))
    assert said.due == at("2026-03-27 16:00")
    assert resolution(story).paused_seconds == 2 * 27_000 - 9_000


def test_a_clock_that_stands_still_goes_on_standing_still() -> None:
    story = submitted()
    story.report(State.NEEDS_INFORMATION, "2026-03-16 10:00")
    said = corrected(anew(story, "2026-03-19 10:00"))
    assert (said.state, said.due) == ("paused", FIVE_OVER_TWO_DAYS_OFF)
    story.hear(an_answer, "2026-03-19 17:00")
    assert resolution(story).due == at("2026-03-27 16:00")


def test_a_breach_stays_in_the_history_and_the_correction_says_so() -> None:
    story = submitted()
    story.until("2026-03-20 08:00")
    assert resolution(story).state is ClockState.BREACHED
    said = corrected(anew(story, "2026-03-20 09:00"))
    assert (said.state, said.previous_state) == ("running", "breached")
    assert said.breached_at == BEFORE
    done = story.report(State.RESOLVED, "2026-03-25 15:00")
    (met,) = [one for one in events(done, ClockMet) if one.metric is Metric.RESOLUTION]
    assert met.due == FIVE_OVER_TWO_DAYS_OFF


def test_a_clock_that_runs_again_may_breach_again_at_its_new_due_date() -> None:
    story = submitted()
    story.until("2026-03-20 08:00")
    anew(story, "2026-03-20 09:00")
    story.until("2026-03-26 00:00")
    late = [one for one in events(story.said, ClockBreached) if one.metric is Metric.RESOLUTION]
    assert [one.occurred_at for one in late] == [BEFORE, FIVE_OVER_TWO_DAYS_OFF]


def test_what_was_due_before_the_order_is_said_first_and_by_the_terms_of_then() -> None:
    story = submitted()
    story.order(RecomputeOrdered, "2026-03-20 09:00", **POLICY)
    mine = [(kind, when) for kind, metric, when in clocks(story.said) if metric == "resolution"]
    assert mine[-3:] == [
        ("warned", datetime.fromisoformat("2026-03-19T07:52:30+07:00")),
        ("breached", BEFORE),
        ("recomputed", at("2026-03-20 09:00")),
    ]


def test_terms_that_are_shorter_breach_at_once_with_their_own_due_instant() -> None:
    story = submitted("dlh.in-working-hours")
    said = story.order(RecomputeOrdered, "2026-03-16 13:30", catalogue=LATER, policy="WORKING")
    (late,) = [one for one in events(said, ClockBreached) if one.metric is Metric.RESOLUTION]
    assert late.occurred_at == late.due == at("2026-03-16 12:00")
    assert resolution(story).state is ClockState.BREACHED


def test_a_warning_that_was_given_is_not_given_again() -> None:
    story = submitted()
    story.until("2026-03-18 10:00")
    anew(story, "2026-03-18 10:30")
    story.until("2026-03-30 00:00")
    warned = [one for one in events(story.said, ClockWarned) if one.metric is Metric.RESOLUTION]
    assert [one.fraction for one in warned] == [0.5]


def test_what_has_ended_is_left_as_it_was() -> None:
    story = submitted()
    story.report(State.RESOLVED, "2026-03-17 10:00")
    anew(story, "2026-03-17 11:00")
    assert story.case.orders[-1].obstacle is Obstacle.NOTHING_CHANGES
    assert resolution(story).due == BEFORE


def test_an_earlier_cycle_is_never_touched_and_the_next_begins_by_the_later_terms() -> None:
    story = submitted("dlh.may-be-reopened")
    anew(story, "2026-03-16 10:00", {"catalogue": LATER, "policy": "DAYS"})
    story.report(State.REJECTED, "2026-03-17 10:00")
    first = resolution(story)
    said = story.hear(an_objection, "2026-03-19 10:00")
    (again,) = events(said, ClockStarted)[-1:]
    assert (again.cycle, again.value, again.explanation.calendar_version) == (2, 5, 2)
    anew(story, "2026-03-19 11:00", {"catalogue": "city-of-tests", "policy": "DAYS"})
    assert first in story.case.clocks
    assert story.case.ruled == (
        Ruled(catalogue=LATER, policy="DAYS"),
        Ruled(catalogue="city-of-tests", policy="DAYS"),
    )


@pytest.mark.parametrize(
    ("named", "obstacle"),
    [
        ({"catalogue": LATER, "policy": "TWO-DAYS"}, Obstacle.UNKNOWN_TERM),
        ({"catalogue": LATER, "calendar": "CREW"}, Obstacle.UNKNOWN_TERM),
        ({"catalogue": LATER, "policy": "HOURS"}, Obstacle.NOTHING_CHANGES),
    ],
)
def test_what_changes_nothing_is_kept_with_its_reason(
    named: dict[str, Any], obstacle: Obstacle
) -> None:
    story = submitted()
    assert anew(story, "2026-03-17 10:00", named) == []
    assert (story.case.orders[-1].obstacle, story.case.ruled) == (obstacle, ())


def test_a_clock_whose_pauses_an_earlier_release_did_not_keep_is_left_alone() -> None:
    story = submitted()
    story.report(State.NEEDS_INFORMATION, "2026-03-16 10:00")
    story.hear(an_answer, "2026-03-17 17:00")
    forgetful = [one.model_copy(update={"pauses": ()}) for one in story.case.clocks]
    story.case = story.case.model_copy(update={"clocks": tuple(forgetful)})
    due = resolution(story).due
    anew(story, "2026-03-17 18:00")
    assert resolution(story).due == due


def test_what_was_computed_anew_explains_itself_by_the_later_version() -> None:
    story = submitted()
    anew(story, "2026-03-17 10:00")
    (why,) = [one for one in explained(story.case, version) if one.metric is Metric.RESOLUTION]
    assert (why.value, why.explanation.calendar_version) == (5, 2)
    assert why.days[-1].number == 5
    assert _when(why.explanation.due) == "2026-03-25 16:00"


def test_more_time_that_was_given_is_kept_under_the_later_terms() -> None:
    story = submitted("dlh.may-take-longer")
    story.hear(an_extension, "2026-03-17 10:00")
    story.order(ExtendOrdered, "2026-03-17 11:00", role="kepala-opd")
    said = corrected(anew(story, "2026-03-17 12:00", {"catalogue": LATER, "policy": "LONGER"}))
    assert _when(said.due) == "2026-03-23 00:00"  # three calendar days, and three more
    why = explained(story.case, version)[-1]
    assert "3 hari kalender" in why.sentences.id
    assert why.sentences.id.endswith("diperpanjang 3 hari.")
    assert [one.number for one in why.days] == [None, 1, 2, 3, 4, 5, 6]


def test_a_promise_that_recurs_is_computed_from_when_it_began_last() -> None:
    story = submitted("dlh.with-every-clock")
    story.report(State.IN_PROGRESS, "2026-03-19 10:00")
    (said,) = anew(story, "2026-03-19 11:00", {"catalogue": LATER, "policy": "MORE"})
    assert (said.metric, said.due) == (Metric.UPDATE_INTERVAL, at("2026-03-26 16:00"))


def test_a_pause_under_way_ends_when_it_was_told_it_would() -> None:
    story = submitted("dlh.stands-still-so-long")
    story.report(State.NEEDS_INFORMATION, "2026-03-16 10:00")
    anew(story, "2026-03-16 11:00", {"catalogue": LATER, "calendar": "OFFICE"})
    story.until("2026-03-19 00:00")
    (went_on,) = [one for one in events(story.said, ClockResumed) if one.metric == "resolution"]
    assert went_on.occurred_at == at("2026-03-18 16:00")


def _when(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"
