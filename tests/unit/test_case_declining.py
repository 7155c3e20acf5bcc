"""More time that is not given: whose word it takes, what the agency is told, and what it is not."""

import pytest

from contracts.catalogue import Metric
from contracts.inbox import NotApplied
from contracts.lifecycle import State
from contracts.orders import DeclineOrdered, ExtendOrdered, Obstacle
from contracts.sla import ClockEvent, ClockExtended
from contracts.unapplied import Unapplied
from tests.builders.calendars import at
from tests.builders.cases import Story, clocks, events, obstacle
from tests.builders.facts import an_extension

S, R = State, Metric.RESOLUTION
ROLE = {"role": "kepala-opd", "why": "Suku cadang sudah ada."}


def asked(service: str = "dlh.may-take-longer", when: str = "2026-03-18 10:00") -> Story:
    """Due on Thursday; its agency asks for three more days."""
    story = Story()
    story.submit(service=service)
    story.report(S.IN_PROGRESS, "2026-03-16 10:00")
    story.fold(an_extension(story.origin(when, event_id="dlh-asks"), days=3))
    return story


def test_the_agency_is_told_that_it_does_not_get_the_time_by_whom_and_why() -> None:
    story = asked()
    (told,) = events(story.order(DeclineOrdered, "2026-03-18 15:00", **ROLE), NotApplied)
    assert (told.event_id, told.reason) == ("dlh-asks", Unapplied.EXTENSION_DECLINED)
    assert told.sentences.id == (
        "Perpanjangan yang diminta tidak diberikan; tenggat tetap berjalan."
        " 3 hari, diputuskan kepala-opd: Suku cadang sudah ada."
    )
    assert told.sentences.en.endswith("3 days, decided by kepala-opd: Suku cadang sudah ada.")


def test_who_declined_when_and_why_is_kept_on_the_case() -> None:
    story = asked()
    story.order(DeclineOrdered, "2026-03-18 15:00", **ROLE)
    kept = story.case.orders[-1]
    assert (kept.verb, kept.by, kept.why) == ("decline", "siti", "Suku cadang sudah ada.")
    assert (kept.at, kept.obstacle) == (at("2026-03-18 15:00"), None)
    assert story.case.extension is None


def test_no_clock_hears_of_it() -> None:
    story = asked()
    assert events(story.order(DeclineOrdered, "2026-03-18 15:00", **ROLE), ClockEvent) == []
    assert clocks(story.until("2026-03-20 00:00"))[-1] == ("breached", R, at("2026-03-19 16:00"))


def test_of_a_confidential_request_the_agency_is_told_no_reason() -> None:
    story = Story()
    story.submit(service="dlh.may-take-longer", confidential=True)
    story.hear(an_extension, "2026-03-17 09:00")
    (told,) = events(story.order(DeclineOrdered, "2026-03-17 15:00", **ROLE), NotApplied)
    assert told.sentences.id.endswith("diputuskan kepala-opd.")


def test_what_nobody_asked_for_is_not_declined() -> None:
    story = Story()
    story.submit(service="dlh.may-take-longer")
    assert events(story.order(DeclineOrdered, "2026-03-17 15:00", **ROLE), NotApplied) == []
    assert obstacle(story) is Obstacle.NOT_ASKED


@pytest.mark.parametrize("first", [DeclineOrdered, ExtendOrdered])
def test_what_was_decided_is_not_declined_once_more(
    first: type[DeclineOrdered | ExtendOrdered],
) -> None:
    story = asked()
    story.order(first, "2026-03-18 15:00", **ROLE)
    assert events(story.order(DeclineOrdered, "2026-03-18 15:01", **ROLE), NotApplied) == []
    assert obstacle(story) is Obstacle.ALREADY_DECIDED


def test_nor_does_a_role_decline_that_could_not_approve() -> None:
    story = asked()
    said = story.order(DeclineOrdered, "2026-03-18 15:00", **ROLE | {"role": "camat"})
    assert events(said, NotApplied) == []
    assert obstacle(story) is Obstacle.WRONG_ROLE
    assert story.case.extension is not None


def test_what_was_declined_cannot_be_approved_and_may_be_asked_for_again() -> None:
    story = asked()
    story.order(DeclineOrdered, "2026-03-18 15:00", **ROLE)
    story.order(ExtendOrdered, "2026-03-18 15:01", role="kepala-opd")
    assert obstacle(story) is Obstacle.ALREADY_DECIDED
    story.hear(an_extension, "2026-03-18 15:02")
    given = story.order(ExtendOrdered, "2026-03-18 15:03", role="kepala-opd")
    assert len(events(given, ClockExtended)) == 1


def test_it_may_be_declined_after_the_due_date_when_it_can_no_longer_be_given() -> None:
    story = asked()
    story.until("2026-03-20 00:00")
    (told,) = events(story.order(DeclineOrdered, "2026-03-20 09:00", **ROLE), NotApplied)
    assert told.reason is Unapplied.EXTENSION_DECLINED
