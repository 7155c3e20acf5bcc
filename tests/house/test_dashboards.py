"""Dashboards ask only for what there is, say what they show, and are Grafana's own models."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import Dashboard

from contracts.kpis import KPIS
from contracts.metrics import METRICS
from deploy.grafana.pages import PAGES
from tests.house.dashboards import ASKED, EVERYTHING, FILES, Asked, panels, read
from tests.house.promql import NotThere, labels_of, shown
from tests.house.rules import known, recorded

SERIES = shown() | recorded()
_LEGEND = re.compile(r"\{\{(\w+)\}\}")
_NAME = re.compile(r"\bsimpul_[a-z_]+")
_UNITS = {value for name, value in vars(units).items() if name[0].isupper()}
_SAID_BY_THE_SOURCE = ("titleFormat", "textFormat")
_WIDTH = 24


@pytest.mark.parametrize("one", ASKED, ids=[one.whose for one in ASKED])
def test_a_dashboard_asks_only_for_metrics_and_labels_there_are(one: Asked) -> None:
    labels = labels_of(one.chosen(**EVERYTHING), SERIES)
    assert set(_LEGEND.findall(one.legend)) <= labels


def test_an_expression_that_asks_for_what_is_not_is_named() -> None:
    wrong = Asked(
        "a file", "a panel", 'sum by (agency) (rate(simpul_nothing{agency=~"$agency"}[$__range]))'
    )
    with pytest.raises(NotThere, match="nobody shows simpul_nothing"):
        labels_of(wrong.chosen(**EVERYTHING), SERIES)


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_a_panel_has_a_unit_limits_a_description_and_links(file: Path) -> None:
    pages = {read(each)["uid"] for each in FILES}
    for panel in panels(file):
        shown_as = panel["fieldConfig"]["defaults"]
        assert panel["description"].endswith("."), panel["title"]
        assert shown_as["unit"] in _UNITS, panel["title"]
        assert shown_as["thresholds"]["steps"], panel["title"]
        to = {re.split(r"[/?]", link["url"])[2] for link in panel["links"]}
        assert to == pages - {read(file)["uid"]}, panel["title"]
        opened = [link["url"] for link in shown_as.get("links", ())]
        assert all(url.startswith("/d/simpul-agency?var-agency=") for url in opened)


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_a_series_that_opens_an_agency_s_page_is_one_of_an_agency(file: Path) -> None:
    opening = {
        panel["title"] for panel in panels(file) if "links" in panel["fieldConfig"]["defaults"]
    }
    for one in ASKED:
        if one.file == file.name and one.title in opening:
            assert "agency" in labels_of(one.chosen(**EVERYTHING), SERIES), one.whose


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_no_two_panels_stand_on_the_same_place_or_have_the_same_title(file: Path) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in read(file)["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert taken & cells == set(), panel["title"]
        assert max(x for x, _ in cells) < _WIDTH, panel["title"]
        taken |= cells
    titles = [panel["title"] for panel in read(file)["panels"]]
    assert len(set(titles)) == len(titles)


def _through_the_sdk(kept: dict[str, Any]) -> dict[str, Any]:
    register_default_plugins()
    whole: dict[str, Any] = json.loads(json.dumps(Dashboard.from_json(kept), cls=JSONEncoder))
    return whole


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_grafana_s_own_model_reads_a_dashboard_and_loses_nothing(file: Path) -> None:
    kept = read(file)
    again = _through_the_sdk(kept)
    for mark in kept["annotations"]["list"]:  # the model lacks what the Prometheus source has
        assert all(mark.pop(name) for name in _SAID_BY_THE_SOURCE)
    assert again == kept


def test_every_page_is_kept_and_nothing_else() -> None:
    assert {file.name for file in FILES} == set(PAGES)
    assert {read(file)["uid"] for file in FILES} == {page.uid for page in PAGES.values()}


def test_every_figure_of_the_month_s_report_that_is_recorded_is_on_a_dashboard() -> None:
    asked = " ".join(one.expr for one in ASKED)
    of_rules = [kpi for kpi in KPIS if kpi.recorded]
    assert of_rules
    assert [kpi.id for kpi in of_rules if not any(name in asked for name in kpi.recorded)] == []


def test_every_metric_is_on_a_dashboard_or_part_of_a_figure_that_is() -> None:
    asked = " ".join(one.expr for one in ASKED)
    of_rules = {rule.name: rule.says["expr"] for rule in known() if "record" in rule.says}
    for name, expr in reversed(of_rules.items()):  # what a drawn figure is made of is drawn
        asked += f" {expr}" if name in asked else ""
    names = set(_NAME.findall(asked))
    names |= {re.sub(r"_(bucket|sum|count)$", "", name) for name in names}
    assert {metric.name for metric in METRICS} - names == set()
