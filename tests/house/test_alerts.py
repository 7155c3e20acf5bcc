"""Rules ask for what there is; every alert says what to do, and has a test; commands exist."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import typer
import yaml

from deploy.cli.main import app
from deploy.grafana.pages import PAGES
from tests.house.files import ROOT
from tests.house.promql import NotThere, labels_of, shown
from tests.house.rules import RULES, Rule, known

PLACE = ROOT / "deploy/prometheus"
TESTS = sorted((PLACE / "tests").glob("*.yml"))
RUNBOOK = (ROOT / "deploy/README.md").read_text("utf-8")
_LABEL = re.compile(r"\$labels\.(\w+)")
_COMMAND = re.compile(r"\bsimpul ((?:[a-z]+ ?)+)((?: ?--[a-z-]+(?: [A-Za-z0-9]+)?| [A-Z]+)*)")


KNOWN = known()
ALERTS = [rule for rule in KNOWN if "alert" in rule.says]
RECORDED = [rule for rule in KNOWN if "record" in rule.says]


@pytest.mark.parametrize(
    ("expression", "because"),
    [
        ("sum(simpul_nothing)", "nobody shows simpul_nothing"),
        ("sum by (kelurahan) (simpul_open_cases)", "has no label kelurahan"),
        ('simpul_lag_records{ticket="x"}', "has no label ticket"),
        ('simpul_lag_records{hop="intake|tracking"}', "hop is never tracking"),
        ("sum by (hop) (simpul_lag_records) / simpul_lag_records", "never match"),
        ("rate(simpul_status_latency_seconds[5m])", "nobody shows simpul_status_latency_seconds"),
    ],
)
def test_an_expression_that_asks_for_what_is_not_is_refused(expression: str, because: str) -> None:
    with pytest.raises(NotThere, match=re.escape(because)):
        labels_of(expression, shown())


@pytest.mark.parametrize("rule", RECORDED, ids=[rule.name for rule in RECORDED])
def test_a_recorded_figure_begins_with_its_labels(rule: Rule) -> None:
    assert rule.name.split(":")[0] == ("_".join(sorted(rule.labels)) or "simpul")


@pytest.mark.parametrize("rule", ALERTS, ids=[rule.name for rule in ALERTS])
def test_an_alert_says_what_is_wrong_and_where_to_read_what_to_do(rule: Rule) -> None:
    notes = rule.says["annotations"]
    assert set(notes) == {"summary", "description", "runbook", "dashboard"}
    assert rule.says["labels"]["severity"] in {"page", "ticket"}
    assert set(_LABEL.findall(str(notes))) <= rule.labels  # its own labels come after them
    assert notes["runbook"] == f"deploy/README.md#{rule.name.lower()}"
    assert notes["dashboard"].partition("?")[0] in {f"/d/{page.uid}" for page in PAGES.values()}
    paragraph = RUNBOOK.partition(f"\n### {rule.name}\n")[2].partition("\n### ")[0]
    assert re.match(r"\w.+\n(.+\n)*- \*\*Look:\*\* .+\n(.+\n)*- \*\*Do:\*\* .+", paragraph)


def test_the_runbook_speaks_of_no_other_alert() -> None:
    assert set(re.findall(r"^### (\w+)$", RUNBOOK, re.MULTILINE)) == {rule.name for rule in ALERTS}


def test_the_routing_example_speaks_of_no_other_alert() -> None:
    named = re.findall(r"Simpul\w+", (PLACE / "alertmanager.yml").read_text("utf-8"))
    assert set(named) <= {rule.name for rule in ALERTS}


def _expected() -> Iterator[tuple[set[str], str]]:
    """The rule files and what fires, of every moment of every test."""
    for file in TESTS:
        whole = yaml.safe_load(file.read_text("utf-8"))
        for test in whole["tests"]:
            for moment in test["promql_expr_test"]:
                if "ALERTS" in moment["expr"]:
                    assert moment["expr"].startswith("count by (alertname"), file.name
                    fires = [one["labels"] for one in moment.get("exp_samples", ())]
                    yield {name.split("/")[-1] for name in whole["rule_files"]}, "\n".join(fires)


def _marks(rule: Rule) -> list[str]:
    """What a test writes of the labels a rule gives."""
    return [f'alertname="{rule.name}"', *(f'{k}="{v}"' for k, v in rule.says["labels"].items())]


def test_every_alert_has_a_test_in_which_it_fires_and_one_in_which_nothing_does() -> None:
    moments = list(_expected())
    fired = [line for _, fires in moments for line in fires.splitlines()]
    untested = [
        rule.name
        for rule in ALERTS
        if not any(all(mark in line for mark in _marks(rule)) for line in fired)
    ]
    assert untested == []
    quiet = set().union(*(files for files, fires in moments if not fires))
    assert {file.name for file in RULES} <= quiet


def test_every_command_the_runbook_names_is_there() -> None:
    for words, options in _COMMAND.findall(RUNBOOK):
        command: Any = typer.main.get_command(app)
        for word in words.split():
            command = getattr(command, "commands", {}).get(word, command)
        assert command.name != "simpul", words
        known = {name for param in command.params for name in param.opts}
        assert set(re.findall(r"--[a-z-]+", options)) <= known, words


CHECKS = {
    "the configuration": ["promtool", "check", "config", "prometheus.yml"],
    "the rules": ["promtool", "check", "rules", *(f"rules/{file.name}" for file in RULES)],
    **{
        f"the tests of {file.stem}": ["promtool", "test", "rules", f"tests/{file.name}"]
        for file in TESTS
    },
    "the routing example": ["amtool", "check-config", "alertmanager.yml"],
}


@pytest.mark.parametrize("what", CHECKS)
def test_prometheus_itself_agrees_with(what: str) -> None:
    command = CHECKS[what]
    if shutil.which(command[0]) is None:
        packages = "Debian: prometheus, prometheus-alertmanager"
        pytest.skip(f"{command[0]} is not here ({packages}): {what} were not run through it")
    found = subprocess.run(command, cwd=PLACE, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
