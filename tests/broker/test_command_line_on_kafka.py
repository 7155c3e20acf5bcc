"""The commands as processes of their own against a real Kafka on which both hops work."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio

from contracts.metrics import GROUP_LAG
from contracts.topics import events_topic
from deploy.local.kafka import EmbeddedKafka
from deploy.metrics.scraping import scrape
from deploy.wiring import Hop
from services.ledger import Shown
from tests.broker.commands import typed
from tests.broker.pipeline_scene import Pipeline, staged
from tests.broker.workers import PATIENCE
from tests.builders.requests import ASKS, SHOWN, Story

STORY = Story("dlh", "DLH-CLI-1")


@pytest_asyncio.fixture
async def pipeline(
    kafka: EmbeddedKafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Pipeline]:
    """The arrow line with every topic anew, where the settings say."""
    monkeypatch.setenv("SIMPUL_KAFKA", kafka.bootstrap)
    async with staged(kafka.bootstrap, tmp_path) as stage:
        yield stage


def _events() -> list[dict[str, Any]]:
    """A request from its submission to its last status, as a file has it."""
    ask = ASKS["dlh"]
    submitted = {"reference": STORY.reference, "service": ask.service, "fields": ask.fields}
    reports = [{"reference": STORY.reference, "status": status} for status in ask.statuses]
    reports[-1] |= SHOWN
    return [
        {"type": "simpul.request.submitted.v1", "data": {**submitted, "location": ask.location}},
        *({"type": "simpul.status.reported.v1", "data": report} for report in reports),
    ]


@asynccontextmanager
async def exporter(pipeline: Pipeline) -> AsyncIterator[str]:
    """The address at which the lag of this test's groups is shown; it ends cleanly on a signal."""
    groups = [word for group in _groups(pipeline) for word in ("--group", group)]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.cli", "lag", "--serve", "0", "--every", "0.5", *groups),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().split()[-1]
    finally:
        process.terminate()
        status = await process.wait()
    assert status == 0


def _groups(pipeline: Pipeline) -> list[str]:
    return [f"{pipeline.name}-{hop.group}" for hop in Hop]


async def _caught_up(pipeline: Pipeline, address: str) -> None:
    """Wait until the exporter sees nothing that waits for either group."""
    found: dict[str, float] = {}
    async with asyncio.timeout(PATIENCE):
        while found != dict.fromkeys(_groups(pipeline), 0):
            await asyncio.sleep(0.1)
            found = _behind(await asyncio.to_thread(scrape, address), _groups(pipeline))


def _behind(lines: Sequence[Shown], groups: list[str]) -> dict[str, float]:
    """How many records wait for each group, as an exporter shows it."""
    found: dict[str, float] = {}
    for one in lines:
        group = one.labels.get("consumer_group", "")
        if one.name == GROUP_LAG.name and group in groups:
            found[group] = found.get(group, 0) + one.value
    return found


async def test_a_file_is_sent_told_and_accounted_for(pipeline: Pipeline, tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    file.write_bytes(b"\n".join(orjson.dumps(event) for event in _events()))
    status, out, err = await typed("send", str(file), "--agency", "dlh", "--json")
    assert (status, err) == (0, "")
    assert {row["topic"] for row in orjson.loads(out)} == {events_topic("dlh")}
    pipeline.sent = len(orjson.loads(out))

    status, out, err = await typed("verify", "--json")
    assert (status, orjson.loads(out)["unaccounted"]) == (3, pipeline.sent)

    status, out, err = await typed("lag", "--json")  # while no worker lives
    assert (status, err) == (0, "")
    waits = [one for one in orjson.loads(out)["groups"] if one["records"]]
    assert {(one["group"], one["topic"]) for one in waits} == {
        (Hop.INTAKE.group, events_topic("dlh"))
    }
    assert sum(one["records"] for one in waits) == pipeline.sent

    pipeline.worker(Hop.INTAKE)
    pipeline.worker(Hop.CASE)
    async with exporter(pipeline) as address:
        await pipeline.proven()
        await _caught_up(pipeline, address)

    status, out, err = await typed("verify", "--json")
    assert (status, orjson.loads(out)["classes"]["applied"], err) == (0, pipeline.sent, "")
    status, out, err = await typed("trace", STORY.request_id, "--json")
    assert (status, err) == (0, "")
    assert orjson.loads(out)["state"] == "resolved"
