"""The rules of deploy/prometheus, with the labels of what each comes to."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import yaml

from tests.house.files import ROOT
from tests.house.promql import labels_of, shown

RULES = sorted((ROOT / "deploy/prometheus/rules").glob("*.yml"))


class Rule(NamedTuple):
    """One rule, and the labels of what it comes to."""

    name: str
    says: dict[str, Any]
    labels: frozenset[str]


@cache
def known() -> tuple[Rule, ...]:
    """Every rule, recorded ones known to those after them; recordings come first."""
    return tuple(_known())


def _known() -> Iterator[Rule]:
    series = shown()
    groups = [
        group for file in RULES for group in yaml.safe_load(file.read_text("utf-8"))["groups"]
    ]
    rules = [rule for group in groups for rule in group["rules"]]
    for rule in sorted(rules, key=lambda one: "alert" in one):
        labels = labels_of(rule["expr"], series)
        name = rule.get("record") or rule["alert"]
        if "record" in rule:
            series[name] = labels
        yield Rule(name, rule, labels)


def recorded() -> dict[str, frozenset[str]]:
    """The labels of every recorded figure, by its name."""
    return {rule.name: rule.labels for rule in known() if "record" in rule.says}
