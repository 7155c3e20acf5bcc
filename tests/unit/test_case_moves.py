"""A request's moves: what a report or a reporter's word does to it, and what is answered."""

import pytest

from contracts.cases import Class
from contracts.inbox import NotApplied
from contracts.lifecycle import State
from contracts.routing import Routable, Routed
from contracts.status import StatusChanged
from contracts.unapplied import Unapplied
from tests.builders.calendars import at
from tests.builders.cases import Story, answers, events, states
from tests.builders.facts import (
    REQUEST,
    a_confirmation,
    a_note,
    a_withdrawal,
    an_answer,
)

S = State


def routed() -> Story:
    story = Story()
    story.submit()
    return story


def test_a_report_leads_through_the_states_it_implies() -> None:
    said = routed().report(S.SCHEDULED, "2026-03-16 10:00", reason="jumat", native="TERJADWAL")
    first, last = events(said, StatusChanged)
    assert (first.previous, first.state, first.implied) == (S.ROUTED, S.ACKNOWLEDGED, True)
    assert (first.native, first.reason) == (None, None)
    assert (last.previous, last.state, last.implied) == (S.ACKNOWLEDGED, S.SCHEDULED, False)
    assert (last.native, last.reason) == ("TERJADWAL", "jumat")
    assert first.occurred_at == last.occurred_at == at("2026-03-16 10:00")


def test_an_outcome_goes_with_the_last_state_and_stays_with_the_case() -> None:
    story = routed()
    said = story.report(S.RESOLVED, "2026-03-16 10:00", outcome="done")
    assert [event.outcome for event in events(said, StatusChanged)] == [None, None, "done"]
    closed = story.hear(a_confirmation, "2026-03-16 11:00")
    assert [event.outcome for event in events(closed, StatusChanged)] == ["done"]


def test_a_report_of_the_present_state_keeps_the_native_status_and_moves_nothing() -> None:
    story = routed()
    story.report(S.IN_PROGRESS, "2026-03-16 10:00", native="verifikasi Kasi")
    assert story.report(S.IN_PROGRESS, "2026-03-16 11:00", native="verifikasi Kabid") == []
    assert (story.case.state, story.case.native) == (S.IN_PROGRESS, "verifikasi Kabid")
    assert story.classes()[-1] is Class.APPLIED


def test_an_unknown_native_status_is_kept_and_counted_and_never_guessed() -> None:
    story = routed()
    assert story.report(None, "2026-03-16 10:00", native="ENTAH") == []
    assert (story.case.state, story.case.native, story.case.unmapped) == (S.ROUTED, "ENTAH", 1)
    assert story.case.judged[-1].native == "ENTAH"


def test_a_report_without_a_legal_path_is_refused_and_answered_with_what_would_be_legal() -> None:
    story = routed()
    story.report(S.RESOLVED, "2026-03-16 10:00")
    (answer,) = answers(story.report(S.IN_PROGRESS, "2026-03-16 11:00"))
    assert answer == NotApplied(
        seq=3,
        request_id=REQUEST,
        event_id="dlh-3",
        outcome="refused",
        reason=Unapplied.NO_LEGAL_MOVE,
        native="IN_PROGRESS",
        state=S.RESOLVED,
        legal=(S.REFERRED_OUT,),
        sentences=answer.sentences,
    )
    assert story.classes()[-1] is Class.REFUSED
    assert (story.case.state, story.case.native) == (S.RESOLVED, "RESOLVED")


def test_a_refused_report_changes_no_outcome_and_makes_nothing_late() -> None:
    story = routed()
    story.report(S.RESOLVED, "2026-03-16 10:00", outcome="done")
    story.report(S.IN_PROGRESS, "2026-03-16 12:00", outcome="partly")
    assert story.case.outcome == "done"
    story.report(S.RESOLVED, "2026-03-16 11:00")
    assert story.classes()[-1] is Class.APPLIED


def test_an_older_report_is_late_and_never_moves_the_state_back() -> None:
    story = routed()
    story.report(S.IN_PROGRESS, "2026-03-16 11:00")
    said = story.report(S.SCHEDULED, "2026-03-16 10:00")
    (answer,) = answers(said)
    assert (answer.outcome, answer.state, answer.native) == ("late", S.IN_PROGRESS, "SCHEDULED")
    assert S.RESOLVED in answer.legal
    assert len(said) == 1
    assert (story.case.state, story.classes()[-1]) == (S.IN_PROGRESS, Class.LATE)


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [(2, 1, Class.LATE), (1, 2, Class.APPLIED), (None, 1, Class.APPLIED), (1, None, Class.APPLIED)],
)
def test_reports_of_one_instant_go_by_the_agencys_sequence_then_by_arrival(
    first: int | None, second: int | None, outcome: Class
) -> None:
    story = routed()
    story.report(S.SCHEDULED, "2026-03-16 10:00", origin={"sequence": first})
    story.report(S.IN_PROGRESS, "2026-03-16 10:00", origin={"sequence": second})
    assert story.classes()[-1] is outcome


def test_late_is_what_is_older_than_the_same_agencys_report_and_no_other() -> None:
    story = Story()
    facts = Routable(service="dlh.bulky-waste", submitter="dlh")
    story.submit(route=Routed(agency="dlh", co_agencies=("dishub",), rule="both", facts=facts))
    story.report(S.IN_PROGRESS, "2026-03-16 11:00")
    story.report(S.COORDINATING, "2026-03-16 10:00", "dishub")
    assert story.classes()[-1] is Class.APPLIED


def test_an_answer_returns_the_request_to_where_it_was_asked() -> None:
    story = routed()
    story.report(S.SCHEDULED, "2026-03-16 10:00")
    story.report(S.NEEDS_INFORMATION, "2026-03-16 11:00")
    assert states(story.hear(an_answer, "2026-03-16 13:00")) == [S.SCHEDULED]


def test_an_answer_to_a_question_implied_from_routed_returns_to_acknowledged() -> None:
    story = routed()
    story.report(S.NEEDS_INFORMATION, "2026-03-16 11:00")
    assert states(story.hear(an_answer, "2026-03-16 13:00")) == [S.ACKNOWLEDGED]


def test_an_answer_nobody_waits_for_is_kept_and_moves_nothing() -> None:
    story = routed()
    assert story.hear(an_answer, "2026-03-16 13:00") == []
    assert story.classes()[-1] is Class.APPLIED


def test_a_note_moves_nothing() -> None:
    story = routed()
    assert story.hear(a_note, "2026-03-16 13:00") == []
    assert story.classes()[-1] is Class.APPLIED


def test_a_reporter_withdraws_at_any_time_before_the_end() -> None:
    story = routed()
    assert states(story.hear(a_withdrawal, "2026-03-16 13:00")) == [S.WITHDRAWN]
    (answer,) = answers(story.report(S.SCHEDULED, "2026-03-16 14:00"))
    assert (answer.outcome, answer.state, answer.legal) == ("refused", S.WITHDRAWN, ())


def test_a_withdrawal_after_the_end_is_refused() -> None:
    story = routed()
    story.report(S.REFERRED_OUT, "2026-03-16 10:00")
    (answer,) = answers(story.hear(a_withdrawal, "2026-03-16 13:00"))
    assert (answer.outcome, answer.state, answer.legal) == ("refused", S.REFERRED_OUT, ())


def test_a_confirmation_closes_what_is_resolved_and_nothing_else() -> None:
    story = routed()
    (answer,) = answers(story.hear(a_confirmation, "2026-03-16 10:00"))
    assert (answer.outcome, answer.legal) == ("refused", (S.WITHDRAWN,))
    story.report(S.RESOLVED, "2026-03-16 11:00")
    assert states(story.hear(a_confirmation, "2026-03-16 12:00")) == [S.CLOSED]


def test_every_topic_counts_a_requests_events_from_one_without_gaps() -> None:
    story = routed()
    story.report(S.SCHEDULED, "2026-03-16 10:00")
    story.report(S.ROUTED, "2026-03-16 11:00")
    counted: dict[str, list[int | None]] = {}
    for one in story.said:
        counted.setdefault(getattr(one, "topic", "bus.quarantine.v1"), []).append(one.seq)
    assert {topic: seqs[-1] for topic, seqs in counted.items()} == story.case.counters
    assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in counted.values())
