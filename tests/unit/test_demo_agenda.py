"""What an agency's app has still to say goes out in time, and no work on what others have."""

from datetime import timedelta

from contracts.records import Message
from deploy.local.demo.agenda import Agenda
from tests.builders.calendars import at

NOON = at("2026-03-12 12:00")


def _message(name: str) -> Message:
    return Message("agency.dlh.events.v1", name.encode(), None)


def test_records_go_out_when_due_and_in_the_order_of_their_time() -> None:
    agenda = Agenda()
    for name, minutes in (("later", 5), ("sooner", 1), ("not yet", 60)):
        agenda.put(NOON + timedelta(minutes=minutes), _message(name))
    due = list(agenda.due(NOON + timedelta(minutes=10)))
    assert due == [_message("sooner"), _message("later")]
    assert len(agenda) == 1


def test_records_of_one_instant_go_out_as_they_were_planned() -> None:
    agenda = Agenda()
    for name in ("first", "second", "third"):
        agenda.put(NOON, _message(name))
    assert list(agenda.due(NOON)) == [_message("first"), _message("second"), _message("third")]


def test_no_work_is_reported_on_a_request_that_others_have() -> None:
    agenda = Agenda()
    agenda.put(NOON, _message("a note of its own"))
    agenda.put(NOON, _message("work"), work_on="DLH-1")
    agenda.put(NOON, _message("other work"), work_on="DLH-2")
    agenda.leave("DLH-1")
    assert list(agenda.due(NOON)) == [_message("a note of its own"), _message("other work")]


def test_what_others_have_is_forgotten_when_no_work_on_it_is_planned() -> None:
    agenda = Agenda()
    agenda.put(NOON, _message("work"), work_on="DLH-1")
    agenda.leave("DLH-1")
    assert list(agenda.due(NOON)) == []
    agenda.put(NOON, _message("work anew"), work_on="DLH-1")
    assert list(agenda.due(NOON)) == [_message("work anew")]
