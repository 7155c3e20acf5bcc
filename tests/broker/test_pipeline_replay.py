"""What the real hops wrote, killed on the way, the same release says again: from the topics."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from contracts.records import Message
from contracts.topics import REQUESTS
from deploy.cli.main import app
from deploy.reach import KafkaReach
from deploy.release import VERSION
from deploy.wiring import Hop
from tests.broker.pipeline_scene import Pipeline
from tests.builders.requests import Story, interleaved, some_stories

STORIES = some_stories(60)


def put_aside(story: Story) -> list[Message]:
    """Unreadable, without a key, and an event's id again with other words."""
    said = story.submitted()
    other = story.submitted(description="Lain.")
    return [said._replace(value=b"{"), said._replace(value=b"[]", key=None), other]


async def replayed(pipeline: Pipeline, hop: Hop, *more: str) -> dict[str, Any]:
    """What `simpul replay` reports of a hop."""
    reach = KafkaReach(pipeline.access)
    words = ["replay", hop.value, "--json", *more]
    done = await asyncio.to_thread(CliRunner().invoke, app, words, obj=reach)
    assert done.exit_code == 0, done.output
    report: dict[str, Any] = orjson.loads(done.stdout)
    return report


async def test_workers_killed_on_the_way_wrote_what_a_replay_says_again(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMPUL_TICKET_KEY", "for tests only")
    await pipeline.send([*interleaved(STORIES), *put_aside(STORIES[0])])
    await pipeline.workers.killed(pipeline.worker(Hop.INTAKE, at="delivered", after=3))
    pipeline.worker(Hop.INTAKE)
    for point in ("in-transaction", "committed"):
        await pipeline.workers.killed(pipeline.worker(Hop.CASE, at=point, after=3))
    pipeline.worker(Hop.CASE)
    await pipeline.proven()
    for hop in Hop:
        report = await replayed(pipeline, hop)
        assert (report["difference_count"], report["awaited"]) == (0, 0)
        assert list(report["alike"]) == [VERSION]
        assert report["alike"][VERSION] >= pipeline.sent
    logged = sorted(record.timestamp for record in pipeline.on(REQUESTS))
    half = datetime.fromtimestamp(logged[len(logged) // 2] / 1000, UTC).isoformat()
    for hop in Hop:
        assert (await replayed(pipeline, hop, "--from", half))["difference_count"] == 0
