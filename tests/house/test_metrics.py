"""Metrics, their page and what Prometheus scrapes agree with the registry."""

import re
from pathlib import Path

import yaml

from contracts.metrics import METRICS, Kind
from deploy.cli.metrics import drift, meant
from tests.house.files import ROOT

BY_NAME = {metric.name: metric for metric in METRICS}
MOST_SERIES = 20_000
UNBOUNDED = {"request_id", "ticket", "kelurahan", "reference", "event_id", "case"}


def test_the_page_and_the_dashboards_are_what_the_code_says() -> None:
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
