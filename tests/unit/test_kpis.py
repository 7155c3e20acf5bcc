"""Figures are said once, in both languages, of metrics and labels there are."""

import pytest

from contracts.kpis import KPIS, Count, Formula, Kpi, Quantile, Series, Share, Tally, figure, promql
from contracts.metrics import BREACHED, LATE, MET, METRICS, OPEN_PROMISES, RESULTS, USED, WITHDRAWN
from tests.house.promql import labels_of, shown

IDS = [one.id for one in KPIS]


def series_of(formula: Formula) -> list[Series]:
    """Every series a formula asks for."""
    if isinstance(formula, Share):
        return [*series_of(formula.part), *series_of(formula.whole)]
    if isinstance(formula, Count):
        return [formula.counted, *([formula.less] if formula.less else [])]
    return [formula.of]


def test_a_figure_has_a_name_of_its_own_in_both_languages() -> None:
    assert len(set(IDS)) == len(IDS)
    assert len({one.names.id for one in KPIS}) == len({one.names.en for one in KPIS}) == len(IDS)


@pytest.mark.parametrize("kpi", KPIS, ids=IDS)
def test_a_figure_says_what_it_counts_and_when(kpi: Kpi) -> None:
    assert all(said.id and said.en for said in (kpi.names, kpi.meaning, kpi.dated))
    assert kpi.meaning.id.endswith(".")
    assert kpi.meaning.en.endswith(".")


@pytest.mark.parametrize("kpi", KPIS, ids=IDS)
def test_a_figure_is_worked_out_from_what_the_registry_has(kpi: Kpi) -> None:
    for series in series_of(kpi.formula):
        assert series.metric in METRICS
        labels = {label.name: label for label in series.metric.labels}
        assert {name for name, _ in series.where} | set(kpi.by) <= set(labels)
        for name, allowed in series.where:
            assert set(allowed) <= set(labels[name].values)


@pytest.mark.parametrize("kpi", KPIS, ids=IDS)
def test_prometheus_can_be_asked_for_it_by_each_of_its_labels(kpi: Kpi) -> None:
    for many in range(1, len(kpi.by) + 1):
        by = kpi.by[:many]
        found = labels_of(promql(kpi.formula, by, "7d", 'agency=~"dlh|dishub"'), shown())
        assert found == set(by)


def results(**counts: int) -> Tally:
    of = ("dlh", "Kebersihan", "resolution")
    return Tally({(RESULTS, (*of, name)): n for name, n in counts.items()}, {})


SHARED = Share(
    Count(Series(RESULTS, (("result", (MET,)),)), Series(WITHDRAWN, (("result", (MET,)),))),
    Count(Series(RESULTS, (("result", (MET, BREACHED)),)), Series(WITHDRAWN)),
)


def test_a_share_is_of_what_was_kept_or_broken_less_what_was_taken_back() -> None:
    tally = results(met=4, breached=1, exempt=7)
    tally.counts[WITHDRAWN, ("dlh", "Kebersihan", "resolution", MET)] = 1
    assert figure(SHARED, tally) == 3 / 4


def test_a_share_of_nothing_says_nothing() -> None:
    assert figure(SHARED, results(exempt=3)) is None


@pytest.mark.parametrize(("share", "seconds"), [(0.5, 200), (0.9, 400), (0.25, 100)])
def test_a_percentile_is_the_least_time_within_which_so_many_were_done(
    share: float, seconds: int
) -> None:
    tally = Tally({}, {})
    tally.lengths[USED, ("dlh", "Kebersihan", "resolution", "working")] = [400, 100, 300, 200]
    assert figure(Quantile(Series(USED), share), tally) == seconds


def test_of_what_stands_each_partition_is_taken_once() -> None:
    late = next(one for one in KPIS if one.id == "open_late")
    assert promql(late.formula, ("clock",), "7d") == (
        "sum by (clock) (max by (partition, agency, group, clock, standing)"
        f' ({OPEN_PROMISES.name}{{standing="{LATE}"}}))'
    )
