"""The clocks not every service has: news at intervals, reopenings, the reporter's own time, law."""

from contracts.cases import ClockState
from contracts.catalogue import Metric
from contracts.inbox import Accepted
from contracts.lifecycle import State
from contracts.sla import ClockMet, ClockRenewed, ClockStarted
from contracts.status import StatusChanged
from tests.builders.calendars import at
from tests.builders.cases import Story, clocks, events, states
from tests.builders.facts import a_note, an_answer, an_objection

S = State
N, A, Q = Metric.UPDATE_INTERVAL, Metric.REOPEN_RESPONSE, Metric.REPORTER_ANSWER


def begun(service: str = "dlh.with-every-clock") -> Story:
    story = Story()
    story.submit(service=service)
    return story


def of(metric: Metric, story: Story) -> list[tuple[str, str]]:
    """What a clock did: which event, and on which day at which hour."""
    return [(k, f"{when:%a %H:%M}") for k, m, when in clocks(story.said) if m is metric]


def test_news_is_owed_again_and_again_until_it_is_done() -> None:
    story = begun()
    story.report(S.SCHEDULED, "2026-03-17 10:00")
    story.report(S.IN_PROGRESS, "2026-03-18 11:00")
    story.report(S.RESOLVED, "2026-03-20 09:00")
    assert of(N, story) == [
        ("started", "Mon 09:00"),
        ("renewed", "Tue 10:00"),
        ("renewed", "Wed 11:00"),
        ("met", "Fri 09:00"),
    ]
    first, _ = events(story.said, ClockRenewed)
    assert (first.previous_due, first.due) == (at("2026-03-18 16:00"), at("2026-03-19 16:00"))
    assert (first.late, first.round) == (False, 2)


def test_a_note_an_automatic_report_and_the_same_word_again_are_no_news() -> None:
    story = begun()
    story.report(S.SCHEDULED, "2026-03-17 10:00")
    story.hear(a_note, "2026-03-18 10:00")
    story.report(S.SCHEDULED, "2026-03-18 11:00")
    story.report(S.IN_PROGRESS, "2026-03-18 12:00", human=False)
    assert of(N, story) == [("started", "Mon 09:00"), ("renewed", "Tue 10:00")]


def test_each_silence_breaches_once_and_news_begins_the_next_interval() -> None:
    story = begun()
    story.report(S.SCHEDULED, "2026-03-23 10:00")
    story.until("2026-04-30 00:00")
    assert of(N, story)[1:] == [
        ("breached", "Wed 16:00"),
        ("renewed", "Mon 10:00"),
        ("breached", "Wed 16:00"),
    ]
    (late,) = events(story.said, ClockRenewed)
    assert late.late


def test_who_waits_for_the_reporter_owes_no_news() -> None:
    story = begun()
    story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00")
    story.hear(an_answer, "2026-03-17 17:00")
    assert of(N, story)[2:] == [("paused", "Mon 10:00"), ("resumed", "Tue 17:00")]


def test_a_request_opened_again_is_owed_an_answer_by_a_person() -> None:
    story = begun()
    story.report(S.REJECTED, "2026-03-16 10:00")
    story.hear(an_objection, "2026-03-17 10:00")
    story.report(S.ACKNOWLEDGED, "2026-03-18 10:00", human=False)
    story.report(S.IN_PROGRESS, "2026-03-18 11:00")
    assert of(A, story) == [("started", "Tue 10:00"), ("met", "Wed 11:00")]


def test_the_reporters_own_time_ends_with_the_answer_and_begins_with_each_question() -> None:
    story = begun()
    story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00")
    story.hear(an_answer, "2026-03-17 10:00")
    story.report(S.NEEDS_INFORMATION, "2026-03-18 10:00")
    assert of(Q, story) == [
        ("started", "Mon 10:00"),
        ("met", "Tue 10:00"),
        ("started", "Wed 10:00"),
    ]


def test_what_the_reporter_does_not_complete_in_time_is_rejected_and_says_so() -> None:
    story = begun()
    story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00")
    said = story.until("2026-03-18 16:01")
    (change,) = events(said, StatusChanged)
    assert (change.previous, change.state) == (S.NEEDS_INFORMATION, S.REJECTED)
    assert (change.occurred_at, change.outcome) == (
        at("2026-03-18 16:00"),
        "not_completed_by_reporter",
    )
    (stopped,) = [one for one in events(said, ClockMet) if one.metric is Metric.RESOLUTION]
    assert (stopped.because, stopped.outcome) == ("rejected", "not_completed_by_reporter")


def test_the_laws_term_and_the_citys_promise_run_separately() -> None:
    story = begun("dlh.by-law-and-promise")
    terms = [
        (one.term, one.policy, one.due)
        for one in events(story.said, ClockStarted)
        if one.metric is Metric.RESOLUTION
    ]
    assert terms == [
        ("law", "STATUTE", at("2026-03-23 16:00")),
        ("promise", "DAYS", at("2026-03-19 16:00")),
    ]
    story.report(S.RESOLVED, "2026-03-20 10:00")
    found = {one.policy: one.state for one in story.case.clocks if one.metric.value == "resolution"}
    assert found == {"STATUTE": ClockState.MET, "DAYS": ClockState.STOPPED}


def test_who_submits_is_told_what_the_city_promised_not_what_the_law_allows() -> None:
    (accepted,) = events(begun("dlh.by-law-and-promise").said, Accepted)
    assert accepted.due == at("2026-03-19 16:00")


def test_the_laws_term_does_not_stand_still_where_only_the_promise_does() -> None:
    story = begun("dlh.by-law-and-promise")
    story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00")
    states_of = {one.policy: one.state for one in story.case.clocks if one.metric == "resolution"}
    assert states_of == {"STATUTE": ClockState.RUNNING, "DAYS": ClockState.PAUSED}


def test_an_update_without_effect_is_kept_marked_so_and_told_nobody() -> None:
    story = begun()
    story.report(S.SCHEDULED, "2026-03-17 10:00")
    assert story.report(S.SCHEDULED, "2026-03-17 11:00") == []
    assert story.case.without_effect == (story.case.judged[-1].fact_id,)


def test_calendar_days_end_at_midnight_holidays_or_not_and_minutes_run_in_working_time() -> None:
    due = {one.metric: one.due for one in begun("dlh.in-calendar-days").case.clocks}
    assert due[Metric.RESOLUTION] == at("2026-03-20 00:00")
    story = Story()
    story.submit("2026-03-16 15:59", service="dlh.in-working-minutes")
    due = {one.metric: one.due for one in story.case.clocks}
    assert due[Metric.RESOLUTION] == at("2026-03-17 07:32")


def test_the_timer_moves_nothing_else() -> None:
    story = begun("dlh.stands-still-so-long")
    story.report(S.NEEDS_INFORMATION, "2026-03-16 10:00")
    assert states(story.until("2026-05-01 00:00")) == []
