"""What services ask of topics, in the bus's words; tests bind Kafka and a memory to it alike."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from contracts.records import Message, Record
from contracts.topics import Topic

Offsets = dict[tuple[str, int], int]
"""An offset for each (topic, partition)."""


class Receipt(NamedTuple):
    """Where the broker put a message, and its LogAppendTime in milliseconds since 1970 UTC."""

    topic: str
    partition: int
    offset: int
    timestamp: int


class Difference(NamedTuple):
    """One row of a plan: what is meant, what was found, and what `apply` does about it."""

    topic: str
    what: str
    """`topic`, `partitions`, or the name of a setting."""
    meant: str
    found: str
    remedy: Literal["create", "set", "refuse"]

    def __str__(self) -> str:
        """As a person reads it."""
        if self.remedy == "create":
            return f"{self.topic} is missing; it will have {self.meant}"
        verb = "will be set" if self.remedy == "set" else "cannot be changed here"
        return f"{self.topic}: {self.what} is {self.found}, meant is {self.meant}; {verb}"


class TopicAdmin(Protocol):
    """Makes topics what contracts/topics.py says; never deletes."""

    async def plan(self, topics: Sequence[Topic]) -> list[Difference]:
        """What is missing or differs, in the order given."""

    async def apply(self, topics: Sequence[Topic]) -> list[Difference]:
        """Create what is missing, set what differs; TopicsDiffer, and no change, if one cannot."""


class TopicWriter(Protocol):
    """Writes with every replica's word; a message without a partition goes where its key says."""

    async def write(self, messages: Iterable[Message]) -> list[Receipt]:
        """Write in order; receipts in the same order. UnknownTopic, RecordTooLarge, Unavailable."""


class TopicReader(Protocol):
    """Reads committed records only, in no group, and moves nobody's offsets."""

    async def begins(self, topics: Sequence[str]) -> Offsets:
        """The first offset each partition still keeps; topics that do not exist are left out."""

    async def ends(self, topics: Sequence[str]) -> Offsets:
        """The offset after the last committed record; topics that do not exist are left out."""

    async def at_time(self, topics: Sequence[str], real_ms: int) -> Offsets:
        """The offset of each partition's first record logged at an instant or after it.

        Its end where there is none; topics that do not exist are left out. Milliseconds since
        1970 UTC.
        """

    async def committed(self, group: str) -> Offsets:
        """Up to where a group has worked off each partition; nothing of a group never heard of."""

    def read(
        self,
        topics: Sequence[str],
        since: Mapping[tuple[str, int], int] | None = None,
        until: Mapping[tuple[str, int], int] | None = None,
    ) -> AsyncIterator[Sequence[Record]]:
        """Records to the end as it is when reading starts, each partition's in order of offset.

        A partition that `since` does not name is read from its first record; one that `until`
        names is read up to there. UnknownTopic.
        """

    def tail(
        self, topics: Sequence[str], since: Mapping[tuple[str, int], int] | None = None
    ) -> AsyncIterator[Sequence[Record]]:
        """Records as they come, without end; a partition not in `since` from its present end on."""
