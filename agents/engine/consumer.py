"""Faust's consumer, carrying by lanes and not by message; its own commits never happen."""

# ruff: noqa: ANN401 -- what Faust passes has no usable types

import asyncio
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from agents.engine.carrier import Carrier
from agents.engine.source import GroupSource

_FETCH_BYTES = 4 * 1024 * 1024  # above any topic's message size
_METADATA_MS = 5_000  # how soon a topic that was created is seen
_NEVER_MS = 7 * 24 * 3600 * 1000
_FLOW_CHECK = 0.05


def _carrier(app: Any) -> Carrier:
    carrier: Carrier = app.carrier
    return carrier


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """The thread the group consumer lives in; its heartbeat goes on while a chunk is decided."""

    def on_crash(self, msg: str, *fmt: Any, **kwargs: Any) -> None:
        """Mode would print a traceback; the crash itself ends the process with its sentence."""

    def _create_worker_consumer(self, _transport: Any) -> AIOKafkaConsumer:
        settings = _carrier(self.app).settings
        return AIOKafkaConsumer(
            bootstrap_servers=settings.bootstrap,
            client_id=settings.group,
            group_id=settings.group,
            partition_assignment_strategy=[RoundRobinPartitionAssignor],
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            max_partition_fetch_bytes=_FETCH_BYTES,
            session_timeout_ms=int(settings.session_timeout * 1000),
            heartbeat_interval_ms=int(settings.heartbeat * 1000),
            rebalance_timeout_ms=int(settings.rebalance_timeout * 1000),
            max_poll_interval_ms=_NEVER_MS,  # a held partition is not a dead worker
            metadata_max_age_ms=_METADATA_MS,
            **settings.security,
        )


class Consumer(driver.Consumer):
    """Where Faust would have carried, the carrier is asked."""

    def _new_consumer_thread(self) -> ConsumerThread:
        thread = ConsumerThread(self, loop=self.loop, beacon=self.beacon)
        self.carrier = _carrier(self.app)
        self.carrier.source = GroupSource(thread)
        return thread

    async def subscribe(self, _topics: Any) -> None:
        """The carrier knows the topics; what the agent's channel says is ignored."""
        await self.carrier.subscribe()

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Everything is given up at every rebalance, before Faust hears of it."""
        await self._release()
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Start taking over, and return soon: no heartbeat is sent until then."""
        if not self.app.should_stop:
            self.carrier.assigned([TopicPartition(*each) for each in assigned])
        await super().on_partitions_assigned(assigned, generation_id)

    async def _drain_messages(self, fetcher: Any) -> None:
        """Until the fetcher stops, by cancelling this.

        While partitions change hands Faust takes a cancellation that gets out for a failure; a
        worker that was told to stop then would end with 70.
        """
        try:
            while not self._drained(fetcher):
                if self.flow_active:
                    await self._poll()
                else:
                    await asyncio.sleep(_FLOW_CHECK)
        except asyncio.CancelledError:
            if not self._drained(fetcher):
                raise

    def _drained(self, fetcher: Any) -> bool:
        return bool(self._stopped.is_set() or fetcher._stopped.is_set())

    async def _poll(self) -> None:
        try:
            await self.carrier.poll()
        except self.consumer_stopped_errors:
            if not self.app.should_stop:
                raise

    async def wait_empty(self) -> None:
        """Runs in the app's stop and again in the consumer's: the second finds nothing."""
        await self._release()

    async def commit_and_end_transactions(self) -> None:
        """As `wait_empty`."""
        await self._release()

    async def _release(self) -> None:
        self.carrier.draining = bool(self.app.should_stop)
        await self.carrier.release()

    async def force_commit(self, *_args: Any, **_options: Any) -> bool:
        """The carrier commits."""
        return False

    async def perform_seek(self) -> None:
        """The carrier seeks."""

    def ack(self, _message: Any) -> bool:
        """Nothing is acknowledged message by message."""
        return False

    def verify_event_path(self, now: float, tp: TP) -> None:
        """The carrier has its own watchdog."""
