"""What is shortened of the rules and what is left out, before a real Prometheus is asked."""

from pathlib import Path

import yaml

from tests.alarms.prometheus import Alert, told
from tests.alarms.shortened import PLACE, configuration, rules, shorter


def test_every_duration_of_a_rule_is_as_many_times_shorter() -> None:
    rule = "increase(x[1h] offset 1d) > 10 or max_over_time(y[5m:30s])"
    assert (
        shorter(rule) == "increase(x[360000ms] offset 8640000ms) > 10 or max_over_time(y[5m:30s])"
    )


def test_shortened_rules_are_the_rules(tmp_path: Path) -> None:
    def names(folder: Path) -> list[str]:
        found = [yaml.safe_load(one.read_text("utf-8")) for one in sorted(folder.glob("*.yml"))]
        groups = [group for file in found for group in file["groups"]]
        return [one.get("record") or one["alert"] for group in groups for one in group["rules"]]

    rules(tmp_path)
    assert names(tmp_path) == names(PLACE / "rules")


def test_prometheus_asks_every_program_once(tmp_path: Path) -> None:
    ports = {"simpul-intake": [1], "simpul-case": [2, 3], "simpul-lag": [4]}
    config = yaml.safe_load(configuration(tmp_path, ports).read_text("utf-8"))
    jobs = {
        one["job_name"]: one["static_configs"][0]["targets"] for one in config["scrape_configs"]
    }
    assert jobs["simpul-case"] == ["127.0.0.1:2", "127.0.0.1:3"]


def test_nobody_is_told_of_what_follows_from_what_is_told() -> None:
    away = Alert("SimpulBrokerAway", (("severity", "page"),))
    lagging = Alert("SimpulLagging", (("severity", "page"), ("topic", "bus.requests.v1")))
    stuck = Alert("SimpulPartitionStuck", (("severity", "page"), ("topic", "bus.requests.v1")))
    other = Alert("SimpulLagging", (("severity", "page"), ("topic", "agency.dlh.events.v1")))
    assert told({away, lagging, stuck}) == {away}
    assert told({lagging, stuck, other}) == {stuck, other}
    assert told({lagging}) == {lagging}
