"""The scenes that tests of the engine and of the real hops play on."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from deploy.local.kafka import EmbeddedKafka
from tests.broker.engine_scene import Scene, staged
from tests.broker.pipeline_scene import Pipeline
from tests.broker.pipeline_scene import staged as pipeline_staged


@pytest_asyncio.fixture
async def scene(
    kafka: EmbeddedKafka, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Scene]:
    """Topics named after the test, and workers that do not outlive it."""
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name.removeprefix("test_"))[:80]
    async with staged(kafka.bootstrap, name, tmp_path) as stage:
        yield stage


@pytest_asyncio.fixture
async def pipeline(kafka: EmbeddedKafka, tmp_path: Path) -> AsyncIterator[Pipeline]:
    """The arrow line with the pack in force and every topic anew."""
    async with pipeline_staged(kafka.bootstrap, tmp_path) as stage:
        yield stage
