"""Who may say what of a request, what was said before, and what waits until somebody looks."""

import pytest

from contracts.cases import Class
from contracts.inbox import Rejected
from contracts.lifecycle import State
from contracts.reasons import Reason
from contracts.routing import Routable, Routed, Unrouted
from contracts.status import StatusChanged
from tests.builders.cases import Story, answers, asides, events, states
from tests.builders.facts import (
    REQUEST,
    a_confirmation,
    a_hold,
    a_note,
    a_submission,
    a_withdrawal,
    an_answer,
)

S = State
FACTS = Routable(service="dlh.bulky-waste", submitter="dlh")
TO_DISHUB = Routed(agency="dishub", co_agencies=("dpmptsp",), rule="lamp", facts=FACTS)


def at_dishub() -> Story:
    """Submitted by DLH, with Dishub, which DPMPTSP helps."""
    story = Story()
    story.submit(route=TO_DISHUB)
    return story


@pytest.mark.parametrize("agency", ["dishub", "dpmptsp"])
def test_the_agency_that_has_a_request_and_one_that_helps_report_its_status(agency: str) -> None:
    assert states(at_dishub().report(S.ACKNOWLEDGED, "2026-03-16 10:00", agency))


def test_the_agency_that_only_submitted_a_request_does_not_report_its_status() -> None:
    story = at_dishub()
    said = story.report(S.ACKNOWLEDGED, "2026-03-16 10:00", "dlh")
    (aside,) = asides(said)
    assert aside.refusal.reason is Reason.NOT_YOUR_REQUEST
    assert (story.case.state, story.classes()[-1]) == (S.ROUTED, Class.REJECTED)


def test_whoever_is_put_aside_reads_the_reason_in_the_inbox() -> None:
    story = at_dishub()
    (answer,) = answers(story.report(S.ACKNOWLEDGED, "2026-03-16 10:00", "dlh"))
    assert answer == Rejected(
        seq=2,
        request_id=REQUEST,
        event_id="dlh-2",
        reason=Reason.NOT_YOUR_REQUEST,
        sentences=answer.sentences,
        topic="agency.dlh.events.v1",
        partition=3,
        offset=2,
    )
    assert answer.sentences.en == (
        "This agency may not say that of this request: dlh submitted it, dishub has it, dlh spoke."
    )


def test_nobody_reports_on_a_request_in_triage() -> None:
    story = Story()
    story.submit(route=Unrouted(considered=1, facts=FACTS))
    story.report(S.REFERRED_OUT, "2026-03-16 10:00", "dlh")
    assert story.classes()[-1] is Class.REJECTED


@pytest.mark.parametrize("kind", [an_answer, a_withdrawal, a_confirmation])
def test_only_the_submitting_agency_speaks_for_the_reporter(kind: type) -> None:
    story = at_dishub()
    story.hear(kind, "2026-03-16 10:00", "dishub")
    assert story.classes()[-1] is Class.REJECTED
    story.hear(kind, "2026-03-16 10:30", "dlh")
    assert story.classes()[-1] is not Class.REJECTED


def test_notes_come_from_whoever_submitted_or_works_on_it_and_from_nobody_else() -> None:
    story = at_dishub()
    for agency in ("dlh", "dishub", "dpmptsp", "bapenda"):
        story.hear(a_note, "2026-03-16 10:00", agency)
    assert story.classes()[1:] == [Class.APPLIED] * 3 + [Class.REJECTED]


def test_a_copy_of_a_fact_changes_nothing_and_is_counted_nowhere() -> None:
    story = Story()
    fact = a_submission(story.origin("2026-03-16 09:00"))
    story.fold(fact)
    before = story.case
    assert story.fold(fact) == []
    assert story.case is before


def test_the_same_event_sent_twice_is_a_duplicate_and_says_nothing() -> None:
    story = at_dishub()
    story.report(S.ACKNOWLEDGED, "2026-03-16 10:00", "dishub")
    again = {"event_id": "dishub-2", "digest": story.case.judged[-1].digest}
    assert story.report(S.ACKNOWLEDGED, "2026-03-16 10:05", "dishub", origin=again) == []
    assert story.classes()[-1] is Class.DUPLICATE


def test_the_same_event_id_with_another_body_is_a_conflicting_duplicate() -> None:
    story = at_dishub()
    story.report(S.ACKNOWLEDGED, "2026-03-16 10:00", "dishub")
    said = story.report(S.SCHEDULED, "2026-03-16 10:05", "dishub", origin={"event_id": "dishub-2"})
    (aside,) = asides(said)
    assert (aside.refusal.reason, aside.refusal.field) == (Reason.CONFLICTING_DUPLICATE, "ce_id")
    assert (story.case.state, story.classes()[-1]) == (S.ACKNOWLEDGED, Class.REJECTED)


def test_two_agencies_may_use_the_same_event_id() -> None:
    story = at_dishub()
    story.hear(a_note, "2026-03-16 10:00", "dlh")
    story.report(S.ACKNOWLEDGED, "2026-03-16 10:05", "dishub", origin={"event_id": "dlh-2"})
    assert story.classes()[-1] is Class.APPLIED


def test_a_reference_stands_for_one_request_only() -> None:
    story = at_dishub()
    (aside,) = asides(story.submit("2026-03-17 09:00"))
    assert (aside.refusal.reason, aside.refusal.field) == (Reason.REFERENCE_REUSED, "reference")
    assert len(events(story.said, StatusChanged)) == 3


def test_a_submission_sent_twice_is_a_duplicate_not_a_reused_reference() -> None:
    story = Story()
    story.submit()
    again = story.origin("2026-03-16 09:05", event_id="dlh-1", digest=story.case.judged[0].digest)
    assert story.fold(a_submission(again)) == []
    assert story.classes() == [Class.APPLIED, Class.DUPLICATE]


def test_after_a_surprise_in_intake_what_follows_is_held_in_order() -> None:
    story = at_dishub()
    assert story.hear(a_hold, "2026-03-16 10:00", "dishub") == []
    for hour in (11, 12):
        said = story.report(S.ACKNOWLEDGED, f"2026-03-16 {hour}:00", "dishub")
        assert [one.refusal.reason for one in asides(said)] == [Reason.HELD]
        assert [one.reason for one in answers(said)] == [Reason.HELD]
    assert story.classes()[1:] == [Class.REJECTED, Class.HELD, Class.HELD]
    assert story.case.state is S.ROUTED


def test_a_duplicate_of_a_held_request_is_still_a_duplicate() -> None:
    story = at_dishub()
    story.report(S.ACKNOWLEDGED, "2026-03-16 10:00", "dishub")
    again = {"event_id": "dishub-2", "digest": story.case.judged[-1].digest}
    story.hear(a_hold, "2026-03-16 10:30", "dishub")
    story.report(S.ACKNOWLEDGED, "2026-03-16 11:00", "dishub", origin=again)
    assert story.classes()[-1] is Class.DUPLICATE


def test_a_hold_holds_whatever_else_its_record_may_be() -> None:
    story = at_dishub()
    story.report(S.ACKNOWLEDGED, "2026-03-16 10:00", "dishub")
    same = story.origin("2026-03-16 10:30", "dishub", event_id="dishub-2")
    assert story.fold(a_hold(same)) == []
    assert (story.case.held, story.classes()[-1]) == (True, Class.REJECTED)


def test_nobody_is_called_late_while_a_request_is_held() -> None:
    story = at_dishub()
    story.hear(a_hold, "2026-03-16 10:00", "dishub")
    assert story.until("2026-03-20 00:00") == []
