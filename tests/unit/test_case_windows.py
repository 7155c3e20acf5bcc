"""Silent consent and the time to open a request again, when the city's calendar is read anew."""

from typing import Any

from contracts.lifecycle import State
from contracts.orders import Obstacle, RecomputeOrdered, ReopenOrdered
from contracts.sla import Window, WindowMoved
from tests.builders.calendars import at
from tests.builders.cases import Story, events, states
from tests.builders.facts import VERSION, a_confirmation
from tests.builders.later import LATER

CALENDAR: dict[str, Any] = {"catalogue": LATER, "calendar": "OFFICE"}
"""Tuesday 17, Wednesday 18, Tuesday 24 and Monday 30 March are off by the later version."""
BACK: dict[str, Any] = {"catalogue": VERSION, "calendar": "OFFICE"}


def resolved() -> Story:
    """On Monday 16 March; ten working days of silence close it, on the 30th as it is known."""
    story = Story()
    story.submit(service="dlh.may-be-reopened")
    story.report(State.RESOLVED, "2026-03-16 10:00")
    return story


def closed() -> Story:
    """Confirmed at once; five working days to open it again, until the 23rd as it is known."""
    story = resolved()
    story.hear(a_confirmation, "2026-03-16 11:00")
    return story


def anew(story: Story, when: str, named: dict[str, Any] = CALENDAR, **more: Any) -> list[Any]:
    return events(story.order(RecomputeOrdered, when, **named | more), WindowMoved)


def test_silence_is_consent_later_where_days_off_were_decreed_and_an_event_says_so() -> None:
    story = resolved()
    (told,) = anew(story, "2026-03-17 09:00")
    assert (told.window, told.catalogue) == (Window.SILENT_CONSENT, LATER)
    assert (told.previous_until, told.until) == (at("2026-03-30 16:00"), at("2026-04-03 16:00"))
    assert states(story.until("2026-04-03 00:00")) == []
    assert states(story.until("2026-04-04 00:00")) == [State.CLOSED]


def test_said_again_without_a_move_in_between_it_still_counts_from_when_it_was_resolved() -> None:
    story = resolved()
    story.report(State.RESOLVED, "2026-03-16 15:00")
    story.report(None, "2026-03-17 08:00")
    (told,) = anew(story, "2026-03-17 09:00")
    assert told.until == at("2026-04-03 16:00")


def test_an_ended_request_may_be_opened_again_as_long_as_the_moved_calendar_says() -> None:
    story = closed()
    (told,) = anew(story, "2026-03-17 09:00")
    assert told.window is Window.REOPEN
    assert (told.previous_until, told.until) == (at("2026-03-23 16:00"), at("2026-03-26 16:00"))
    assert story.case.archive_due == at("2026-04-25 16:00")
    assert states(story.order(ReopenOrdered, "2026-03-25 10:00"))[-1] is State.ROUTED


def test_ordered_again_it_changes_nothing() -> None:
    story = closed()
    anew(story, "2026-03-17 09:00")
    assert anew(story, "2026-03-17 10:00") == []
    assert story.case.orders[-1].obstacle is Obstacle.NOTHING_CHANGES


def test_consent_is_never_taken_to_have_been_given_before_the_order() -> None:
    story = resolved()
    anew(story, "2026-03-17 09:00")
    (told,) = anew(story, "2026-03-31 09:00", BACK)
    assert told.until == at("2026-03-31 09:00")
    assert states(story.until("2026-03-31 09:01")) == [State.CLOSED]


def test_a_policy_or_another_calendar_moves_no_window() -> None:
    story = closed()
    assert anew(story, "2026-03-17 09:00", {"catalogue": LATER, "policy": "DAYS"}) == []
    assert story.case.orders[-1].obstacle is Obstacle.NOTHING_CHANGES
    assert anew(story, "2026-03-17 09:01", {"catalogue": LATER, "calendar": "FEASTS"}) == []


def test_an_ended_request_that_cannot_be_opened_again_is_left_alone() -> None:
    story = Story()
    story.submit()
    story.report(State.RESOLVED, "2026-03-16 10:00")
    story.hear(a_confirmation, "2026-03-16 11:00")
    assert anew(story, "2026-03-17 09:00") == []
    assert story.case.orders[-1].obstacle is Obstacle.NOTHING_CHANGES
