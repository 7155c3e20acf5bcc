"""What agencies are reminded of and asked, and how an answer finds its message."""

from datetime import date

import pytest

from agents.case.making import changed
from agents.case.telling import Said
from contracts.called import Answered
from contracts.cases import Class
from contracts.catalogue import Metric, Priority, StatusMapping
from contracts.ids import case_event_id
from contracts.inbox import Ask, Asked, Assign, Remind, Withdraw
from contracts.lifecycle import NOT_OURS, State
from contracts.orders import ReopenOrdered, RouteOrdered
from contracts.requests import Place
from contracts.routing import Routable, Routed
from contracts.topics import inbox_topic
from tests.builders import facts
from tests.builders.calendars import at
from tests.builders.cases import Story, events
from tests.builders.catalogue import a_row
from tests.builders.climbing import a_climbing_city, a_climbing_story
from tests.builders.facts import REFERENCE, REQUEST, TICKET

AT_DISHUB = Routed(
    agency="dishub", rule="a", facts=Routable(service="dlh.bulky-waste", submitter="dlh")
)


def asked(story: Story) -> list[tuple[str, Asked]]:
    """Whose inbox a question is in, and which."""
    said = [one for one in story.said if isinstance(one, Said)]
    return [(one.topic.split(".")[1], one.event.asks) for one in said if isinstance(one.event, Ask)]


def at_dishub() -> Story:
    story = a_climbing_story()
    story.submit(route=AT_DISHUB)
    return story


def test_who_has_a_request_is_reminded_at_each_share_its_term_warns_at() -> None:
    story = at_dishub()
    story.until("2026-03-19 16:00")
    reminded = [one for one in events(story.said, Remind) if one.metric is Metric.RESOLUTION]
    assert [(one.fraction, one.reminded_at) for one in reminded] == [
        (0.5, at("2026-03-18 08:15")),
        (0.75, at("2026-03-19 07:52:30")),
    ]
    assert reminded[0].sentences.id == f"50% waktu penyelesaian permohonan {TICKET} sudah terpakai."
    assert reminded[0].due == at("2026-03-19 16:00")


def test_what_an_agency_is_given_stands_in_its_own_codes_where_it_has_them() -> None:
    place = Place(kelurahan="36.73.01.1004", latitude=-6.11, longitude=106.15)
    story = a_climbing_story()
    story.submit(place=place)
    (given,) = events(story.said, Assign)
    assert (given.reference, given.native_service, given.place, given.priority) == (
        REFERENCE,
        "dlh.bulky-waste",
        place,
        Priority.P3,
    )
    assert [(one.native, one.state) for one in given.may_report] == [
        ("TERJADWAL", State.SCHEDULED),
        ("ANGKUT", State.IN_PROGRESS),
        ("TERANGKUT", State.RESOLVED),
    ]
    assert given.why.id.startswith("Jatuh tempo Kamis, 19 Maret 2026 pukul 16.00 WIB")


def test_whom_a_request_is_taken_from_is_told_it_by_its_own_number() -> None:
    story = a_climbing_story()
    story.submit()
    story.order(RouteOrdered, "2026-03-16 10:00", agency="dishub")
    (taken,) = events(story.said, Withdraw)
    assert (taken.reference, taken.native_service) == (REFERENCE, "dlh.bulky-waste")


@pytest.mark.parametrize("state", [one for one in State if one.is_open and one.rank > 1])
def test_the_reverse_table_names_every_status_that_would_be_taken_and_no_other(
    state: State,
) -> None:
    back = a_row("BUKAN_KAMI", State.ROUTED, reason=NOT_OURS)
    rows = (*a_climbing_city().mapping["dishub"].rows, back)
    table = StatusMapping(agency="dishub", version=1, effective_from=date(2026, 1, 1), rows=rows)
    told = {(one.native, one.outcome) for one in table.next_from(state)}
    for row in rows:
        story = at_dishub()
        story.case = changed(story.case, state=state)
        meaning = {"reason": row.reason, "human": row.human}
        story.report(row.state, "2026-03-16 11:00", "dishub", **meaning)
        taken = story.classes()[-1] is Class.APPLIED
        assert ((row.native, row.outcome) in told) is taken, row.native


def test_who_brought_a_request_is_asked_for_what_the_agency_waits_for() -> None:
    story = at_dishub()
    story.report(State.NEEDS_INFORMATION, "2026-03-16 11:00", "dishub")
    (question,) = events(story.said, Ask)
    assert asked(story) == [("dlh", Asked.INFORMATION)]
    assert (question.answer_with, question.reference, question.may_report) == (
        "simpul.reporter.replied.v1",
        REFERENCE,
        (),
    )
    story.hear(facts.an_answer, "2026-03-16 12:00")
    assert asked(story)[1:] == [("dishub", Asked.GO_ON)]


def test_nobody_is_asked_for_what_it_said_itself() -> None:
    story = a_climbing_story()
    story.submit()
    story.report(State.NEEDS_INFORMATION, "2026-03-16 11:00")
    story.hear(facts.an_answer, "2026-03-16 12:00")
    assert asked(story) == []


def test_what_is_not_done_is_asked_for_once_more() -> None:
    story = at_dishub()
    story.report(State.RESOLVED, "2026-03-16 11:00", "dishub")
    story.hear(facts.an_objection, "2026-03-16 12:00")
    story.report(State.RESOLVED, "2026-03-16 13:00", "dishub")
    story.order(ReopenOrdered, "2026-03-16 14:00")
    assert asked(story) == [("dishub", Asked.REWORK)] * 2


def test_the_case_keeps_which_of_its_messages_was_answered_and_by_what() -> None:
    story = at_dishub()
    message = case_event_id(REQUEST, inbox_topic("dishub"), 1)
    for when in ("2026-03-16 11:00", "2026-03-16 12:00"):
        answer = {"in_reply_to": message}
        story.report(State.IN_PROGRESS, when, "dishub", origin=answer)
    assert story.case.answered == (
        Answered(message, "dishub", 1, "dishub-2", at("2026-03-16 11:00")),
    )


def test_an_answer_to_what_was_never_sent_counts_all_the_same_and_is_noted() -> None:
    story = at_dishub()
    other = case_event_id(REQUEST, inbox_topic("dlh"), 1)  # somebody else's message
    story.report(State.IN_PROGRESS, "2026-03-16 11:00", "dishub", origin={"in_reply_to": other})
    assert story.case.state is State.IN_PROGRESS
    assert [(one.message, one.seq) for one in story.case.answered] == [(other, None)]


def test_a_confidential_request_is_asked_about_without_what_it_says() -> None:
    story = a_climbing_story()
    place = Place(kelurahan="36.73.01.1004")
    story.submit(service="dlh.in-confidence", confidential=True, route=AT_DISHUB, place=place)
    story.until("2026-03-19 00:00")
    told = events(story.said, Remind)
    assert [one.place for one in told] == [None] * len(told) != []
