"""The dashboards as they are kept: their panels, and everything they ask Prometheus."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.house.files import ROOT

FILES = sorted((ROOT / "deploy/grafana").glob("*.json"))
_VARIABLE = re.compile(r"label_values\((.+), (\w+)\)")


class Asked(NamedTuple):
    """One expression of a dashboard: its file, its panel or mark, what its series are called."""

    file: str
    title: str
    expr: str
    legend: str = ""
    place: str = ""

    @property
    def whose(self) -> str:
        """As a failure names it."""
        return f"{self.file}: {self.title} {self.place}".rstrip()

    def chosen(self, **values: str) -> str:
        """The expression as Grafana sends it, with a value for every variable it has."""
        return re.sub(r"\$(\w+)", lambda found: values[found[1]], self.expr)


def read(file: Path) -> dict[str, Any]:
    """A dashboard as it is kept."""
    whole: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return whole


def panels(file: Path) -> list[dict[str, Any]]:
    """Its panels, without the headings of rows."""
    return [panel for panel in read(file)["panels"] if panel["type"] != "row"]


def asked(file: Path) -> Iterator[Asked]:
    """Every expression of a dashboard: its panels', its marks' and its choices'."""
    for panel in panels(file):
        for target in panel["targets"]:
            said = (target["expr"], target["legendFormat"], target["refId"])
            yield Asked(file.name, panel["title"], *said)
    for mark in read(file)["annotations"]["list"]:
        yield Asked(file.name, mark["name"], mark["expr"], mark["textFormat"])
    for variable in read(file)["templating"]["list"]:
        if variable["type"] == "query":
            yield _choice(file, variable)


def _choice(file: Path, variable: dict[str, Any]) -> Asked:
    """The values of a choice, asked for as an expression."""
    found = _VARIABLE.fullmatch(variable["query"]["query"])
    assert found, f"{file.name}: {variable['name']} is no label's values"
    values = f"count by ({found[2]}) ({found[1]})"
    return Asked(file.name, f"the choice of {variable['label']}", values, f"{{{{{found[2]}}}}}")


ASKED = [one for file in FILES for one in asked(file)]
EVERYTHING = {"agency": ".*", "group": ".*", "__rate_interval": "1m", "__range": "1h"}
"""A value for every variable there is: all agencies and groups, an hour shown."""
