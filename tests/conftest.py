"""What several folders of tests stand on: one real broker a session, started when asked for."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from hypothesis import settings

from deploy.local.kafka import EmbeddedKafka

settings.register_profile("untimed", deadline=None)  # a timing never decides a test
settings.load_profile("untimed")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def kafka() -> AsyncIterator[EmbeddedKafka]:
    """The session's broker; tests share it, so each names topics of its own."""
    with tempfile.TemporaryDirectory(prefix="simpul-kafka-") as folder:
        async with EmbeddedKafka(Path(folder)) as broker:
            yield broker
