"""Which requests a duty operator is shown: late, due soon, in triage, held; in bounded memory."""

from datetime import timedelta

from contracts.cases import Case
from contracts.catalogue import Metric
from contracts.lifecycle import State
from services.board.standing import Standings, standing
from tests.builders.cases import Story

WARNING = {("DAYS", Metric.RESOLUTION)}


def told(*cases: Case) -> Standings:
    """A board that read some cases."""
    standings = Standings()
    for case in cases:
        standings.apply(case.request_id.encode(), case)
    return standings


def a_request() -> Story:
    story = Story()
    story.submit()
    return story


def overdue() -> Story:
    story = a_request()
    story.until("2026-06-30 16:00")
    return story


def test_a_request_past_its_due_date_is_late_by_the_promise_that_was_broken_first() -> None:
    digest = told(overdue().case).digest(WARNING)
    assert [one.late[0].metric for one in digest.late] == [Metric.FIRST_RESPONSE]
    assert digest.open == {"dlh": 1}
    assert digest.soon == []


def test_a_request_in_time_is_open_and_nothing_else() -> None:
    digest = told(a_request().case).digest(WARNING)
    assert (digest.open, digest.late, digest.soon, digest.held) == ({"dlh": 1}, [], [], [])


def test_a_promise_is_due_soon_once_its_last_warning_was_given() -> None:
    story = a_request()
    (resolution,) = [one for one in story.case.clocks if one.metric is Metric.RESOLUTION]
    for _, instant in resolution.warnings:
        assert told(story.case).digest(WARNING).soon == []
        story.until(f"{instant + timedelta(minutes=1):%Y-%m-%d %H:%M}")
    (found,) = told(story.case).digest(WARNING).soon
    assert [owed.metric for owed in found.soon] == [Metric.RESOLUTION]


def test_a_promise_that_never_warns_is_never_due_soon() -> None:
    assert told(a_request().case).digest(frozenset()).soon == []


def test_a_request_that_ended_is_forgotten() -> None:
    story = a_request()
    standings = told(story.case)
    ended = story.case.model_copy(update={"state": State.CLOSED})
    standings.apply(story.case.request_id.encode(), ended)
    assert len(standings) == 0


def test_a_request_that_was_put_away_is_forgotten() -> None:
    story = a_request()
    standings = told(story.case)
    standings.apply(story.case.request_id.encode(), None)
    assert len(standings) == 0


def test_reports_whose_request_never_came_are_nobody_s_request() -> None:
    assert standing(Case(request_id=Story().case.request_id)) is None


def test_more_requests_than_are_kept_are_said_to_be_more() -> None:
    standings, case = Standings(most=2), a_request().case
    for number in range(3):
        standings.apply(str(number).encode(), case)
    standings.apply(b"1", case)
    assert len(standings) == 2
    assert not standings.digest(WARNING).is_whole


def test_agencies_without_anything_late_are_told_to_have_nothing_late() -> None:
    figures = told(overdue().case).digest(WARNING).figures(["dishub"])
    assert figures["late", "dishub"] == 0
    assert sum(figures.values()) == 1


def test_nothing_of_what_a_citizen_wrote_is_remembered() -> None:
    story = Story()
    story.submit(description="Rumah Ibu Sari, Jalan Mawar 5")
    found = standing(story.case)
    assert found is not None
    assert "Mawar" not in repr(found)
