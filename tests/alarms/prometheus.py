"""A real Prometheus on loopback for as long as a run takes, and what it raises."""

import asyncio
import re
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import yaml

from tests.alarms.shortened import PLACE, configuration
from tests.broker.prometheus import end, started, until_ready

_MATCHER = re.compile(r'(\w+)(=~|!=|=)"([^"]*)"')


class Alert(NamedTuple):
    """One alert that fires, with its labels."""

    name: str
    labels: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        told = ", ".join(f"{key} {value}" for key, value in self.labels)
        return f"{self.name} ({told})" if told else self.name


class Prometheus:
    """Asks one that runs."""

    def __init__(self, address: str) -> None:
        self._url = f"http://{address}/api/v1"

    async def firing(self) -> set[Alert]:
        """All that fires now."""
        found = await self._asked("alerts")
        return {
            _alert(one["labels"]) for one in found["data"]["alerts"] if one["state"] == "firing"
        }

    async def value(self, expression: str) -> float | None:
        """What an expression comes to; None where it comes to nothing."""
        found = await self._asked(f"query?query={urllib.parse.quote(expression)}")
        result = found["data"]["result"]
        return float(result[0]["value"][1]) if result else None

    async def _asked(self, what: str) -> Any:  # noqa: ANN401 -- JSON
        return orjson.loads(await asyncio.to_thread(_read, f"{self._url}/{what}"))


def _read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 -- loopback
        body: bytes = answer.read()
        return body


def _alert(labels: Mapping[str, str]) -> Alert:
    rest = {key: value for key, value in labels.items() if key != "alertname"}
    return Alert(labels["alertname"], tuple(sorted(rest.items())))


@asynccontextmanager
async def prometheus(folder: Path, ports: Mapping[str, Sequence[int]]) -> AsyncIterator[Prometheus]:
    """Start one with the rules as they are but shorter; it ends with the block."""
    process, address = started(folder, configuration(folder, ports), folder / "data")
    try:
        await asyncio.to_thread(until_ready, process, address, folder)
        yield Prometheus(address)
    finally:
        await asyncio.to_thread(end, process)


def told(firing: set[Alert]) -> set[Alert]:
    """What of it reaches anybody: Alertmanager leaves out what follows from another alert."""
    rows = yaml.safe_load((PLACE / "alertmanager.yml").read_text("utf-8"))["inhibit_rules"]
    return {one for one in firing if not any(_inhibited(one, row, firing) for row in rows)}


def _inhibited(alert: Alert, row: Mapping[str, Any], firing: set[Alert]) -> bool:
    if not _matches(alert, row["target_matchers"]):
        return False
    mine, equal = _labels(alert), row.get("equal", ())
    return any(
        other != alert
        and _matches(other, row["source_matchers"])
        and all(_labels(other).get(key) == mine.get(key) for key in equal)
        for other in firing
    )


def _labels(alert: Alert) -> dict[str, str]:
    return {"alertname": alert.name, **dict(alert.labels)}


def _matches(alert: Alert, matchers: Sequence[str]) -> bool:
    """Whether an alert has all of some labels, each `name="value"`, with `=~` or `!=` as well."""
    return all(_has(alert, one) for matcher in matchers for one in _MATCHER.findall(matcher))


def _has(alert: Alert, matcher: tuple[str, str, str]) -> bool:
    name, how, value = matcher
    mine = _labels(alert).get(name, "")
    if how == "=~":
        return re.fullmatch(value, mine) is not None
    return (mine == value) == (how == "=")
