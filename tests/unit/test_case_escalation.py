"""Who is called upon as a term runs out: each level once, at its own time, whoever is away."""

from datetime import datetime
from typing import Any

from agents.case.telling import Said
from contracts.called import PassedOver
from contracts.catalogue import Metric, Priority
from contracts.inbox import Escalate, Remind
from contracts.lifecycle import NOT_OURS, State
from contracts.orders import ReopenOrdered, RouteOrdered
from contracts.requests import Claim
from contracts.routing import Routable, Routed, Unrouted
from contracts.sla import ClockEscalated, ClockEvent
from contracts.topics import inbox_topic
from tests.builders.calendars import at
from tests.builders.cases import Story, events
from tests.builders.climbing import a_climbing_story, an_officer, some_officers
from tests.builders.facts import a_submission, an_answer, an_objection

R = Metric.RESOLUTION
LEVELS = [
    ("1", at("2026-03-17 08:37:30")),
    ("2", at("2026-03-19 16:00")),
    ("3", at("2026-03-23 15:15")),
    ("4", at("2026-03-25 14:30")),
]
"""Of three working days from Monday 09:00 that nobody takes up: 25, 100, 150 and 200 %."""


def levels(story: Story, metric: Metric = R) -> list[tuple[str, datetime]]:
    return [(one.level, one.occurred_at) for one in told(story, metric)]


def told(story: Story, metric: Metric = R) -> list[Any]:
    return [one for one in events(story.said, ClockEscalated) if one.metric is metric]


def messages(story: Story, metric: Metric = R) -> list[Any]:
    return [one for one in events(story.said, Escalate) if one.metric is metric]


def routed_to(agency: str, service: str = "dlh.bulky-waste") -> Routed:
    return Routed(agency=agency, rule="a", facts=Routable(service=service, submitter="dlh"))


def test_a_case_nobody_has_picked_up_still_escalates() -> None:
    story = a_climbing_story()
    story.submit()
    story.until("2026-04-10 00:00")
    assert levels(story) == LEVELS
    assert [one.because for one in told(story)] == ["unassigned", "share", "share", "share"]


def test_a_case_in_triage_escalates_to_the_officers_of_the_desk() -> None:
    story = a_climbing_story()
    facts = Routable(service="dlh.bulky-waste", submitter="dlh")
    story.submit(route=Unrouted(considered=1, facts=facts))
    story.until("2026-03-16 14:00")
    ((level, _),) = levels(story, Metric.VERIFICATION)
    (called,) = told(story, Metric.VERIFICATION)
    assert (level, called.role, called.agency) == ("1", "section-head", None)
    assert messages(story, Metric.VERIFICATION) == []  # nobody's inbox is the right one


def test_a_request_that_is_taken_up_reaches_the_first_level_at_three_quarters() -> None:
    story = a_climbing_story()
    story.submit()
    story.report(State.ACKNOWLEDGED, "2026-03-16 10:00")
    story.until("2026-03-20 00:00")
    assert levels(story) == [("1", at("2026-03-19 07:52:30")), LEVELS[1]]


def test_an_automatic_receipt_takes_nothing_up() -> None:
    story = a_climbing_story()
    story.submit()
    story.report(State.ACKNOWLEDGED, "2026-03-16 10:00", human=False)
    story.until("2026-03-18 00:00")
    assert levels(story) == LEVELS[:1]


def test_a_level_owed_before_a_late_answer_was_read_is_told_first() -> None:
    story = a_climbing_story()
    story.submit()
    story.report(State.ACKNOWLEDGED, "2026-03-17 10:00")
    assert levels(story) == LEVELS[:1]


def test_acknowledging_an_escalation_does_not_stop_the_clock() -> None:
    story = a_climbing_story()
    story.submit()
    story.until("2026-03-18 00:00")
    story.report(State.ACKNOWLEDGED, "2026-03-18 08:00")
    story.report(State.IN_PROGRESS, "2026-03-18 09:00")
    story.until("2026-04-10 00:00")
    assert levels(story) == LEVELS


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


def test_every_level_is_told_once_in_order_and_at_its_own_time_however_late_the_worker() -> None:
    on_time, late = a_climbing_story(), a_climbing_story()
    for story in (on_time, late):
        story.submit()
    for day in range(17, 31):
        on_time.until(f"2026-03-{day} 00:00")
    late.until("2026-03-30 00:00")
    late.until("2026-03-30 00:00")
    assert levels(late) == levels(on_time) == LEVELS
    instants = [one.occurred_at for one in told(late)]
    assert instants == [one.received_at for one in told(late)] == sorted(instants)


def test_levels_breaches_and_warnings_stand_in_the_order_in_which_they_fell() -> None:
    story = a_climbing_story()
    story.submit()
    story.report(State.RESOLVED, "2026-03-24 09:00")
    at_the_stop = [type(one).__name__ for one in events(story.said, ClockEvent) if one.metric is R]
    assert at_the_stop == [
        *("ClockStarted", "ClockEscalated", "ClockWarned", "ClockWarned"),
        *("ClockBreached", "ClockEscalated", "ClockEscalated", "ClockStopped"),
    ]


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


def test_a_paused_clock_does_not_escalate_and_its_levels_move_with_it() -> None:
    story = a_climbing_story()
    story.submit()
    story.report(State.ACKNOWLEDGED, "2026-03-16 10:00")
    story.report(State.NEEDS_INFORMATION, "2026-03-16 11:00")
    story.until("2026-03-24 00:00")
    assert levels(story) == []
    story.hear(an_answer, "2026-03-24 09:00")
    story.until("2026-03-28 00:00")
    assert levels(story) == [("1", at("2026-03-27 07:52:30")), ("2", at("2026-03-27 16:00"))]


def test_handed_to_another_agency_a_request_waits_anew_to_be_taken_up() -> None:
    story = a_climbing_story()
    story.submit(service="dlh.in-working-hours")
    story.report(State.ACKNOWLEDGED, "2026-03-16 09:10")
    story.order(RouteOrdered, "2026-03-16 09:20", agency="dishub")
    story.until("2026-03-16 10:30")
    assert levels(story) == [("1", at("2026-03-16 10:05"))]  # 45 minutes of its three hours


def test_the_third_bounce_is_the_fourth_level() -> None:
    story = a_climbing_story()
    story.submit()
    for minute, agency, heir in ((0, "dlh", "dishub"), (5, "dishub", "dpmptsp")):
        story.report(State.ROUTED, f"2026-03-16 10:1{minute}", agency, reason=NOT_OURS)
        story.order(RouteOrdered, f"2026-03-16 10:1{minute + 1}", agency=heir)
    assert levels(story) == []
    story.report(State.ROUTED, "2026-03-16 10:20", "dpmptsp", reason=NOT_OURS)
    assert levels(story) == [("4", at("2026-03-16 10:20"))]
    (called,) = told(story)
    assert (called.because, called.role, called.also) == (
        "bounces",
        "city-secretary",
        ("arbitration",),
    )
    assert story.case.arbitration
    story.order(RouteOrdered, "2026-03-16 10:30", agency="dlh")
    story.until("2026-04-10 00:00")
    assert [level for level, _ in levels(story)] == ["4", "1", "2", "3"]


def test_what_the_law_allows_at_most_has_a_level_and_a_flag_of_its_own() -> None:
    story = a_climbing_story()
    story.submit(service="dlh.by-law")
    story.until("2026-03-20 12:00")
    found = [(one.level, one.because, one.role, one.legal) for one in told(story)]
    assert found == [
        ("1", "unassigned", "section-head", False),
        ("2", "share", "division-head", False),
        ("X", "statutory", "inspectorate", True),
    ]
    assert told(story)[2].occurred_at == at("2026-03-19 16:00")


def test_a_term_climbs_the_chain_it_names() -> None:
    story = a_climbing_story()
    story.submit(service="dlh.by-other-chain")
    story.until("2026-04-10 00:00")
    assert [(one.chain, one.level, one.role) for one in told(story)] == [
        ("SHORT", "1", "division-head"),
        ("SHORT", "2", "city-secretary"),
    ]


def test_reopening_starts_a_new_cycle_that_climbs_anew() -> None:
    story = a_climbing_story()
    story.submit(service="dlh.may-be-reopened")
    story.report(State.RESOLVED, "2026-03-18 09:00")
    story.until("2026-04-02 00:00")
    story.order(ReopenOrdered, "2026-04-02 09:00")
    story.until("2026-04-20 00:00")
    assert [(one.level, one.cycle) for one in told(story)] == [
        ("1", 1),
        *((level, 2) for level in "1234"),
    ]


def test_what_was_said_to_be_done_and_is_not_climbs_on_and_says_no_level_twice() -> None:
    story = a_climbing_story()
    story.submit()
    story.report(State.RESOLVED, "2026-03-20 09:00")
    story.hear(an_objection, "2026-03-20 10:00")
    story.until("2026-04-10 00:00")
    assert [level for level, _ in levels(story)] == ["1", "2", "3", "4"]


def test_of_the_past_nobody_is_called_upon_or_reminded() -> None:
    story = a_climbing_story()
    story.fold(a_submission(story.origin("2026-03-16 09:00", claim=Claim.BACKFILL)))
    story.until("2026-04-10 00:00")
    assert (told(story), events(story.said, Remind), events(story.said, Escalate)) == ([], [], [])


def test_a_city_without_a_chain_escalates_nothing() -> None:
    story = a_climbing_story(chains=())
    story.submit()
    story.until("2026-04-10 00:00")
    assert told(story) == []
