"""The city's rules that other systems got wrong: each by name, and the test that proves it."""

import ast
from pathlib import Path

import pytest

from contracts.calendar import DayCount, TermUnit, WorkingTime
from contracts.catalogue import Catalogue, Metric
from contracts.lifecycle import State
from contracts.sla import ClockBreached, ClockStarted
from tests.builders.calendars import a_calendar, at, serang
from tests.builders.cases import Story, clocks, events
from tests.builders.catalogue import having
from tests.builders.facts import VERSION
from tests.builders.promises import terms, the_city

HERE = Path(__file__).parents[1]
DAYS = TermUnit.WORKING_DAYS

PROVEN: dict[str, tuple[str, ...]] = {
    "a term from 16 March 2026 skips Nyepi, Idul Fitri and collective leave": (
        "unit/test_rules_others_got_wrong.py::test_five_and_fourteen_days_skip_cuti_bersama",
    ),
    "the day of receipt does not count; after the cut-off or outside hours is the next day": (
        "unit/test_calendar.py::test_the_day_of_receipt_does_not_count_unless_the_term_says_so",
        "unit/test_calendar.py::test_receipt_outside_working_time_counts_as_the_next_working_day",
        "unit/test_calendar.py::test_receipt_after_the_cut_off_counts_as_the_next_working_day",
    ),
    "days end with working time, hours run inside it, elapsed hours through nights": (
        "unit/test_calendar.py::test_a_term_in_working_days_ends_with_the_working_time_of_its_last_day",
        "unit/test_calendar.py::test_a_term_in_working_hours_runs_inside_working_time_only",
        "unit/test_calendar.py::test_a_term_in_elapsed_hours_runs_through_nights_and_holidays",
    ),
    "touching restarts nothing, a note is not progress, an automatic receipt no response": (
        "unit/test_case_clocks.py::test_touching_a_case_never_restarts_a_clock",
        "unit/test_case_clocks.py::test_a_note_is_not_progress",
        "unit/test_case_clocks.py::test_an_automatic_receipt_is_no_first_response_and_a_later_human_report_is",
        "unit/test_case_more_clocks.py::test_a_note_an_automatic_report_and_the_same_word_again_are_no_news",
    ),
    "a breach is recorded once; a changed policy or calendar rewrites nothing": (
        "unit/test_case_timers.py::test_a_breach_is_told_once_though_the_report_comes_later_still",
        "property/test_case_histories.py::test_a_clock_is_breached_once_a_cycle_unless_the_breach_was_taken_back",
        "unit/test_rules_others_got_wrong.py::test_a_changed_policy_does_not_rewrite_an_open_clock",
    ),
    "reopening starts a new cycle; the old result stays": (
        "unit/test_case_reopening.py::test_a_new_cycle_has_a_resolution_clock_of_its_own_and_the_old_result_stays",
        "property/test_case_histories.py::test_what_ended_in_a_cycle_is_never_touched_in_the_next",
    ),
    "pauses have a reason, an owner and a cap, and end by themselves": (
        "unit/test_case_pauses.py::test_a_pause_says_whose_turn_it_is_and_until_when_at_most",
        "unit/test_case_pauses.py::test_a_pause_ends_by_itself_when_its_cap_passes_and_says_why",
    ),
    "an older update never moves the state back, and may correct a result": (
        "unit/test_case_late.py::test_an_older_update_never_moves_the_state",
        "unit/test_case_late.py::test_a_first_response_told_after_the_breach_takes_the_breach_back_and_was_in_time",
        "unit/test_case_more_clocks.py::test_an_update_without_effect_is_kept_marked_so_and_told_nobody",
    ),
    "an unknown native status is kept as it came and moves nothing": (
        "unit/test_case_moves.py::test_an_unknown_native_status_is_kept_and_counted_and_never_guessed",
    ),
    "a term past the calendar's last known year says that it is provisional": (
        "unit/test_calendar_limits.py::test_a_term_past_the_last_known_year_says_that_it_is_provisional",
    ),
    "after two hops a request goes to arbitration, not round again": (
        "unit/test_case_handover.py::test_at_the_second_hop_an_operator_must_say_whose_it_is",
    ),
    "a duplicate is linked by its kind to the request that stays": (
        "unit/test_case_orders.py::test_a_merged_request_ends_as_a_duplicate_and_names_the_other",
    ),
}
"""Each rule, and the tests that are its proof."""


@pytest.mark.parametrize("rule", PROVEN)
def test_every_rule_has_its_proof(rule: str) -> None:
    for named in PROVEN[rule]:
        file, _, name = named.partition("::")
        tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
        assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}


def test_five_and_fourteen_days_skip_cuti_bersama() -> None:
    monday, city, naive = at("2026-03-16 10:00"), WorkingTime(serang()), WorkingTime(a_calendar())
    for days, due, by_weekdays in (
        (5, "2026-03-30 16:00", "2026-03-23 16:00"),
        (14, "2026-04-13 16:00", "2026-04-03 16:00"),
    ):
        assert city.due(monday, days, DAYS, DayCount()).due == at(due)
        assert naive.due(monday, days, DAYS).due == at(by_weekdays)


def test_a_changed_policy_does_not_rewrite_an_open_clock() -> None:
    versions = {VERSION: the_city()}
    story = Story()
    story.rules = story.rules.__class__(versions.__getitem__, story.rules.early_wait_ms)
    story.submit()
    versions["tomorrow"] = _quicker()
    story.report(State.IN_PROGRESS, "2026-03-16 10:00", catalogue="tomorrow")
    assert len(events(story.said, ClockStarted)) == 3
    (breach,) = events(story.until("2026-04-30 00:00"), ClockBreached)
    assert (breach.metric, breach.due) == (Metric.RESOLUTION, at("2026-03-19 16:00"))
    assert clocks(story.until("2026-05-30 00:00")) == []


def _quicker() -> Catalogue:
    """The same city, where everything is promised within a day."""
    day = dict.fromkeys(("P1", "P2", "P3", "P4"), 1)
    policies = (
        one.model_copy(update={"terms": terms("DAYS", targets=day)}) if one.code == "DAYS" else one
        for one in the_city().policies
    )
    return having(the_city(), version="tomorrow", policies=tuple(policies))
