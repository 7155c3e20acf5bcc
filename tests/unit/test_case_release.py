"""A record judged anew at an operator's word: once, at its own times, as if nothing had failed."""

from collections.abc import Callable

import pytest

from agents.case.archive import turn_away
from agents.case.fold import hold_after_surprise
from agents.case.release import lift
from agents.case.telling import Moment
from agents.case.waiting import cause_of
from contracts.cases import Class, Stub
from contracts.catalogue import Metric
from contracts.lifecycle import State
from contracts.reasons import Reason
from contracts.requests import Fact, Retry
from contracts.retries import RequestReleased
from tests.builders.calendars import at
from tests.builders.cases import Story, a_moment, asides, clocks, states
from tests.builders.facts import REQUEST, a_hold, a_report, a_submission

S = State


def again(fact: Fact, retry_id: str = "r1", release: str | None = None) -> Fact:
    """The same fact, read again for an operator's retry."""
    return fact.model_copy(update={"retry": Retry(retry_id=retry_id, release=release)})


def release(story: Story, release_id: str = "go", *seen: str) -> None:
    """The end of a hold; the operator knew of these records."""
    order = RequestReleased(
        order_id=release_id, request_id=REQUEST, by="Ratna", why="mended", seen=seen
    )
    told = lift(story.case, order, a_moment("2026-03-18 09:00"), story.rules)
    if told is not None:
        story.case = told.case


def put_aside(story: Story) -> tuple[str, ...]:
    """The records put aside so far."""
    aside = {Class.HELD, Class.REJECTED}
    return tuple(one.fact_id for one in story.case.judged if one.outcome in aside)


def surprise(story: Story, fact: Fact) -> None:
    """Our code fails on a fact."""
    moment = Moment(cause_of(fact), fact.origin.received_at, fact.origin.received_at)
    story.case = hold_after_surprise(story.case, fact, moment, story.rules).case


def reports(story: Story, *moves: tuple[State, str]) -> list[Fact]:
    """Reports by DLH that nobody has heard yet."""
    return [a_report(story.origin(when), state) for state, when in moves]


WORK = ((S.ACKNOWLEDGED, "2026-03-16 10:00"), (S.IN_PROGRESS, "2026-03-16 11:00"))
THREE = (*WORK, (S.RESOLVED, "2026-03-17 09:00"))


def a_held_story() -> tuple[Story, Fact, list[Fact]]:
    """Our code failed on the submission; three reports are parked behind it."""
    story = Story()
    first = a_submission(story.origin("2026-03-16 09:00"))
    surprise(story, first)
    parked = reports(story, *THREE)
    for fact in parked:
        story.fold(fact)
    assert story.classes() == [Class.REJECTED, Class.HELD, Class.HELD, Class.HELD]
    return story, first, parked


def a_twin() -> Story:
    """The same story, on which our code never failed."""
    story = Story()
    story.fold(a_submission(story.origin("2026-03-16 09:00")))
    for fact in reports(story, *THREE):
        story.fold(fact)
    return story


def test_a_held_request_released_is_what_its_twin_is_that_never_failed() -> None:
    story, first, parked = a_held_story()
    seen, said = put_aside(story), len(story.said)
    for number, fact in enumerate([first, *parked]):
        story.fold(again(fact, f"r{number}", "go"))
    release(story, "go", *seen)
    twin = a_twin()
    assert not story.case.held
    assert story.classes() == twin.classes() == [Class.APPLIED] * 4
    assert states(story.said[said:]) == states(twin.said)
    assert clocks(story.said[said:]) == clocks(twin.said)
    assert (story.case.request, story.case.marks) == (twin.case.request, twin.case.marks)


def test_what_fell_due_while_a_request_was_held_falls_due_at_its_own_time() -> None:
    story = Story()
    story.submit()
    story.hear(a_hold, "2026-03-16 09:30")
    (late,) = reports(story, (S.RESOLVED, "2026-03-23 09:00"))
    story.fold(late)
    assert story.until("2026-03-24 00:00") == []
    seen = put_aside(story)
    said = story.fold(again(late, "r1", "go"))
    release(story, "go", *seen)
    breaches = [when for kind, metric, when in clocks(said) if (kind, metric) == BREACHED]
    assert breaches == [at("2026-03-19 16:00")]
    assert clocks(said)[-1][0] == "stopped"


BREACHED = ("breached", Metric.RESOLUTION)


def test_without_a_report_a_released_request_is_called_late_at_its_due_time() -> None:
    story = Story()
    story.submit()
    story.hear(a_hold, "2026-03-16 09:30")
    release(story, "go", *put_aside(story))
    late = [one for one in clocks(story.until("2026-03-24 00:00")) if one[:2] == BREACHED]
    assert late == [(*BREACHED, at("2026-03-19 16:00"))]


def test_a_retry_is_folded_once_however_often_intake_writes_it() -> None:
    story, first, _ = a_held_story()
    story.fold(again(first, "r0", "go"))
    before = story.case
    assert story.fold(again(first, "r0", "go")) == []
    assert story.fold(first) == []
    assert story.case is before


def test_what_fails_again_keeps_the_rest_of_its_release_held() -> None:
    story, first, parked = a_held_story()
    seen = put_aside(story)
    surprise(story, again(first, "r0", "go"))
    for number, fact in enumerate(parked, 1):
        (aside,) = asides(story.fold(again(fact, f"r{number}", "go")))
        assert aside.refusal.reason is Reason.HELD
    release(story, "go", *seen)
    assert story.case.held
    assert story.classes() == [Class.REJECTED, Class.HELD, Class.HELD, Class.HELD]
    for number, fact in enumerate([first, *parked], 4):
        story.fold(again(fact, f"r{number}", "better"))
    release(story, "better", *seen)
    assert (story.case.held, story.case.state) == (False, S.RESOLVED)


def test_intake_failing_again_keeps_the_rest_held_too() -> None:
    story, first, parked = a_held_story()
    held = a_hold(first.origin, fact_id=first.fact_id)
    story.fold(again(held, "r0", "go"))
    (aside,) = asides(story.fold(again(parked[0], "r1", "go")))
    assert aside.refusal.reason is Reason.HELD


def test_what_was_parked_meanwhile_keeps_the_request_held_until_it_is_replayed_too() -> None:
    story, first, parked = a_held_story()
    seen = put_aside(story)
    (more,) = reports(story, (S.CLOSED, "2026-03-17 10:00"))
    story.fold(more)
    for number, fact in enumerate([first, *parked]):
        story.fold(again(fact, f"r{number}", "go"))
    release(story, "go", *seen)
    assert (story.case.held, story.case.state) == (True, S.RESOLVED)
    release(story, "again", *put_aside(story))
    assert not story.case.held


def test_a_retry_of_no_release_waits_like_any_other_while_the_request_is_held() -> None:
    story, _, parked = a_held_story()
    (aside,) = asides(story.fold(again(parked[0])))
    assert aside.refusal.reason is Reason.HELD


def test_a_release_said_twice_is_one() -> None:
    story, *_ = a_held_story()
    release(story, "go", *put_aside(story))
    after = story.case
    release(story, "go", *put_aside(story))
    assert story.case is after


def early(story: Story) -> Fact:
    """A report of a request nobody knows."""
    return a_report(story.origin("2026-03-16 08:00"), S.ACKNOWLEDGED)


def strange(story: Story) -> Fact:
    """A report by an agency that does not have the request."""
    return a_report(story.origin("2026-03-16 09:10", "dishub"), S.ACKNOWLEDGED)


@pytest.mark.parametrize(
    ("record", "before", "after"),
    [(early, Reason.UNKNOWN_REQUEST, Class.APPLIED), (strange, Reason.NOT_YOUR_REQUEST, None)],
)
def test_what_a_case_rejected_is_judged_anew(
    record: Callable[[Story], Fact], before: Reason, after: Class | None
) -> None:
    story = Story()
    fact = record(story)
    if before is not Reason.UNKNOWN_REQUEST:
        story.submit()
    story.fold(fact)
    story.until("2026-03-16 09:00")
    assert [one.refusal.reason for one in asides(story.said)] == [before]
    if before is Reason.UNKNOWN_REQUEST:
        story.submit("2026-03-16 09:30")
    said = story.fold(again(fact))
    assert story.classes()[-1] is (after or Class.REJECTED)
    assert len([one for one in story.case.judged if one.fact_id == fact.fact_id]) == 1
    assert [one.retry and one.retry.retry_id for one in asides(said)] == ([] if after else ["r1"])


def test_a_record_sent_again_after_its_rejection_does_not_make_its_retry_a_duplicate() -> None:
    story = Story()
    fact = early(story)
    story.fold(fact)
    story.until("2026-03-16 09:00")
    story.submit("2026-03-16 09:30")
    resent = story.origin(
        "2026-03-16 10:00", event_id=fact.origin.event_id, digest=fact.origin.digest
    )
    story.fold(a_report(resent, S.ACKNOWLEDGED))
    assert story.classes()[-1] is Class.DUPLICATE
    assert states(story.fold(again(fact))) == [S.ACKNOWLEDGED]
    assert sorted(story.classes()) == [Class.APPLIED, Class.APPLIED, Class.DUPLICATE]


def test_what_was_applied_is_never_applied_again() -> None:
    story, first, parked = a_held_story()
    seen = put_aside(story)
    for number, fact in enumerate([first, *parked]):
        story.fold(again(fact, f"r{number}", "go"))
    release(story, "go", *seen)
    before = story.case
    assert story.fold(again(parked[0], "once-more")) == []
    assert story.case is before


def test_what_a_request_put_away_will_not_hear_has_an_id_of_its_own_when_it_is_retried() -> None:
    story = Story()
    stub = Stub(at=0, key="0123456789abcdef", digest="0123456789abcdef")
    (fact,), moment = reports(story, WORK[0]), a_moment("2026-06-01 09:00")
    heard = (fact, again(fact, "r1"), again(fact, "r1"), again(fact, "r2"))
    said = [turn_away(stub, one, moment, story.rules).said for one in heard]
    ids = [asides(one)[0].event_id for one in said]
    assert len(set(ids)) == 3
    assert ids[1] == ids[2]
