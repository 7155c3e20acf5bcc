"""Up to which instant all that arrived has been worked off, so that nobody is called late."""

import logging
from collections.abc import Collection, Mapping
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from agents.engine.ports import Arrivals, EngineSettings
from agents.engine.recovery import group_less, let_go

log = logging.getLogger(__name__)

_MOST_CANDIDATES = 120  # beyond, every second one is dropped and its instant waits longer

Offsets = Mapping[TopicPartition, int]


class Horizon:
    """Instants that wait for proof, and the latest that has it; pure."""

    def __init__(self) -> None:
        self.reached: int | None = None
        self._candidates: list[tuple[int, Offsets]] = []

    def propose(self, instant_ms: int, needed: Offsets) -> None:
        """All that arrived before the instant lies before these offsets."""
        self._candidates.append((instant_ms, needed))
        if len(self._candidates) > _MOST_CANDIDATES:
            del self._candidates[1:-1:2]

    def settle(self, finished: Offsets) -> None:
        """Everything before these offsets is worked off; read after the proposals were made."""
        for index in reversed(range(len(self._candidates))):
            instant, needed = self._candidates[index]
            if all(finished.get(place, 0) >= offset for place, offset in needed.items()):
                self.reached = max(instant, self.reached or instant)
                del self._candidates[: index + 1]
                return


class Standing(NamedTuple):
    """What has arrived, and what of it is worked off."""

    arrived: Offsets
    finished: Offsets

    @property
    def waiting(self) -> int:
        """Records that have arrived and are not worked off."""
        return sum(max(0, end - self.finished.get(at, 0)) for at, end in self.arrived.items())

    def since(self, earlier: "Standing") -> int:
        """Records worked off between; a partition seen for the first time tells nothing."""
        then = earlier.finished
        return sum(max(0, at - then[place]) for place, at in self.finished.items() if place in then)


class Survey:
    """Asks the broker what has arrived by an instant, and what the group has committed."""

    def __init__(self, settings: EngineSettings, arrivals: Arrivals) -> None:
        self._settings = settings
        self._arrivals = arrivals
        self._consumer: AIOKafkaConsumer | None = None
        self._admin: AIOKafkaAdminClient | None = None

    async def look(self, instant_ms: int, horizon: Horizon) -> None:
        """Propose the instant, and settle what can be settled."""
        found = await self.standing(instant_ms)
        if found is not None:
            horizon.propose(instant_ms, found.arrived)
            horizon.settle(found.finished)

    async def standing(self, instant_ms: int) -> Standing | None:
        """What had arrived by an instant, and where the group stood after; None: Kafka is away."""
        try:
            consumer, admin = await self._connected()
            arrived = await self._arrived(consumer, instant_ms)
            return Standing(arrived, await self._finished(consumer, admin, arrived))
        except KafkaError as away:
            log.warning("the horizon has to wait for Kafka: %s", away)
            return None

    async def _arrived(self, consumer: AIOKafkaConsumer, instant_ms: int) -> Offsets:
        """The offset of the first record at or after the instant; where none is, the end."""
        places = await self._places(consumer)
        if not places:
            return {}
        found = await consumer.offsets_for_times(dict.fromkeys(places, instant_ms))
        ends = await consumer.end_offsets(places)
        return {
            place: ends[place] if (entry := found.get(place)) is None else entry.offset
            for place in places
        }

    async def _places(self, consumer: AIOKafkaConsumer) -> list[TopicPartition]:
        """Every partition of every topic there is; one not created yet has had no arrivals."""
        topics = sorted(self._arrivals.topics())
        await consumer._client.set_topics(topics)
        if any(consumer.partitions_for_topic(topic) is None for topic in topics):
            await consumer._client.force_metadata_update()
        return [
            TopicPartition(topic, number)
            for topic in topics
            for number in consumer.partitions_for_topic(topic) or ()
        ]

    async def _finished(
        self,
        consumer: AIOKafkaConsumer,
        admin: AIOKafkaAdminClient,
        wanted: Collection[TopicPartition],
    ) -> Offsets:
        """Where the group stands; where it has never been, the oldest record still kept."""
        committed = await admin.list_consumer_group_offsets(self._arrivals.group)
        finished = {place: entry.offset for place, entry in committed.items()}
        never = [place for place in wanted if finished.get(place, -1) < 0]
        return {**finished, **(await consumer.beginning_offsets(never) if never else {})}

    async def _connected(self) -> tuple[AIOKafkaConsumer, AIOKafkaAdminClient]:
        if self._consumer is None or self._admin is None:
            self._consumer = group_less(self._settings)
            await self._consumer.start()
            self._admin = AIOKafkaAdminClient(
                bootstrap_servers=self._settings.bootstrap, **self._settings.security
            )
            await self._admin.start()
        return self._consumer, self._admin

    async def stop(self) -> None:
        """Close both connections."""
        if self._consumer is not None:
            await let_go(self._consumer)
        if self._admin is not None:
            await self._admin.close()
