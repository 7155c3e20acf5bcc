"""The way from a command to topics: Kafka, or in a test something that keeps to the same ports."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

from agents.engine import originals
from agents.engine.batches import read_whatever_came
from agents.engine.ports import EngineSettings
from contracts.records import Record
from contracts.requests import Origin
from services.kafka.access import KafkaAccess
from services.kafka.admin import KafkaTopics
from services.kafka.failures import in_our_words
from services.kafka.ports import TopicAdmin, TopicReader, TopicWriter
from services.kafka.reading import KafkaReader
from services.kafka.writing import KafkaWriter


class Originals(Protocol):
    """Where records are fetched again as they came."""

    async def fetch(self, origins: Sequence[Origin]) -> Sequence[Record | None]:
        """The records at some coordinates, in the order asked; None where one is gone."""


class Reach(Protocol):
    """What a command may ask for."""

    def reader(self) -> TopicReader:
        """Reads committed records."""

    def writer(self) -> AbstractAsyncContextManager[TopicWriter]:
        """Writes; open it only where something is to be written."""

    def admin(self, replication: int) -> TopicAdmin:
        """Makes topics, each with so many replicas."""

    def originals(self) -> AbstractAsyncContextManager[Originals]:
        """Fetches agencies' records again by their coordinates."""


class KafkaReach:
    """A real Kafka."""

    def __init__(self, access: KafkaAccess) -> None:
        read_whatever_came()
        self._access = access

    def reader(self) -> TopicReader:
        """Reads committed records."""
        return KafkaReader(self._access)

    def writer(self) -> AbstractAsyncContextManager[TopicWriter]:
        """One idempotent producer."""
        return KafkaWriter(self._access)

    def admin(self, replication: int) -> TopicAdmin:
        """Makes topics, each with so many replicas."""
        return KafkaTopics(self._access, replication)

    @asynccontextmanager
    async def originals(self) -> AsyncIterator[Originals]:
        """As a case worker fetches them."""
        access = self._access
        settings = EngineSettings(
            bootstrap=access.bootstrap,
            group=access.client,
            datadir=Path(),
            security=access.security,
        )
        found = originals.Originals(settings)
        with in_our_words(access.bootstrap):
            try:
                yield found
            finally:
                await found.on_stop()
