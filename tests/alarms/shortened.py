"""Prometheus' configuration and rules with all their windows made shorter; nothing else changes."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

PLACE: Final = Path(__file__).parents[2] / "deploy/prometheus"
BY: Final = 10
"""How many times shorter."""
SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
LIMITS: Final = {
    "(simpul_group_lag_seconds) > 120": "(simpul_group_lag_seconds) > 20",
    '(simpul_group_lag_seconds{consumer_group=~"simpul-.+"}) > bool 30': (
        '(simpul_group_lag_seconds{consumer_group=~"simpul-.+"}) > bool 15'
    ),
    "max(simpul_horizon_age_seconds) > 300": "max(simpul_horizon_age_seconds) > 20",
    'simpul_status_latency_seconds_bucket{le="10.0"}': (
        'simpul_status_latency_seconds_bucket{le="30.0"}'
    ),
}
"""Limits in seconds; the shortest is longer than a session of a worker, which stays as it is."""
_DURATION = re.compile(r"(?<=[\[ ])(\d+)([smhd])(?=[\],)\s]|$)")


class LimitGone(Exception):
    """A limit that was to be shortened stands in no rule any more."""


def shorter(text: str) -> str:
    """A rule with every duration divided."""
    return _DURATION.sub(_divided, text)


def _divided(found: re.Match[str]) -> str:
    return f"{int(found[1]) * SECONDS[found[2]] * 1000 // BY}ms"


def rules(folder: Path) -> list[str]:
    """The rules written into a folder, shorter; their names.

    Raises:
        LimitGone: a limit is not there.
    """
    missing, names = set(LIMITS), []
    for file in sorted((PLACE / "rules").glob("*.yml")):
        text = file.read_text("utf-8")
        for limit, short in LIMITS.items():
            if limit in text:
                missing.discard(limit)
                text = text.replace(limit, short)
        document = _walked(yaml.safe_load(text))
        (folder / file.name).write_text(yaml.safe_dump(document), "utf-8")
        names.append(file.name)
    if missing:
        raise LimitGone(", ".join(sorted(missing)))
    return names


def _walked(value: Any) -> Any:  # noqa: ANN401 -- YAML as it was read
    """Durations stand in expressions, and after `for` and `interval`; words keep theirs."""
    if isinstance(value, list):
        return [_walked(one) for one in value]
    if not isinstance(value, dict):
        return value
    short = {"expr", "for", "interval"}
    return {
        key: shorter(f" {one}").strip() if key in short else _walked(one)
        for key, one in value.items()
    }


def configuration(folder: Path, ports: Mapping[str, Sequence[int]]) -> Path:
    """Prometheus' own file beside its rules, in a folder made for it: each job at these ports."""
    folder.mkdir(parents=True, exist_ok=True)
    config = yaml.safe_load((PLACE / "prometheus.yml").read_text("utf-8"))
    config["global"] = {
        "scrape_interval": "3s",
        "scrape_timeout": "3s",
        "evaluation_interval": "1s",
    }
    config["rule_files"] = rules(folder)
    del config["alerting"]
    for job in config["scrape_configs"]:
        targets = [f"127.0.0.1:{port}" for port in ports[job["job_name"]]]
        job["static_configs"] = [{"targets": targets}]
    file = folder / "prometheus.yml"
    file.write_text(yaml.safe_dump(config), "utf-8")
    return file
