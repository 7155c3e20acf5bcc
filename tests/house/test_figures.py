"""Rules that record a figure ask for the very series its formula asks for."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import promql_parser as promql
import pytest
import yaml

from contracts.kpis import KPIS, Kpi, Quantile
from contracts.kpis import promql as asked
from contracts.metrics import METRICS
from tests.house.files import ROOT

Where = frozenset[tuple[str, frozenset[str]]]
"""Labels, and the values each may have."""


class Asked(NamedTuple):
    """One series an expression asks for, in which some labels have one of these values."""

    name: str
    where: Where


def _rules() -> dict[str, str]:
    files = (ROOT / "deploy/prometheus/rules").glob("*.yml")
    groups = [one for file in files for one in yaml.safe_load(file.read_text("utf-8"))["groups"]]
    rules = [rule for group in groups for rule in group["rules"]]
    return {one["record"]: one["expr"] for one in rules if "record" in one}


RULES = _rules()
METRIC = {metric.name: metric for metric in METRICS}
RECORDED = [(kpi, name) for kpi in KPIS for name in kpi.recorded]


class Matched(NamedTuple):
    """One matcher: the label is one of these, or none of them."""

    label: str
    values: frozenset[str]
    excluded: bool

    def keeps(self, values: frozenset[str]) -> frozenset[str]:
        """Of some values, those it lets through."""
        return values - self.values if self.excluded else values & self.values


def _matchers(selector: promql.VectorSelector) -> Iterator[Matched]:
    for one in selector.matchers.matchers:
        excluded = one.op in (promql.MatchOp.NotEqual, promql.MatchOp.NotRe)
        yield Matched(one.name, frozenset(one.value.split("|")), excluded)


def _left(name: str, matched: tuple[Matched, ...]) -> Where:
    """The values each label of a metric may have."""
    metric = METRIC[name.removesuffix("_bucket")]
    values = {one.name: frozenset(one.values) for one in metric.labels}
    where = {one.label: values[one.label] for one in matched}
    for one in matched:
        where[one.label] = one.keeps(where[one.label])
    return frozenset((label, left) for label, left in where.items() if left != values[label])


def _series(expr: Any, outer: tuple[Matched, ...] = ()) -> Iterator[Asked]:  # noqa: ANN401 -- the parser has no common base
    """The series of the registry an expression comes down to, recorded ones unfolded."""
    if isinstance(expr, promql.MatrixSelector):
        expr = expr.vector_selector
    if isinstance(expr, promql.VectorSelector):
        name, matched = expr.name or "", (*outer, *_matchers(expr))
        if name in RULES:
            yield from _series(promql.parse(RULES[name]), matched)
        else:
            yield Asked(name, _left(name, matched))
        return
    if isinstance(getattr(expr, "lhs", None), promql.NumberLiteral) and expr.lhs.val == 0:
        return  # nought times something: it only says that something is there
    for part in ("expr", "lhs", "rhs", "args"):
        inner = getattr(expr, part, None)
        for one in inner if isinstance(inner, list) else [inner] if inner is not None else []:
            yield from _series(one, outer)


def _without(found: Iterator[Asked], labels: set[str]) -> set[Asked]:
    """But for labels a rule tells apart, which a figure may choose one of."""
    return {
        Asked(name, frozenset(one for one in where if one[0] not in labels))
        for name, where in found
    }


@pytest.mark.parametrize(("kpi", "name"), RECORDED, ids=[f"{k.id}-{name}" for k, name in RECORDED])
def test_a_recorded_figure_is_worked_out_of_the_same_series(kpi: Kpi, name: str) -> None:
    expr = promql.parse(RULES[name])
    labels = set(name.partition(":")[0].split("_"))
    told = promql.parse(asked(kpi.formula, kpi.by, "7d"))
    assert _without(_series(expr), labels) == _without(_series(told), labels)
    if isinstance(kpi.formula, Quantile):
        assert RULES[name].startswith(f"histogram_quantile({kpi.formula.share:g}, ")


@pytest.mark.parametrize(("kpi", "name"), RECORDED, ids=[f"{k.id}-{name}" for k, name in RECORDED])
def test_a_recorded_figure_is_told_by_the_figure_s_own_labels(kpi: Kpi, name: str) -> None:
    chosen = {"time", "state", "level", "standing"}  # labels whose values add up, or one is chosen
    assert set(name.partition(":")[0].split("_")) - chosen <= set(kpi.by)


def test_every_rule_of_what_was_promised_records_a_figure_or_is_known_not_to() -> None:
    text = (ROOT / "deploy/prometheus/rules/promises.yml").read_text("utf-8")
    groups = {one["name"]: one["rules"] for one in yaml.safe_load(text)["groups"]}
    named = {name for _, name in RECORDED}
    rules = {one["record"] for group in ("simpul-results", "simpul-times") for one in groups[group]}
    assert rules - named == {
        "agency_clock_group_result:simpul_sla_results:increase7d",  # results one by one
        "agency_clock_result:simpul_sla_results:increase7d",
        "agency:simpul_request_hops:mean7d",  # what the topics do not tell
        "agency:simpul_bounces:increase7d",
    }
