"""The city's rules that other systems got wrong: each by name, and the test that proves it."""

import ast
from pathlib import Path

import pytest

from agents.case.fold import step
from agents.case.orders import blocked_by, why_not
from agents.case.telling import Moment, Telling
from agents.case.waiting import cause_of
from contracts.calendar import DayCount, TermUnit, WorkingTime
from contracts.catalogue import Catalogue, Metric
from contracts.lifecycle import State
from contracts.orders import Obstacle, ReopenOrdered
from contracts.sla import ClockBreached, ClockStarted
from tests.builders.calendars import a_calendar, at, serang
from tests.builders.cases import Story, a_moment, clocks, events
from tests.builders.catalogue import having
from tests.builders.facts import REQUEST, VERSION, a_confirmation, a_report
from tests.builders.promises import terms, the_city

HERE = Path(__file__).parents[1]
KINDS = (ast.FunctionDef, ast.AsyncFunctionDef)
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
    "a case nobody has picked up escalates; who is absent or missing is skipped upwards": (
        "unit/test_case_escalation.py::test_a_case_nobody_has_picked_up_still_escalates",
        "unit/test_case_called_upon.py::test_a_missing_or_absent_supervisor_is_skipped_upwards_and_never_stops_the_chain",
    ),
    "a breach is recorded once; a changed policy or calendar rewrites nothing": (
        "unit/test_case_timers.py::test_a_breach_is_told_once_though_the_report_comes_later_still",
        "property/test_case_histories.py::test_a_clock_is_breached_once_a_cycle_unless_the_breach_was_taken_back",
        "unit/test_rules_others_got_wrong.py::test_a_changed_policy_does_not_rewrite_an_open_clock",
        "broker/test_pipeline_deadlines.py::test_each_breach_is_told_once_and_as_of_its_due_instant_by_a_worker_that_was_down",
    ),
    "open clocks are computed anew only by an explicit event": (
        "unit/test_case_recomputing.py::test_a_later_version_changes_no_open_clock_by_itself",
        "unit/test_case_recomputing.py::test_an_order_computes_an_open_clock_from_when_it_began_and_says_why",
        "unit/test_case_windows.py::test_silence_is_consent_later_where_days_off_were_decreed_and_an_event_says_so",
    ),
    "reopening starts a new cycle; the old result stays": (
        "unit/test_case_reopening.py::test_a_new_cycle_has_a_resolution_clock_of_its_own_and_the_old_result_stays",
        "property/test_case_histories.py::test_what_ended_in_a_cycle_is_never_touched_in_the_next",
    ),
    "pauses have a reason, an owner and a cap, end by themselves, and reports show their share": (
        "unit/test_case_pauses.py::test_a_pause_says_whose_turn_it_is_and_until_when_at_most",
        "unit/test_case_pauses.py::test_a_pause_ends_by_itself_when_its_cap_passes_and_says_why",
        "unit/test_report_promises.py::test_time_paused_is_counted_in_the_term_s_own_time",
    ),
    "an older update never moves the state back, and may correct a result": (
        "unit/test_case_late.py::test_an_older_update_never_moves_the_state",
        "unit/test_case_late.py::test_a_first_response_told_after_the_breach_takes_the_breach_back_and_was_in_time",
        "unit/test_case_retrospect.py::test_it_is_due_later_by_what_it_would_have_waited_and_says_so",
        "unit/test_case_more_clocks.py::test_an_update_without_effect_is_kept_marked_so_and_told_nobody",
    ),
    "an update that was sent before is known by its id, and changes nothing again": (
        "unit/test_case_speakers.py::test_the_same_event_sent_twice_is_a_duplicate_and_says_nothing",
    ),
    "an unknown native status is kept as it came and moves nothing": (
        "unit/test_case_moves.py::test_an_unknown_native_status_is_kept_and_counted_and_never_guessed",
    ),
    "a term past the calendar's last known year says that it is provisional": (
        "unit/test_calendar_limits.py::test_a_term_past_the_last_known_year_says_that_it_is_provisional",
        "unit/test_case_recomputing.py::test_a_holiday_that_moves_is_the_same_path_and_leaves_the_term_as_it_is",
    ),
    "after two hops a request goes to arbitration, not round again": (
        "unit/test_case_handover.py::test_at_the_second_hop_an_operator_must_say_whose_it_is",
    ),
    "a duplicate is linked by its kind to the request that stays": (
        "unit/test_case_orders.py::test_a_merged_request_ends_as_a_duplicate_and_names_the_other",
    ),
    "parts and follow-ups are linked by their kind; a parent is open while a child is": (
        "unit/test_case_splitting.py::test_each_agency_gets_a_part_and_whoever_had_it_leads_the_whole",
        "unit/test_case_splitting.py::test_a_whole_is_at_work_while_a_part_is_and_resolved_when_the_last_is",
        "unit/test_case_splitting.py::test_a_part_that_stands_still_never_stops_the_clock_of_the_whole",
        "unit/test_case_merging.py::test_a_link_stands_on_both_sides_and_moves_neither",
    ),
}
"""Each rule, and the tests that are its proof."""

BESIDES: dict[str, tuple[str, ...]] = {
    "a worker down over several deadlines tells each once, as of its instant, in order": (
        "unit/test_case_timers.py::test_several_deadlines_in_one_advance_fire_in_order_each_at_its_own_instant",
        "unit/test_case_timers.py::test_what_the_clock_fires_was_received_when_it_fell_due_and_recorded_later",
        "unit/test_rules_others_got_wrong.py::test_a_worker_down_over_three_deadlines_tells_each_once_in_order",
    ),
    "what came in time and was read late is met; a breach that had gone out is corrected": (
        "unit/test_case_clocks.py::test_exactly_at_the_due_instant_is_in_time",
        "unit/test_rules_others_got_wrong.py::test_an_answer_that_came_in_time_and_was_read_late_is_met",
        "unit/test_case_late.py::test_work_done_in_time_and_told_late_takes_the_breach_back",
    ),
    "no state is a trap, every path ends, every move's effect on every clock is defined": (
        "unit/test_lifecycle_whole.py::test_every_path_can_end_and_no_state_is_a_trap",
        "unit/test_lifecycle_whole.py::test_every_move_has_a_defined_effect_on_every_clock",
    ),
    "due dates agree with packages others keep, without holidays and with them": (
        "property/test_another_count.py::test_a_term_in_working_days_is_due_where_the_package_says",
        "property/test_another_count.py::test_with_the_citys_holidays_a_term_in_working_days_ends_where_two_lists_say",
        "unit/test_calendar_data.py::test_days_off_and_their_kinds_are_those_of_lokal",
    ),
    "what a policy may not say is refused by file and line": (
        "unit/test_pack.py::test_a_mistake_is_told_where_it_stands_with_what_to_do",
    ),
    "more time asked for or given too late is refused with its date": (
        "unit/test_case_extending.py::test_an_extension_asked_for_after_the_due_date_is_refused_with_that_date",
        "unit/test_case_extending.py::test_an_approval_that_is_late_too_long_or_not_the_roles_changes_nothing",
    ),
    "a pause for a reason the policy lacks is answered with those it has": (
        "unit/test_case_pauses.py::test_a_reason_the_policy_lacks_stops_no_clock_and_the_agency_is_told_which_would",
    ),
    "what would be opened again outside its window is told until when it could have been": (
        "unit/test_case_reopening.py::test_what_comes_after_the_window_is_told_until_when_it_could_have_been_opened",
        "unit/test_rules_others_got_wrong.py::test_an_operator_who_reopens_too_late_is_told_until_when_it_was_possible",
    ),
}
"""What must hold besides, and the tests that are its proof."""


@pytest.mark.parametrize("rule", PROVEN | BESIDES)
def test_every_rule_has_its_proof(rule: str) -> None:
    for named in (PROVEN | BESIDES)[rule]:
        file, _, name = named.partition("::")
        tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
        assert name in {one.name for one in tree.body if isinstance(one, KINDS)}


def test_five_and_fourteen_days_skip_cuti_bersama() -> None:
    monday, city, naive = at("2026-03-16 10:00"), WorkingTime(serang()), WorkingTime(a_calendar())
    for days, due, by_weekdays in (
        (5, "2026-03-30 16:00", "2026-03-23 16:00"),
        (14, "2026-04-13 16:00", "2026-04-03 16:00"),
    ):
        assert city.due(monday, days, DAYS, DayCount()).due == at(due)
        assert naive.due(monday, days, DAYS).due == at(by_weekdays)


def test_a_worker_down_over_three_deadlines_tells_each_once_in_order() -> None:
    """Down from Monday to the end of the month: three terms run out on three days."""
    story = Story()
    story.submit(service="dlh.looked-at-first")
    said = story.until("2026-03-31 00:00")
    late = [(metric, when) for kind, metric, when in clocks(said) if kind == "breached"]
    assert late == [
        (Metric.VERIFICATION, at("2026-03-17 16:00")),
        (Metric.FIRST_RESPONSE, at("2026-03-18 16:00")),
        (Metric.RESOLUTION, at("2026-03-19 16:00")),
    ]
    assert clocks(story.until("2026-04-30 00:00")) == []


def test_an_answer_that_came_in_time_and_was_read_late_is_met() -> None:
    """The worker was down when it came; its partition's clock is behind as well."""
    story = Story()
    story.submit()
    report = a_report(story.origin("2026-03-18 15:00"), State.IN_PROGRESS)
    moment = Moment(cause_of(report), at("2026-03-18 15:00"), at("2026-03-25 09:00"))
    told = step(story.case, report, moment, story.rules)
    assert told is not None
    first = [one for one in clocks(told.said) if one[1] is Metric.FIRST_RESPONSE]
    assert first == [("met", Metric.FIRST_RESPONSE, at("2026-03-18 15:00"))]


def test_an_operator_who_reopens_too_late_is_told_until_when_it_was_possible() -> None:
    story = Story()
    story.submit(service="dlh.may-be-reopened")
    story.report(State.RESOLVED, "2026-03-16 10:00")
    story.hear(a_confirmation, "2026-03-16 11:00")
    order = ReopenOrdered(order_id="1", request_id=REQUEST, by="siti", why="Belum selesai.")
    telling = Telling(story.case, a_moment("2026-03-24 08:00"), story.rules)
    blocked = blocked_by(telling, order)
    assert blocked is not None
    assert blocked.obstacle is Obstacle.WINDOW_PASSED
    assert why_not(telling, blocked).id == (
        "Masa buka kembali berakhir pada Senin, 23 Maret 2026 pukul 16.00 WIB;"
        " ajukan permohonan baru."
    )


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
