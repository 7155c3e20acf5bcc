"""What is shortened of the rules and what is left out, and one fault before a real Prometheus."""

import shutil
from pathlib import Path

import pytest
import yaml

from tests.alarms.bus import the_bus
from tests.alarms.faults import FAULTS
from tests.alarms.playing import Pace, play
from tests.alarms.prometheus import Alert, told
from tests.alarms.shortened import PLACE, configuration, rules, shorter
from tests.broker.prometheus import SERVER

SOON = Pace(quiet=5, watched=5)


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


@pytest.mark.skipif(
    shutil.which(SERVER) is None, reason="prometheus is not here: no alert was seen"
)
async def test_when_nobody_works_one_is_told_and_of_nothing_besides(tmp_path: Path) -> None:
    fault = next(one for one in FAULTS if one.name == "all-killed")
    async with the_bus(tmp_path) as bus:
        outcome = await play(bus, fault, tmp_path, SOON)
    assert outcome.holds, outcome.as_json()
