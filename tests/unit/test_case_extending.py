"""More time for a request: who asks, who approves, how much, and what is refused with why."""

import pytest

from contracts.cases import Class
from contracts.catalogue import Metric
from contracts.inbox import NotApplied
from contracts.lifecycle import State
from contracts.orders import ExtendOrdered, Obstacle
from contracts.sla import ClockExtended
from contracts.unapplied import Unapplied
from tests.builders.calendars import at
from tests.builders.cases import Story, clocks, events, obstacle
from tests.builders.facts import an_extension

S, R = State, Metric.RESOLUTION
ROLE = {"role": "kepala-opd"}


def asked(days: int = 3, when: str = "2026-03-18 10:00") -> Story:
    """Due on Thursday; its agency asks on Wednesday, in writing, for some more days."""
    story = Story()
    story.submit(service="dlh.may-take-longer")
    story.report(S.IN_PROGRESS, "2026-03-16 10:00")
    story.fold(an_extension(story.origin(when), days=days))
    return story


def refused(story: Story) -> NotApplied:
    (answer,) = events(story.said, NotApplied)
    assert story.classes()[-1] is Class.REFUSED
    assert isinstance(answer, NotApplied)
    return answer


def test_what_is_asked_for_changes_nothing_until_it_is_approved() -> None:
    story = asked()
    assert story.classes()[-1] is Class.APPLIED
    assert clocks(story.until("2026-03-20 00:00"))[-1] == ("breached", R, at("2026-03-19 16:00"))


def test_approved_by_the_role_it_is_due_later_and_the_citizen_is_told() -> None:
    story = asked()
    (told,) = events(story.order(ExtendOrdered, "2026-03-18 15:00", **ROLE), ClockExtended)
    assert (told.previous_due, told.due) == (at("2026-03-19 16:00"), at("2026-03-24 16:00"))
    assert (told.days, told.role) == (3, "kepala-opd")
    assert told.sentences.id == (
        "Kami perlu 3 hari lagi, sampai Selasa, 24 Maret 2026 pukul 16.00 WIB."
    )
    assert clocks(story.until("2026-04-01 00:00")) == [
        ("warned", R, at("2026-03-24 07:52:30")),
        ("breached", R, at("2026-03-24 16:00")),
    ]


def test_fewer_days_may_be_given_than_were_asked_for() -> None:
    story = asked()
    (told,) = events(story.order(ExtendOrdered, "2026-03-18 15:00", **ROLE, days=1), ClockExtended)
    assert told.due == at("2026-03-20 16:00")


def test_an_extension_asked_for_after_the_due_date_is_refused_with_that_date() -> None:
    answer = refused(asked(when="2026-03-20 08:00"))
    assert answer.reason is Unapplied.EXTENSION_TOO_LATE
    assert "Kamis, 19 Maret 2026 pukul 16.00 WIB" in answer.sentences.id


def test_an_extension_longer_than_allowed_is_refused_with_what_is_left() -> None:
    answer = refused(asked(days=6))
    assert answer.reason is Unapplied.EXTENSION_TOO_LONG
    assert "5 hari kerja seluruhnya, tersisa 5" in answer.sentences.id


def test_what_was_given_before_counts() -> None:
    story = asked()
    story.order(ExtendOrdered, "2026-03-18 15:00", **ROLE)
    story.said.clear()
    story.fold(an_extension(story.origin("2026-03-19 09:00"), days=3))
    assert "tersisa 2" in refused(story).sentences.id


def test_a_policy_without_extensions_knows_none() -> None:
    story = Story()
    story.submit()
    story.hear(an_extension, "2026-03-17 09:00")
    assert refused(story).reason is Unapplied.EXTENSION_NOT_ALLOWED


def test_only_who_has_the_request_may_ask() -> None:
    story = Story()
    story.submit(service="dlh.may-take-longer")
    story.hear(an_extension, "2026-03-17 09:00", agency="dishub")
    assert story.classes()[-1] is Class.REJECTED


@pytest.mark.parametrize(
    ("when", "said", "why"),
    [
        ("2026-03-18 15:00", {"role": "camat"}, Obstacle.WRONG_ROLE),
        ("2026-03-20 09:00", ROLE, Obstacle.EXTENSION_TOO_LATE),
        ("2026-03-18 15:00", ROLE | {"days": 6}, Obstacle.EXTENSION_TOO_LONG),
    ],
)
def test_an_approval_that_is_late_too_long_or_not_the_roles_changes_nothing(
    when: str, said: dict[str, object], why: Obstacle
) -> None:
    story = asked()
    assert events(story.order(ExtendOrdered, when, **said), ClockExtended) == []
    assert obstacle(story) is why


def test_nothing_is_approved_that_nobody_asked_for_nor_twice() -> None:
    story = asked()
    story.order(ExtendOrdered, "2026-03-18 15:00", **ROLE)
    story.order(ExtendOrdered, "2026-03-18 15:01", **ROLE)
    assert obstacle(story) is Obstacle.ALREADY_DECIDED


def test_a_clock_that_stands_still_may_be_extended_and_goes_on_from_there() -> None:
    story = asked()
    story.report(S.NEEDS_INFORMATION, "2026-03-18 11:00")
    story.order(ExtendOrdered, "2026-03-18 15:00", **ROLE)
    said = story.report(S.IN_PROGRESS, "2026-03-19 11:00")
    assert clocks(said) == [("resumed", R, at("2026-03-19 11:00"))]
    assert [c.due for c in story.case.clocks if c.metric is R] == [at("2026-03-25 16:00")]
