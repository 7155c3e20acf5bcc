"""What Kafka decided of a transaction whose markers it lost, and the end of it as decided.

Kafka 4.4.0, stopped while a transaction ends, can note it as complete without having written one
marker: its records stand open for ever, and the next owner of its id does not end it either.
"""

# ruff: noqa: ANN401 -- aiokafka has no types

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from aiokafka import TopicPartition
from aiokafka.client import AIOKafkaClient, CoordinationType
from aiokafka.errors import KafkaError, for_code

from agents.engine.decisions_wire import (
    Describe,
    DescribeProducers,
    Standing,
    open_places,
    standing,
)
from agents.engine.outbox import Outbox
from agents.engine.ports import EngineSettings

log = logging.getLogger(__name__)

OFFSETS = "__consumer_offsets"
_COMPLETE = {"CompleteCommit": True, "CompleteAbort": False}
_BEING_ENDED = ("PrepareCommit", "PrepareAbort")
_UNDONE = {"CompleteAbort": "aborted", "Ongoing": "fenced"}
_NEVER_HEARD_OF = 105
_PAUSE = 0.1


class Decided(NamedTuple):
    """A transaction that is over: whose, and whether it was committed."""

    producer_id: int
    epoch: int
    committed: bool


class Decisions:
    """Asks coordinators and leaders; connects when it is first asked."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self.undone: Counter[str] = Counter()
        """Former owners' last transactions that came to nothing: aborted, or open to be fenced."""
        self._client: AIOKafkaClient | None = None
        self._one_at_a_time = asyncio.Lock()

    async def of(self, transactional_id: str) -> Decided | None:
        """The last transaction of an id, if it is over. Asked later, its next owner stands there.

        Waits, without a limit of its own, while it is being ended or its coordinator is away.
        """
        while (found := await self._standing(transactional_id)).state in _BEING_ENDED:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(_PAUSE)
        if found.state in _UNDONE:
            self.undone[_UNDONE[found.state]] += 1
        committed = _COMPLETE.get(found.state)
        return None if committed is None else Decided(found.producer_id, found.epoch, committed)

    async def finish(self, decided: Decided, outbox: Outbox) -> bool:
        """End it as it was decided, wherever it stands open; False where it does not.

        `outbox` is started under the same id: by its own next transaction it ends the former one,
        since a marker ends all that its producer left open in a partition.
        """
        places = await self._still_open(decided)
        if not places or outbox.producer_id != decided.producer_id:
            return False
        log.warning("ending a transaction whose markers were lost: %s in %s", decided, places)
        data = [place for place in places if place.topic != OFFSETS]
        await outbox.end_former(data, offsets=len(data) < len(places), commit=decided.committed)
        while await self._still_open(decided):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(_PAUSE)
        return True

    async def _standing(self, transactional_id: str) -> Standing:
        while True:
            try:
                async with self._one_at_a_time:
                    return await self._described(transactional_id)
            except KafkaError as away:
                log.info("the last transaction of %s is not known yet: %r", transactional_id, away)
            await self.stop()
            await asyncio.sleep(_PAUSE)

    async def _described(self, transactional_id: str) -> Standing:
        client = await self._connected()
        node = await client.coordinator_lookup(CoordinationType.TRANSACTION, transactional_id)
        found = standing(await client.send(node, Describe(transactional_id)))
        if found.error not in (0, _NEVER_HEARD_OF):
            raise for_code(found.error)
        return found

    async def _still_open(self, decided: Decided) -> list[TopicPartition]:
        async with self._one_at_a_time:
            client = await self._connected()
            asked = _by_leader(await client.fetch_all_metadata())
            answers = [
                await client.send(leader, DescribeProducers(places))
                for leader, places in asked.items()
            ]
        return [place for each in answers for place in open_places(each, *decided[:2])]

    async def _connected(self) -> AIOKafkaClient:
        if self._client is None:
            self._client = AIOKafkaClient(
                bootstrap_servers=self._settings.bootstrap,
                client_id=self._settings.group,
                **self._settings.security,
            )
            await self._client.bootstrap()
        return self._client

    async def stop(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()


def _by_leader(cluster: Any) -> Mapping[int, Mapping[str, list[int]]]:
    """Every partition there is, by the broker that leads it."""
    found: dict[int, dict[str, list[int]]] = {}
    for topic in cluster.topics(exclude_internal_topics=False):
        for number in cluster.partitions_for_topic(topic) or ():
            leader = cluster.leader_for_partition(TopicPartition(topic, number))
            if leader is not None and leader >= 0:
                found.setdefault(leader, {}).setdefault(topic, []).append(number)
    return found
