"""News of a request becomes a fact: a status by its agency's table, words masked, no guesses."""

from typing import Any

import pytest

from contracts.ids import request_id
from contracts.lifecycle import State
from contracts.records import StoredRecord
from contracts.requests import (
    AnswerReceived,
    ConfirmationReceived,
    Fact,
    Mapped,
    NoteReceived,
    StatusUpdated,
    WithdrawalReceived,
)
from contracts.topics import events_topic
from tests.builders.events import a_record, a_status
from tests.builders.intake import taken

_REQUEST = request_id("kota-serang", "dlh", "DLH-2026-000123")


def _report(agency: str = "dlh", **changed: Any) -> StoredRecord:
    return a_record(a_status(**changed), "status.reported", topic=events_topic(agency))


def _status(record: StoredRecord) -> StatusUpdated:
    fact = taken(record)
    assert isinstance(fact, StatusUpdated)
    return fact


def _update(type_: str, **body: Any) -> Fact:
    return taken(a_record({"reference": "DLH-2026-000123", **body}, type_))


def test_a_status_is_kept_as_it_came_beside_what_it_means() -> None:
    fact = _status(_report(status="TERANGKUT", note="Petugas 0812-3456-7890", sequence=7))
    assert (fact.request_id, fact.native, fact.outcome, fact.note, fact.origin.sequence) == (
        _REQUEST,
        "TERANGKUT",
        None,
        "Petugas [telepon]",
        7,
    )
    assert fact.mapped == Mapped(state=State.RESOLVED, outcome="done", human=True)


def test_an_unknown_status_is_kept_and_not_guessed() -> None:
    fact = _status(_report(status="terangkut"))
    assert (fact.native, fact.mapped) == ("terangkut", None)


def test_an_automatic_receipt_is_no_human_response() -> None:
    fact = _status(_report("dishub", status="DITERIMA"))
    assert fact.mapped == Mapped(state=State.ACKNOWLEDGED, human=False, reason="automatic receipt")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(None, State.RESOLVED), ("done", State.RESOLVED), ("not_found", State.REJECTED)],
)
def test_a_row_for_an_outcome_stands_before_one_for_any(outcome: str | None, state: State) -> None:
    mapped = _status(_report("dishub", status="SELESAI", outcome=outcome)).mapped
    assert mapped == Mapped(state=state, outcome=outcome, human=True)


def test_a_request_assigned_is_spoken_of_by_its_request_id() -> None:
    record = a_record({"request_id": _REQUEST, "status": "ANGKUT"}, "status.reported")
    assert record.key == _REQUEST.encode()
    assert _status(record).request_id == _REQUEST


def test_a_number_in_a_status_or_outcome_is_masked_too() -> None:
    fact = _status(_report(status="hubungi 081234567890", outcome="081234567890"))
    assert (fact.native, fact.outcome) == ("hubungi [telepon]", "[telepon]")


@pytest.mark.parametrize(
    ("type_", "body", "kind", "said"),
    [
        ("reporter.replied", {"text": "3673010203450001"}, AnswerReceived, {"text": "[NIK]"}),
        ("reporter.replied", {}, AnswerReceived, {"text": None}),
        ("request.withdrawn", {"reason": "a@b.id"}, WithdrawalReceived, {"reason": "[surel]"}),
        ("closure.confirmed", {}, ConfirmationReceived, {}),
        ("note.added", {"text": "0254-201234"}, NoteReceived, {"text": "[telepon]"}),
    ],
)  # fmt: skip
def test_every_other_kind_of_news_has_its_fact(
    type_: str, body: dict[str, str], kind: type[Fact], said: dict[str, str | None]
) -> None:
    fact = _update(type_, **body)
    assert type(fact) is kind
    assert fact == fact.model_copy(update=said)


def test_the_same_reference_of_another_agency_is_another_request() -> None:
    assert taken(_report("dishub")).request_id != taken(_report("dlh")).request_id


def test_which_message_a_report_answers_goes_with_it() -> None:
    message = "5b0c1a52-6a7e-5d0a-9a5a-2f3f0d1c7e11"
    assert _status(_report(in_reply_to=message)).origin.in_reply_to == message
    assert _status(_report()).origin.in_reply_to is None
