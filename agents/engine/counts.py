"""Whether request-keyed topics have the partition counts they were written with; changes none."""

import asyncio
from collections.abc import Collection, Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition

from agents.engine.failing import CountChanged, CountsDiffer, why
from agents.engine.outbox import partition_of
from agents.engine.ports import EngineSettings
from agents.engine.recovery import group_less, let_go
from contracts.records import Record

_SAMPLE_BYTES = 64 * 1024  # of each partition: a few dozen keys tell one count from another
_ANSWER = 5.0


class Counts:
    """Topics that must have equal partition counts, and the one whose keys say which count."""

    def __init__(self, settings: EngineSettings, alike: Collection[str], state: str) -> None:
        self._settings = settings
        self._topics = tuple(dict.fromkeys((*alike, state)))
        self._state = state
        self._sound: Mapping[str, int] = {}

    async def check(self) -> None:
        """Return when all is as it was; a topic that does not exist yet says nothing.

        Raises:
            CountsDiffer: not all of the topics have the same count.
            CountChanged: the state was written with another count than it has now.
        """
        consumer = group_less(self._settings, _SAMPLE_BYTES)
        await consumer.start()
        try:
            counts = await self._counted(consumer)
            if counts != self._sound:
                must_be_equal(counts)
                await self._read_state(consumer, counts.get(self._state, 0))
                self._sound = counts
        finally:
            await let_go(consumer)

    async def _counted(self, consumer: AIOKafkaConsumer) -> dict[str, int]:
        await consumer._client.set_topics(self._topics)
        found = {topic: consumer.partitions_for_topic(topic) for topic in self._topics}
        return {topic: len(places) for topic, places in found.items() if places}

    async def _read_state(self, consumer: AIOKafkaConsumer, count: int) -> None:
        """Look at the first keys of every partition that holds some."""
        places = [TopicPartition(self._state, number) for number in range(count)]
        if not places:
            return
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        unseen = {place for place in places if await consumer.position(place) < ends[place]}
        deadline = asyncio.get_running_loop().time() + _ANSWER
        while unseen and asyncio.get_running_loop().time() < deadline:
            for place, records in (await consumer.getmany(timeout_ms=100)).items():
                unseen.discard(place)
                must_belong(records, count)


def must_be_equal(counts: Mapping[str, int]) -> None:
    """Raise unless all topics have one count.

    Raises:
        CountsDiffer: they have several.
    """
    if len(set(counts.values())) > 1:
        raise why(CountsDiffer, ", ".join(f"{topic} {n}" for topic, n in counts.items()))


def must_belong(records: Collection[Record], count: int) -> None:
    """Raise unless every key stands in the partition that this count gives it.

    Raises:
        CountChanged: a key stands elsewhere.
    """
    for record in records:
        if record.key is not None and partition_of(record.key, count) != record.partition:
            raise why(CountChanged, record.topic, count)
