"""The shapes of a Grafana dashboard as plain values; knows no metric."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

Json = dict[str, Any]

SOURCE: Json = {"type": "prometheus", "uid": "${source}"}
_WIDTH = 24
_HEIGHT = 8


class Query(NamedTuple):
    """One line of PromQL, and what its series are called."""

    expr: str
    legend: str


class Panel(NamedTuple):
    """One picture: a title for officials, a description for engineers, a unit Grafana knows."""

    title: str
    description: str
    unit: str
    queries: tuple[Query, ...]
    kind: str = "timeseries"
    width: int = 8
    stacked: bool = False


class Row(NamedTuple):
    """Panels under one heading."""

    title: str
    panels: tuple[Panel, ...]


class Variable(NamedTuple):
    """A choice at the top, filled from a label of a metric."""

    name: str
    label: str
    query: str


def dashboard_json(
    uid: str, title: str, description: str, variables: Iterable[Variable], rows: Sequence[Row]
) -> Json:
    """The dashboard as Grafana 11 reads it."""
    return {
        "uid": uid,
        "title": title,
        "description": description,
        "tags": ["simpul"],
        "timezone": "Asia/Jakarta",
        "schemaVersion": 39,
        "editable": False,
        "refresh": "10s",
        "time": {"from": "now-3h", "to": "now"},
        "templating": {"list": [_source(), *(_variable(one) for one in variables)]},
        "panels": _laid_out(rows),
    }


def as_json(dashboard: Json) -> str:
    """The file's text."""
    return json.dumps(dashboard, indent=2, ensure_ascii=False) + "\n"


def _source() -> Json:
    return {
        "name": "source",
        "label": "Sumber data",
        "type": "datasource",
        "query": "prometheus",
        "hide": 0,
    }


def _variable(variable: Variable) -> Json:
    return {
        "name": variable.name,
        "label": variable.label,
        "type": "query",
        "datasource": SOURCE,
        "query": {"query": variable.query, "refId": variable.name},
        "refresh": 2,
        "sort": 1,
        "multi": True,
        "includeAll": True,
        "allValue": ".*",
        "current": {"text": "All", "value": "$__all"},
    }


def _laid_out(rows: Sequence[Row]) -> list[Json]:
    """Rows from the top, panels from the left, a new line where one is full."""
    panels: list[Json] = []
    top = 0
    for row in rows:
        panels.append(_heading(row.title, len(panels) + 1, top))
        top, left = top + 1, 0
        for panel in row.panels:
            if left + panel.width > _WIDTH:
                top, left = top + _HEIGHT, 0
            panels.append(_panel(panel, len(panels) + 1, (left, top)))
            left += panel.width
        top += _HEIGHT
    return panels


def _heading(title: str, number: int, top: int) -> Json:
    place = {"h": 1, "w": _WIDTH, "x": 0, "y": top}
    return {"id": number, "type": "row", "title": title, "collapsed": False, "gridPos": place}


def _panel(panel: Panel, number: int, place: tuple[int, int]) -> Json:
    left, top = place
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": SOURCE,
        "gridPos": {"h": _HEIGHT, "w": panel.width, "x": left, "y": top},
        "fieldConfig": {"defaults": _defaults(panel), "overrides": []},
        "options": _options(panel),
        "targets": [
            _target(query, chr(ord("A") + n), instant=panel.kind != "timeseries")
            for n, query in enumerate(panel.queries)
        ],
    }


def _defaults(panel: Panel) -> Json:
    defaults: Json = {"unit": panel.unit, "min": 0}
    if panel.stacked:
        defaults["custom"] = {"stacking": {"mode": "normal"}, "fillOpacity": 30}
    return defaults


def _options(panel: Panel) -> Json:
    if panel.kind == "timeseries":
        return {"legend": {"displayMode": "list", "placement": "bottom"}}
    return {"reduceOptions": {"calcs": ["lastNotNull"], "values": False}}


def _target(query: Query, ref: str, *, instant: bool) -> Json:
    return {
        "refId": ref,
        "datasource": SOURCE,
        "expr": query.expr,
        "legendFormat": query.legend,
        "instant": instant,
        "range": not instant,
    }
