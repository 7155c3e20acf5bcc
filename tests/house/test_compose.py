"""The compose file and the image: as their schemas and linters want them, and locked down."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from deploy.cli.main import app
from deploy.local.properties import properties
from deploy.settings import Settings
from tests.house.files import ROOT

PLACE = ROOT / "deploy/compose"
TEXT = (PLACE / "compose.yaml").read_text("utf-8")
FILE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
BUILT = {name: one for name, one in SERVICES.items() if one["image"] == "simpul:local"}
OTHERS = {name: one for name, one in SERVICES.items() if name not in BUILT}
TOOLS = Path(sys.executable).parent
ENDS = {"prepare"}
"""What is done once and ends."""


def _run(*command: str | Path) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return f"{done.returncode} {done.stdout}{done.stderr}"


def test_the_compose_file_is_as_its_specification_has_it() -> None:
    schema = ("--builtin-schema", "vendor.compose-spec")
    assert _run(TOOLS / "check-jsonschema", *schema, PLACE / "compose.yaml").startswith("0 ok")


def test_a_compose_file_with_a_mistake_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(TEXT.replace("read_only: true", "readonly: true"), "utf-8")
    schema = ("--builtin-schema", "vendor.compose-spec")
    assert "readonly" in _run(TOOLS / "check-jsonschema", *schema, wrong)


def test_the_dockerfile_passes_its_linter_without_an_exception() -> None:
    assert "hadolint ignore" not in (PLACE / "Dockerfile").read_text("utf-8")
    assert _run(TOOLS / "hadolint", PLACE / "Dockerfile") == "0 "


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_runs_as_root_or_may_become_it(name: str) -> None:
    one = SERVICES[name]
    assert int(one["user"].split(":")[0]) > 0
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert {"cap_add", "privileged", "devices", "pid", "ipc"} & set(one) == set()
    assert one["mem_limit"]
    assert one["pids_limit"]


@pytest.mark.parametrize("name", SERVICES)
def test_what_goes_on_says_whether_it_works(name: str) -> None:
    assert ("healthcheck" in SERVICES[name]) != (name in ENDS)


def test_workers_are_asked_whether_they_are_ready() -> None:
    asked = {name: str(SERVICES[name]["healthcheck"]["test"]) for name in BUILT.keys() - ENDS}
    assert all("/readyz" in asked[name] for name in ("intake", "case", "catalogue"))
    assert all("/livez" in asked[name] for name in ("lag", "board"))


def test_every_port_is_published_on_loopback_alone() -> None:
    ports = [port for one in SERVICES.values() for port in one.get("ports", ())]
    assert ports
    assert all(re.fullmatch(r"127\.0\.0\.1:(\d+):\1", port) for port in ports)
    assert {one["network_mode"] for one in SERVICES.values()} == {"bridge", "service:pod"}


@pytest.mark.parametrize("name", OTHERS)
def test_an_image_of_others_is_pinned_by_tag_and_digest(name: str) -> None:
    image = OTHERS[name]["image"]
    assert re.fullmatch(r"[a-z/]+:v?\d+\.\d+\.\d+@sha256:[0-9a-f]{64}", image)


def test_the_image_is_built_in_stages_on_a_pinned_base_from_the_lock() -> None:
    text = (PLACE / "Dockerfile").read_text("utf-8")
    bases = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert len(bases) == 3
    assert all("@sha256:" in base for base in bases if base != "wheels")
    assert "--require-hashes --requirement requirements.lock" in text
    assert re.findall(r"^USER (\S+)", text, re.MULTILINE) == ["10001:10001"]


def test_no_secret_has_a_value_to_fall_back_on() -> None:
    asked = re.findall(r"\$\{(\w+)(:?[-?])?", TEXT)
    secret = {name: how for name, how in asked if re.search("PASSWORD|KEY|SECRET|TOKEN", name)}
    assert secret == {"SIMPUL_TICKET_KEY": ":?", "GRAFANA_ADMIN_PASSWORD": ":?"}


def test_what_is_mounted_is_there() -> None:
    for one in SERVICES.values():
        for volume in one.get("volumes", ()):
            source, target, *mode = volume.split(":")
            if source.startswith("."):
                assert (PLACE / source).exists(), volume
                assert mode == ["ro"], target
            else:
                assert source in FILE["volumes"]


def test_prometheus_finds_every_process_that_shows_metrics() -> None:
    config = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text("utf-8"))
    scraped = {
        target
        for job in config["scrape_configs"]
        for group in job["static_configs"]
        for target in group["targets"]
    }
    ports = [one.get("environment", {}).get("SIMPUL_METRICS_PORT") for one in BUILT.values()]
    shown = {f"127.0.0.1:{port}" for port in (*ports, SERVICES["lag"]["command"][-1]) if port}
    assert len(shown) == 3
    assert shown <= scraped
    told = [word for word in SERVICES["board"]["command"] if word.startswith("--metrics=")]
    assert {f"--metrics=http://127.0.0.1:{port}/metrics" for port in ports if port} == {*told}


def test_grafana_is_given_the_dashboards_and_the_prometheus_beside_it() -> None:
    source = yaml.safe_load((PLACE / "grafana/datasources.yml").read_text("utf-8"))
    assert [one["type"] for one in source["datasources"]] == ["prometheus"]
    provider = yaml.safe_load((PLACE / "grafana/dashboards.yml").read_text("utf-8"))
    path = provider["providers"][0]["options"]["path"]
    assert f"../grafana:{path}:ro" in SERVICES["grafana"]["volumes"]


def test_every_command_and_setting_is_one_there_is() -> None:
    known = {f"SIMPUL_{name.upper()}" for name in Settings.model_fields}
    for one in BUILT.values():
        assert {name for name in one.get("environment", {}) if name.startswith("SIMPUL")} <= known
    said = " && ".join(" ".join(one["command"]) for one in BUILT.values() if "command" in one)
    for line in said.split("&&"):
        command: Any = typer.main.get_command(app)
        for word in (one for one in line.split() if one != "simpul"):
            command = getattr(command, "commands", {}).get(word, command)
        assert command.name != "simpul", line


def test_kafka_is_set_up_as_the_embedded_one_in_what_the_bus_relies_on() -> None:
    mine = _settings((PLACE / "kafka.properties").read_text("utf-8"))
    embedded = _settings(properties(1, 2, Path("logs")))
    for name in (
        "auto.create.topics.enable",
        "log.message.timestamp.type",
        "message.max.bytes",
        "replica.fetch.max.bytes",
        "transaction.state.log.replication.factor",
        "transaction.state.log.min.isr",
        "offsets.topic.replication.factor",
    ):
        assert mine[name] == embedded[name]


def _settings(text: str) -> dict[str, str]:
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in lines)


def test_what_the_image_is_built_from_is_let_through_and_nothing_else() -> None:
    rules = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    text = (PLACE / "Dockerfile").read_text("utf-8")
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    wanted = {name for line in copied for name in line.split()}
    assert "*" in rules
    assert {rule[1:] for rule in rules if rule.startswith("!")} == wanted
