"""Who is called upon, whoever is away, and when the message goes out."""

from agents.case.telling import Said
from contracts.called import PassedOver
from contracts.catalogue import Metric, Priority
from contracts.inbox import Escalate, Remind
from contracts.lifecycle import State
from contracts.requests import Claim
from contracts.routing import Routable, Unrouted
from contracts.topics import inbox_topic
from tests.builders.calendars import at
from tests.builders.cases import events
from tests.builders.climbing import (
    a_climbing_story,
    an_officer,
    levels,
    messages,
    routed_to,
    some_officers,
    told,
)
from tests.builders.facts import a_submission

R = Metric.RESOLUTION
LEVELS = [
    ("1", at("2026-03-17 08:37:30")),
    ("2", at("2026-03-19 16:00")),
    ("3", at("2026-03-23 15:15")),
    ("4", at("2026-03-25 14:30")),
]
"""Of three working days from Monday 09:00 that nobody takes up: 25, 100, 150 and 200 %."""


def test_a_case_in_triage_escalates_to_the_officers_of_the_desk() -> None:
    story = a_climbing_story()
    facts = Routable(service="dlh.bulky-waste", submitter="dlh")
    story.submit(route=Unrouted(considered=1, facts=facts))
    story.until("2026-03-16 14:00")
    ((level, _),) = levels(story, Metric.VERIFICATION)
    (called,) = told(story, Metric.VERIFICATION)
    assert (level, called.role, called.agency) == ("1", "section-head", None)
    assert messages(story, Metric.VERIFICATION) == []  # nobody's inbox is the right one


def test_a_missing_or_absent_supervisor_is_skipped_upwards_and_never_stops_the_chain() -> None:
    story = a_climbing_story()
    story.submit(route=routed_to("dishub"))
    story.until("2026-04-10 00:00")
    assert levels(story) == LEVELS
    missing, absent = (
        PassedOver(role="section-head", why="missing"),
        PassedOver(role="head-of-agency", why="absent"),
    )
    assert [(one.role, one.skipped) for one in told(story)] == [
        ("division-head", (missing,)),
        ("division-head", ()),
        ("city-secretary", (absent,)),
        ("city-secretary", ()),
    ]


def test_the_last_of_the_chain_stands_in_though_away() -> None:
    away = an_officer("city-secretary", absences=({"since": "2026-01-01"},))
    story = a_climbing_story(officers=(away,))
    story.submit()
    story.until("2026-03-18 00:00")
    (called,) = told(story)
    assert called.role == "city-secretary"
    assert [one.why for one in called.skipped] == ["missing"] * 3


def test_who_is_back_by_the_day_the_message_goes_out_is_called() -> None:
    back = {"since": "2026-03-16", "until": "2026-03-19"}
    officers = (
        *some_officers()[2:],
        an_officer("section-head", "dlh"),
        an_officer("division-head", "dlh", absences=(back,)),
    )
    story = a_climbing_story(officers=officers)
    story.submit()
    story.until("2026-03-21 00:00")
    assert [(one.role, one.skipped) for one in told(story)][1] == ("division-head", ())


def test_outside_working_hours_only_the_most_urgent_goes_out() -> None:
    usual, urgent = a_climbing_story(), a_climbing_story()
    usual.submit("2026-03-13 15:00", service="dlh.by-the-clock", priority=Priority.P3)
    urgent.submit("2026-03-13 15:00", service="dlh.by-the-clock", priority=Priority.P1)
    for story in (usual, urgent):
        story.until("2026-03-13 18:00")
    assert levels(usual) == levels(urgent) == [("1", at("2026-03-13 15:45"))]
    usual.until("2026-03-16 07:30")
    urgent.until("2026-03-16 07:30")
    assert [one.level for one in messages(usual)] == ["1"]
    assert [one.level for one in messages(urgent)] == ["1", "2", "3", "4"]
    usual.until("2026-03-16 07:31")
    monday = at("2026-03-16 07:30")
    assert [(one.level, one.reached_at, one.sent_at) for one in messages(usual)[1:]] == [
        ("2", at("2026-03-13 18:00"), monday),
        ("3", at("2026-03-13 19:30"), monday),
        ("4", at("2026-03-13 21:00"), monday),
    ]
    assert [(one.occurred_at, one.sends_at) for one in told(usual)][1:] == [
        (one.reached_at, one.sent_at) for one in messages(usual)[1:]
    ]


def test_a_message_that_waits_for_the_office_is_not_sent_for_what_has_ended_by_then() -> None:
    story = a_climbing_story()
    story.submit("2026-03-13 15:00", service="dlh.by-the-clock")
    story.until("2026-03-13 18:30")
    story.report(State.RESOLVED, "2026-03-13 18:45")
    story.until("2026-03-17 00:00")
    assert [level for level, _ in levels(story)] == ["1", "2"]
    assert [one.level for one in messages(story)] == ["1"]


def test_a_message_goes_to_the_agency_with_all_that_it_needs_to_act() -> None:
    story = a_climbing_story()
    story.submit(route=routed_to("dishub"))
    story.until("2026-03-18 00:00")
    (message,) = messages(story)
    sent = [one for one in story.said if isinstance(one, Said) and one.event is message]
    assert [one.topic for one in sent] == [inbox_topic("dishub")]
    assert (message.level, message.role, message.due) == (
        "1",
        "division-head",
        at("2026-03-19 16:00"),
    )
    assert [one.native for one in message.may_report] == ["DITERIMA", "SELESAI", "SELESAI"]
    assert message.reference is None
    assert message.sentences.id == (
        f"Tingkat 1, untuk Division Head: permohonan {message.ticket} belum diambil siapa pun."
    )


def test_of_the_past_nobody_is_called_upon_or_reminded() -> None:
    story = a_climbing_story()
    story.fold(a_submission(story.origin("2026-03-16 09:00", claim=Claim.BACKFILL)))
    story.until("2026-04-10 00:00")
    assert (told(story), events(story.said, Remind), events(story.said, Escalate)) == ([], [], [])
