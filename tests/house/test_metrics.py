"""Metrics, their page, the dashboard and what Prometheus scrapes agree with the registry."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.metrics import (
    CHUNKS,
    COMMIT_AGE,
    FACTS_WRITTEN,
    HORIZON_AGE,
    IN_FLIGHT,
    METRICS,
    OUTSIDE,
    PAUSED,
    PROMISES,
    RECOVERY_LEFT,
    TRANSACTIONS,
    WAITED,
    Kind,
    Metric,
)
from deploy.cli.metrics import drift, meant
from tests.house.files import ROOT

BY_NAME = {metric.name: metric for metric in METRICS}
DASHBOARDS = sorted((ROOT / "deploy" / "grafana").glob("*.json"))
MOST_SERIES = 20_000
UNDRAWN = (
    *(CHUNKS, COMMIT_AGE, FACTS_WRITTEN, HORIZON_AGE, IN_FLIGHT, PAUSED, WAITED),
    *(RECOVERY_LEFT, TRANSACTIONS, *PROMISES),
)
UNBOUNDED = {"request_id", "ticket", "kelurahan", "reference", "event_id", "case"}
_SELECTOR = re.compile(r"(simpul_\w+)(?:\{([^}]*)\})?")
_GROUPING = re.compile(r"\b(?:by|without)\s*\(([^)]*)\)")
_LEGEND = re.compile(r"\{\{(\w+)\}\}")


def test_the_page_and_the_dashboard_are_what_the_code_says() -> None:
    assert drift(ROOT) == []


def test_what_drifted_is_named(tmp_path: Path) -> None:
    assert drift(tmp_path) == [
        f"{name} is not what the code says: run `simpul metrics write`" for name in meant()
    ]


def test_every_metric_has_a_name_of_its_own_that_says_its_unit() -> None:
    assert len(BY_NAME) == len(METRICS)
    for metric in METRICS:
        assert re.fullmatch(r"simpul_[a-z]+(_[a-z]+)*", metric.name)
        assert metric.name.endswith("_total") == (metric.kind is Kind.COUNTER)
        named = metric.name.removesuffix("_total")
        assert named.endswith("_seconds") == metric.unit.startswith("seconds")
        assert bool(metric.buckets) == (metric.kind is Kind.HISTOGRAM)
        assert metric.meaning.endswith(".")


def test_labels_are_bounded_and_name_nobody() -> None:
    labels = {label for metric in METRICS for label in metric.labels}
    assert {label.name for label in labels} & UNBOUNDED == set()
    assert all(label.values or (label.source and label.most) for label in labels)
    assert {m.name: m.most_series for m in METRICS if m.most_series > MOST_SERIES} == {}


def _panels(dashboard: Path) -> Iterator[dict[str, Any]]:
    panels = json.loads(dashboard.read_text("utf-8"))["panels"]
    return (panel for panel in panels if panel["type"] != "row")


def _targets() -> Iterator[tuple[str, dict[str, Any]]]:
    for dashboard in DASHBOARDS:
        for panel in _panels(dashboard):
            yield from ((panel["title"], target) for target in panel["targets"])


def _metric(name: str) -> Metric | None:
    """The metric a series belongs to."""
    return BY_NAME.get(name) or BY_NAME.get(re.sub(r"_(bucket|sum|count)$", "", name))


TARGETS = list(_targets())


@pytest.mark.parametrize(("title", "target"), TARGETS, ids=[title for title, _ in TARGETS])
def test_a_panel_asks_only_for_metrics_and_labels_there_are(
    title: str, target: dict[str, Any]
) -> None:
    expr = target["expr"]
    found = {name: _metric(name) for name, _ in _SELECTOR.findall(expr)}
    assert found, title
    assert {name for name, metric in found.items() if metric is None} == set()
    known = {label.name for metric in found.values() if metric for label in metric.labels} | {"le"}
    asked = {name for _, where in _SELECTOR.findall(expr) for name in re.findall(r"(\w+)=", where)}
    grouped = set(re.findall(r"\w+", " ".join(_GROUPING.findall(expr))))
    assert (asked | grouped | set(_LEGEND.findall(target["legendFormat"]))) - known == set()


def test_every_panel_says_what_it_shows_in_a_unit() -> None:
    for dashboard in DASHBOARDS:
        for panel in _panels(dashboard):
            assert panel["description"].endswith(".")
            assert panel["fieldConfig"]["defaults"]["unit"]


def test_no_two_panels_stand_on_the_same_place() -> None:
    for dashboard in DASHBOARDS:
        taken: set[tuple[int, int]] = set()
        for panel in json.loads(dashboard.read_text("utf-8"))["panels"]:
            at = panel["gridPos"]
            cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
            assert taken & cells == set()
            assert max(x for x, _ in cells) < 24
            taken |= cells


def test_every_metric_that_workers_count_is_on_a_dashboard_or_known_not_to_be() -> None:
    shown = {
        metric
        for _, target in TARGETS
        for name, _ in _SELECTOR.findall(target["expr"])
        if (metric := _metric(name))
    }
    unseen = {metric.name for metric in METRICS if metric not in shown}
    assert unseen == {metric.name for metric in (*UNDRAWN, *OUTSIDE)}


def test_prometheus_scrapes_workers_and_the_exporter_on_loopback_alone() -> None:
    text = (ROOT / "deploy/prometheus/prometheus.yml").read_text("utf-8")
    config = yaml.safe_load(text)
    jobs = {job["job_name"]: job["static_configs"] for job in config["scrape_configs"]}
    assert set(jobs) == {"simpul-intake", "simpul-case", "simpul-lag"}
    targets = [
        target for groups in jobs.values() for group in groups for target in group["targets"]
    ]
    assert len(set(targets)) == len(targets)
    assert all(re.fullmatch(r"127\.0\.0\.1:\d{4,5}", target) for target in targets)
