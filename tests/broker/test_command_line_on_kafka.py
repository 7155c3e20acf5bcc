"""The commands as processes of their own against a real Kafka on which both hops work."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio

from contracts.topics import events_topic
from deploy.local.kafka import EmbeddedKafka
from deploy.wiring import Hop
from tests.broker.commands import typed
from tests.broker.pipeline_scene import Pipeline, staged
from tests.broker.workers import PATIENCE
from tests.builders.requests import ASKS, Story

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
    return [
        {"type": "simpul.request.submitted.v1", "data": {**submitted, "location": ask.location}},
        *({"type": "simpul.status.reported.v1", "data": report} for report in reports),
    ]


async def _waiting(pipeline: Pipeline) -> int:
    """How many records wait for the hops' groups of this test, as the command says."""
    groups = [f"{pipeline.name}-{hop.group}" for hop in Hop]
    options = [word for group in groups for word in ("--group", group)]
    status, out, err = await typed("lag", "--json", *options)
    assert (status, err) == (0, "")
    found = [one for one in orjson.loads(out)["groups"] if one["group"] in groups]
    return sum(one["records"] for one in found)


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
    await pipeline.proven()
    async with asyncio.timeout(PATIENCE):
        while await _waiting(pipeline):
            pass

    status, out, err = await typed("verify", "--json")
    assert (status, orjson.loads(out)["classes"]["applied"], err) == (0, pipeline.sent, "")
    status, out, err = await typed("trace", STORY.request_id, "--json")
    assert (status, err) == (0, "")
    assert orjson.loads(out)["state"] == "resolved"
