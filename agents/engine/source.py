"""The group consumer as a carrier sees it; it lives in Faust's consumer thread, asked there."""

# ruff: noqa: ANN401 -- aiokafka has no types

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError
from aiokafka.structs import OffsetAndMetadata
from faust.transport.consumer import ensure_TP
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread

from contracts.records import Record


class GroupSource:
    """A carrier's `Source` over Faust's consumer thread."""

    def __init__(self, thread: AIOKafkaConsumerThread) -> None:
        self._thread = thread
        self._heard: float | None = None

    @property
    def _consumer(self) -> Any:
        return self._thread._ensure_consumer()

    async def fetch(
        self, partitions: Collection[TopicPartition], wait: float
    ) -> Mapping[TopicPartition, Sequence[Record]]:
        fetched = await self._thread.getmany({ensure_TP(each) for each in partitions}, wait)
        return {TopicPartition(*place): records for place, records in fetched.items()}

    def position(self, partition: TopicPartition) -> int | None:
        subscription = self._consumer._subscription.subscription
        assignment = subscription and subscription.assignment
        if not assignment or partition not in assignment.tps:
            return None
        state = assignment.state_value(partition)
        return state.position if state.has_valid_position else None

    def end(self, partition: TopicPartition) -> int | None:
        subscription = self._consumer._subscription.subscription
        assignment = subscription and subscription.assignment
        if not assignment or partition not in assignment.tps:
            return None
        end: int | None = assignment.state_value(partition).highwater
        return end

    async def seek_all(self, offsets: Mapping[TopicPartition, int]) -> None:
        consumer = self._consumer

        async def seek() -> None:
            for partition, offset in offsets.items():
                if consumer._subscription.is_assigned(partition):  # else a rebalance is under way
                    consumer.seek(partition, offset)

        await self._thread.call_thread(seek)

    async def committed(self, partition: TopicPartition) -> int | None:
        coordinator = self._consumer._coordinator
        offsets = await self._thread.call_thread(coordinator.fetch_committed_offsets, [partition])
        found = offsets.get(partition)
        return None if found is None else int(found.offset)

    async def earliest(self, partition: TopicPartition) -> int:
        consumer = self._consumer
        offsets = await self._thread.call_thread(consumer.beginning_offsets, [partition])
        return int(offsets[partition])

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> bool:
        """By the coordinator itself: a changed subscription would already refuse the old lanes."""
        coordinator = self._consumer._coordinator
        wanted = {each: OffsetAndMetadata(offset, "") for each, offset in offsets.items()}
        try:
            await self._thread.call_thread(coordinator.commit_offsets, None, wanted)
        except CommitFailedError:
            return False
        return True

    def heard(self) -> float | None:
        """By every connection there was: the heartbeats' is answered once a second at least."""
        consumer = self._thread._consumer
        if consumer is not None:
            open_ = list(consumer._client._conns.values())
            before = [] if self._heard is None else [self._heard]
            answered = [connection._last_action for connection in open_]
            self._heard = max([*before, *answered], default=None)
        return self._heard

    async def subscribe_to(self, topics: Collection[str]) -> None:
        if topics:
            await self._thread.subscribe(topics)
