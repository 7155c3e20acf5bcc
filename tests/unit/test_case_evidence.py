"""What must be shown before a request is resolved, and what an agency is told that lacks it."""

from typing import Any

import pytest

from contracts.cases import Class
from contracts.inbox import NotApplied
from contracts.lifecycle import State
from contracts.requests import Claim
from contracts.unapplied import Unapplied
from tests.builders.cases import Story, answers, clocks, events, states

S = State
SHOWN = {"photo_after": "arsip/1.jpg", "note": "Diangkut tadi pagi.", "officer": "P-7"}


def begun() -> Story:
    """A service that asks for a photo of after, twelve characters of text and the officer."""
    story = Story()
    story.submit(service="dlh.must-be-shown")
    return story


def test_with_all_that_is_asked_for_it_is_resolved() -> None:
    story = begun()
    assert S.RESOLVED in states(story.report(S.RESOLVED, "2026-03-16 10:00", **SHOWN))


@pytest.mark.parametrize(
    ("without", "missing", "words"),
    [
        ({"photo_after": None}, ("photo_after",), "foto sesudah (`photo_after`)"),
        ({"note": "Beres."}, ("note",), "keterangan paling sedikit 12 karakter (`note`)"),
        ({"officer": None}, ("officer",), "nomor petugas (`officer`)"),
        (
            {"photo_after": None, "note": None},
            ("photo_after", "note"),
            "foto sesudah (`photo_after`), keterangan paling sedikit 12 karakter (`note`)",
        ),
    ],
)
def test_without_photo_text_or_officer_it_is_not_resolved_and_the_inbox_says_what_is_missing(
    without: dict[str, Any], missing: tuple[str, ...], words: str
) -> None:
    story = begun()
    said = story.report(S.RESOLVED, "2026-03-16 10:00", **SHOWN | without)
    assert (states(said), clocks(said), story.case.state) == ([], [], S.ROUTED)
    assert story.classes()[-1] is Class.REFUSED
    (answer,) = events(said, NotApplied)
    assert (answer.outcome, answer.reason) == ("refused", Unapplied.EVIDENCE_MISSING)
    assert answer.missing == missing
    assert words in answer.sentences.id


def test_the_same_report_with_what_was_missing_resolves_it() -> None:
    story = begun()
    story.report(S.RESOLVED, "2026-03-16 10:00")
    story.report(S.RESOLVED, "2026-03-16 10:00", **SHOWN)
    assert (story.case.state, story.classes()[-1]) == (S.RESOLVED, Class.APPLIED)


def test_what_leads_elsewhere_shows_nothing() -> None:
    story = begun()
    story.report(S.IN_PROGRESS, "2026-03-16 10:00")
    assert story.case.state is S.IN_PROGRESS


def test_a_report_that_could_not_resolve_anyway_is_told_that_and_not_what_it_lacks() -> None:
    story = begun()
    story.report(S.REJECTED, "2026-03-16 10:00")
    (answer,) = answers(story.report(S.RESOLVED, "2026-03-16 11:00"))
    assert answer.reason is Unapplied.NO_LEGAL_MOVE


def test_what_is_told_of_the_past_in_a_backfill_needs_no_proof() -> None:
    story = begun()
    story.report(S.RESOLVED, "2026-03-16 10:00", origin={"claim": Claim.BACKFILL})
    assert story.case.state is S.RESOLVED
