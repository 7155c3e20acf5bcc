"""What several folders of tests stand on: one real broker a session, started when asked for."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from deploy.local.kafka import EmbeddedKafka


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def kafka() -> AsyncIterator[EmbeddedKafka]:
    """The session's broker; tests share it, so each names topics of its own."""
    with tempfile.TemporaryDirectory(prefix="simpul-kafka-") as folder:
        async with EmbeddedKafka(Path(folder)) as broker:
            yield broker
