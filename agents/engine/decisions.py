"""What Kafka decided of a transaction whose markers it lost, and the end of it as decided.

Kafka 4.4.0, stopped while a transaction ends, or away for longer than one may last, can note it as
complete without having written its markers: its records stand open for ever, and the next owner of
its id does not end it either.
"""

# ruff: noqa: ANN401 -- aiokafka has no types

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple, TypeVar

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
from agents.engine.failing import Undecided, why
from agents.engine.outbox import Outbox
from agents.engine.ports import EngineSettings

log = logging.getLogger(__name__)

OFFSETS = "__consumer_offsets"
_OUTCOMES = {
    "CompleteCommit": True,
    "CompleteAbort": False,
    "Ongoing": False,  # whoever takes its id over aborts it
}
_BEING_ENDED = ("PrepareCommit", "PrepareAbort")
_UNDONE = {"CompleteAbort": "aborted", "Ongoing": "fenced"}
_NEVER_HEARD_OF = 105
_PAUSE = 0.1

_A = TypeVar("_A")


class Former(NamedTuple):
    """The last transaction of an id: whose, and whether it was committed; None: nobody knows."""

    producer_id: int
    committed: bool | None


class Decisions:
    """Asks coordinators and leaders; connects when it is first asked."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self.undone: Counter[str] = Counter()
        """Former owners' last transactions that came to nothing: aborted, or open to be fenced."""
        self._client: AIOKafkaClient | None = None
        self._one_at_a_time = asyncio.Lock()

    async def of(self, transactional_id: str) -> Former | None:
        """The last transaction of an id; None of one never used.

        Asked before its next owner stands there, since then nobody knows any more. Waits, without
        a limit of its own, while it is being ended or its coordinator is away.
        """
        while (found := await self._standing(transactional_id)).state in _BEING_ENDED:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(_PAUSE)
        if found.state in _UNDONE:
            self.undone[_UNDONE[found.state]] += 1
        if found.error == _NEVER_HEARD_OF:
            return None
        return Former(found.producer_id, _OUTCOMES.get(found.state))

    async def finish(self, former: Former, outbox: Outbox) -> bool:
        """End it as it was decided, wherever it stands open; False where it does not.

        `outbox` is started under the same id: by its own next transaction it ends the former one,
        since a marker ends all that its producer left open in a partition. Left open, its records
        would be committed together with the first ones this owner writes there.

        Raises:
            Undecided: it stands open, and an owner before this one ended before it could finish it.
        """
        places = await self._still_open(former)
        if not places or outbox.producer_id != former.producer_id:
            return False
        if former.committed is None:
            raise why(Undecided, *places[0])
        log.warning("ending a transaction whose markers were lost: %s in %s", former, places)
        data = [place for place in places if place.topic != OFFSETS]
        await outbox.end_former(data, offsets=len(data) < len(places), commit=former.committed)
        while await self._still_open(former):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(_PAUSE)
        return True

    async def _standing(self, transactional_id: str) -> Standing:
        return await self._asked(lambda: self._described(transactional_id))

    async def _asked(self, question: Callable[[], Awaitable[_A]]) -> _A:
        """Ask until there is an answer."""
        while True:
            try:
                async with self._one_at_a_time:
                    return await question()
            except KafkaError as away:
                log.info("how a transaction stands is not known yet: %r", away)
            await self.stop()
            await asyncio.sleep(_PAUSE)

    async def _described(self, transactional_id: str) -> Standing:
        client = await self._connected()
        node = await client.coordinator_lookup(CoordinationType.TRANSACTION, transactional_id)
        found = standing(await client.send(node, Describe(transactional_id)))
        if found.error not in (0, _NEVER_HEARD_OF):
            raise for_code(found.error)
        return found

    async def _still_open(self, former: Former) -> list[TopicPartition]:
        return await self._asked(lambda: self._open_places(former.producer_id))

    async def _open_places(self, producer_id: int) -> list[TopicPartition]:
        client = await self._connected()
        asked = _by_leader(await client.fetch_all_metadata())
        answers = [
            await client.send(leader, DescribeProducers(places)) for leader, places in asked.items()
        ]
        return [place for each in answers for place in open_places(each, producer_id)]

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
