"""The scene each engine test plays on."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from deploy.local.kafka import EmbeddedKafka
from tests.broker.engine_scene import Scene, staged


@pytest_asyncio.fixture
async def scene(
    kafka: EmbeddedKafka, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Scene]:
    """Topics named after the test, and workers that do not outlive it."""
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name.removeprefix("test_"))[:80]
    async with staged(kafka.bootstrap, name, tmp_path) as stage:
        yield stage
