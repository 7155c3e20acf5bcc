"""What the report counts from the topics is what workers count, whatever the history."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import orjson
from hypothesis import given, settings

from contracts.envelope import type_of
from contracts.kpis import KPIS, Standing, Tally, figure
from contracts.metrics import (
    ESCALATIONS,
    RESULTS,
    SPENT,
    TRANSITIONS,
    USED,
    WITHDRAWN,
    Metric,
    Sample,
    group_of,
)
from contracts.records import StoredRecord
from contracts.topics import SLA, STATUS
from deploy.report.lines import Line, Sums, merged
from deploy.report.month import Books, Month
from deploy.report.promises import Promises
from deploy.report.requests import Requests
from tests.builders.climbing import a_climbing_city, a_climbing_worker, a_later_climbing_city
from tests.builders.partitions import Worker
from tests.property.histories import RULED, histories

several = settings(max_examples=60, deadline=None, derandomize=True)
VERSIONS = (a_climbing_city(), a_later_climbing_city())
SERVICES = {one.code: one.group for one in VERSIONS[0].services}
CALENDARS = {
    (one.id, one.version): each.working_time[one.id] for each in VERSIONS for one in each.calendars
}


def counted(worker: Worker) -> Tally:
    """As the report counts what stands on the topics, whatever its month."""
    promises = Promises(_group, lambda *name: CALENDARS.get(name), datetime(1990, 1, 1, tzinfo=UTC))
    requests = Requests(_group, datetime.max.replace(tzinfo=UTC))
    sums = Sums(Month(2026, 3), Books(UTC, timedelta()))
    for message in worker.written:
        body, known = orjson.loads(message.value or b"{}"), datetime.max.replace(tzinfo=UTC)
        lines: Iterable[Line] = ()
        if message.topic == STATUS:
            lines = requests.take(body, known)
        elif message.topic == SLA:
            lines = promises.take(type_of(message.headers), body, known)
        for line in lines:
            sums.stand(line.office, line.sample, line.amount)
    return merged(list(sums.tallies.values()))


def _group(service: str) -> str:
    return group_of(SERVICES[service])


def measured(worker: Worker) -> Tally:
    """As workers count."""
    found = worker.cases.measure()
    lengths: dict[Sample, list[float]] = {}
    for (sample, value), n in found.seen.items():
        lengths.setdefault(sample, []).extend([value] * n)
    return Tally({sample: float(n) for sample, n in found.counts.items()}, lengths)


@several
@given(histories())
def test_every_figure_of_the_report_is_the_one_of_the_counters(log: list[StoredRecord]) -> None:
    agree(log)


@several
@given(histories(steps=RULED))
def test_so_it_is_where_terms_are_computed_anew_over_and_over(log: list[StoredRecord]) -> None:
    agree(log)


def agree(log: list[StoredRecord]) -> None:
    """Figure by figure, and series by series."""
    worker = a_climbing_worker()
    worker.fold(log)
    report, counters = counted(worker), measured(worker)
    for kpi in KPIS:
        if not isinstance(kpi.formula, Standing):
            assert figure(kpi.formula, report) == figure(kpi.formula, counters), kpi.id
    for metric in (RESULTS, WITHDRAWN, SPENT, TRANSITIONS, ESCALATIONS):
        assert _of(metric, report) == _of(metric, counters), metric.name
    assert _lengths(report) == _lengths(counters)


def _of(metric: Metric, tally: Tally) -> dict[tuple[str, ...], float]:
    """Its series that grew."""
    return {labels: n for (one, labels), n in tally.counts.items() if one is metric and n}


def _lengths(tally: Tally) -> dict[tuple[str, ...], list[float]]:
    return {labels: sorted(n) for (one, labels), n in tally.lengths.items() if one is USED}
