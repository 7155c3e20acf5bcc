"""How cases stand, in figures: their age in working days, what is owed, and what is held."""

from datetime import date

import pytest

from agents.case.ages import buckets
from agents.case.standing import OWES, Standing, header_of, read_header
from contracts.calendar import WorkingTime
from contracts.lifecycle import NOT_OURS, State
from contracts.metrics import (
    AGES,
    ARBITRATIONS,
    BOUNCES,
    HELD,
    HOPS,
    OPEN_AGED,
    OPEN_GROUPED,
    OPEN_PROMISES,
    RESULTS,
    SPENT,
    USED,
    WITHDRAWN,
    Metric,
    group_of,
)
from contracts.metrics.kinds import AGENCY, GROUP, MOST_OFFERS
from tests.builders.calendars import at, serang
from tests.builders.events import milliseconds
from tests.builders.facts import (
    a_note,
    a_report,
    a_submission,
    a_withdrawal,
    an_objection,
    an_origin,
)
from tests.builders.packs import city_catalogue
from tests.builders.partitions import PARTITION, Log, Worker, breaking, ground
from tests.unit.test_case_meters import of

HOME = str(PARTITION)
FRIDAY = date(2026, 3, 13)
"""Nyepi and Idul Fitri with their collective leave lie between the 18th and the 24th."""


def stands(worker: Worker, metric: Metric, when: str) -> dict[tuple[str, ...], int]:
    """A gauge of the worker's partition at an instant of city time."""
    return of(metric, worker.cases.measure().stands(milliseconds(at(when))))


def worked(*facts: tuple[int, str, State]) -> tuple[Log, Worker]:
    """A request submitted on Monday 16 March, then reported on so; folded."""
    log, worker = Log(), Worker()
    log.put(a_submission(an_origin(1)))
    for offset, when, state in facts:
        log.put(a_report(an_origin(offset, when), state))
    worker.fold(log.records)
    return log, worker


@pytest.mark.parametrize(
    ("today", "age"),
    [
        ("2026-03-13", "0-1"),
        ("2026-03-15", "0-1"),
        ("2026-03-16", "0-1"),
        ("2026-03-17", "2-3"),
        ("2026-03-24", "2-3"),
        ("2026-03-25", "2-3"),
        ("2026-03-26", "4-5"),
        ("2026-06-30", "over-60"),
    ],
)
def test_a_request_of_a_friday_grows_older_by_working_days_alone(today: str, age: str) -> None:
    age_of = buckets(WorkingTime(serang()), date.fromisoformat(today))
    assert age_of(FRIDAY.toordinal()) == age


def test_every_bucket_is_found_and_today_is_in_the_first() -> None:
    today = date(2026, 6, 30)
    age_of = buckets(WorkingTime(serang()), today)
    found = [age_of(day) for day in range(today.toordinal(), today.toordinal() - 120, -1)]
    assert list(dict.fromkeys(found)) == [*(name for name, _ in AGES), "over-60"]


@pytest.mark.parametrize(
    "standing",
    [
        Standing("dlh", State.ROUTED, 739_000, "Pajak daerah", (("resolution", "late"),), "X"),
        Standing(None, State.RECEIVED, 739_000, "Kebersihan"),
        Standing(held=True),
    ],
)
def test_a_header_says_how_a_case_stands(standing: Standing) -> None:
    ((_, value),) = header_of(standing)
    assert read_header(value) == standing


def test_age_is_what_it_is_when_asked_for_though_nothing_happens() -> None:
    _, worker = worked()
    assert stands(worker, OPEN_AGED, "2026-03-16 12:00") == {(HOME, "dlh", "routed", "0-1"): 1}
    assert stands(worker, OPEN_AGED, "2026-03-18 12:00") == {(HOME, "dlh", "routed", "2-3"): 1}
    later = stands(worker, OPEN_GROUPED, "2026-03-18 12:00")
    assert later == {(HOME, "dlh", "Kebersihan", "2-3"): 1}


def test_a_promise_runs_is_due_soon_and_is_late() -> None:
    log, worker = worked()
    wanted = {}
    for when in ("2026-03-18 12:00", "2026-03-19 12:00", "2026-03-19 17:00"):
        log.advance(when)
        worker.fold(log.records[-1:])
        found = stands(worker, OPEN_PROMISES, when)
        wanted[when] = {labels[4] for labels in found if labels[3] == "resolution"}
    assert list(wanted.values()) == [{"running"}, {"due_soon"}, {"late"}]


def test_what_waits_for_the_reporter_is_paused() -> None:
    _, worker = worked((2, "2026-03-16 10:00", State.NEEDS_INFORMATION))
    found = stands(worker, OPEN_PROMISES, "2026-03-16 12:00")
    assert found[HOME, "dlh", "Kebersihan", "resolution", "paused"] == 1


def test_a_case_that_an_earlier_release_wrote_is_read_to_know_how_it_stands() -> None:
    _, worker = worked((2, "2026-03-16 10:00", State.SCHEDULED))
    before = worker.cases.measure().stands(0)
    worker.written = [
        one._replace(headers=tuple(each for each in one.headers if each[0] != OWES))
        for one in worker.written
    ]
    worker.crash()
    assert worker.cases.measure().stands(0) == before


def test_what_is_met_and_sent_back_is_counted_and_taken_back() -> None:
    log, worker = worked(
        (2, "2026-03-16 10:00", State.IN_PROGRESS), (3, "2026-03-16 11:00", State.RESOLVED)
    )
    counts = worker.cases.measure().counts
    assert of(RESULTS, counts)["dlh", "Kebersihan", "resolution", "met"] == 1
    assert of(WITHDRAWN, counts) == {}
    log.put(an_objection(an_origin(4, "2026-03-17 09:00")))
    worker.fold(log.records[-1:])
    counts = worker.cases.measure().counts
    assert of(WITHDRAWN, counts) == {("dlh", "Kebersihan", "resolution", "met"): 1}


def test_the_time_a_promise_took_leaves_out_what_it_stood_still() -> None:
    _, worker = worked(
        (2, "2026-03-16 10:00", State.NEEDS_INFORMATION),
        (3, "2026-03-16 11:00", State.IN_PROGRESS),
        (4, "2026-03-16 11:30", State.RESOLVED),
    )
    measures = worker.cases.measure()
    place = ("dlh", "Kebersihan", "resolution", "working")
    spent = of(SPENT, measures.counts)
    used = [value for (sample, value) in measures.seen if sample == (USED, place)]
    assert used == [spent[*place, "running"]]
    assert (spent[*place, "paused"], spent[*place, "running"]) == (3600, 5400)


def test_a_request_given_back_twice_goes_to_arbitration_and_its_hops_are_told_at_its_end() -> None:
    log, worker = worked()
    log.put(a_report(an_origin(2, "2026-03-16 10:00"), State.ROUTED, reason=NOT_OURS))
    worker.fold(log.records[-1:])
    counts = worker.cases.measure().counts
    assert of(BOUNCES, counts) == {("dlh",): 1}
    assert of(ARBITRATIONS, counts).get(("dlh",), 0) == 1
    log.put(a_withdrawal(an_origin(3, "2026-03-16 11:00")))
    worker.fold(log.records[-1:])
    hops = {value for (sample, value) in worker.cases.measure().seen if sample[0] is HOPS}
    assert hops == {1}


def test_a_held_request_is_held_until_it_is_let_go_whoever_has_it() -> None:
    log, worker = Log(), Worker(ground(breaking(lambda event: event.TYPE.endswith("note.v1"))))
    log.put(a_submission(an_origin(1)))
    log.put(a_note(an_origin(2)))
    worker.fold(log.records)
    assert stands(worker, HELD, "2026-03-16 12:00") == {(HOME, "dlh"): 1}
    worker.crash()
    assert stands(worker, HELD, "2026-03-16 12:00") == {(HOME, "dlh"): 1}


def test_the_citys_agencies_and_groups_are_fewer_than_the_bounds_that_metrics_name() -> None:
    catalogue = city_catalogue()
    pairs = {
        (agency, group_of(service.group))
        for service in catalogue.services
        for agency in (service.owner, service.fallback, *service.co_agencies)
    }
    assert len(pairs) <= MOST_OFFERS
    assert len({group for _, group in pairs}) <= GROUP.bound
    assert len(catalogue.agencies) < AGENCY.bound
