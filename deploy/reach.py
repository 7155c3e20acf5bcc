"""The way from a command to topics: Kafka, or in a test something that keeps to the same ports."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from agents.engine.batches import read_whatever_came
from services.kafka.access import KafkaAccess
from services.kafka.admin import KafkaTopics
from services.kafka.ports import TopicAdmin, TopicReader, TopicWriter
from services.kafka.reading import KafkaReader
from services.kafka.writing import KafkaWriter


class Reach(Protocol):
    """What a command may ask for."""

    def reader(self) -> TopicReader:
        """Reads committed records."""

    def writer(self) -> AbstractAsyncContextManager[TopicWriter]:
        """Writes; open it only where something is to be written."""

    def admin(self, replication: int) -> TopicAdmin:
        """Makes topics, each with so many replicas."""


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
