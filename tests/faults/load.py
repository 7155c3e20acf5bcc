"""Agencies that go on publishing through all trouble, and note what they know of each send."""

import asyncio
from collections.abc import Sequence
from itertools import count
from random import Random

from contracts.records import Message
from services.kafka.access import KafkaAccess
from services.kafka.failures import TopicsFailed
from services.kafka.writing import KafkaWriter
from tests.faults.agencies import batch
from tests.faults.history import History

_AGAIN = 0.5


class Load:
    """Sends batches until it is stopped; `sent` counts the receipts."""

    def __init__(self, access: KafkaAccess, history: History, dice: Random) -> None:
        self.sent = 0
        self._access = access
        self._history = history
        self._dice = dice
        self._numbers = count(1)
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self, stories: int, pause: float) -> None:
        """So many stories at once, again and again, `pause` seconds apart."""
        self._stop.clear()
        self._task = asyncio.create_task(self._go_on(stories, pause))

    async def stop(self) -> None:
        """Say no more, and wait until all that was said has its receipt."""
        self._stop.set()
        if self._task is not None:
            await self._task
            self._task = None

    async def _go_on(self, stories: int, pause: float) -> None:
        while not self._stop.is_set():
            await self.tell(stories)
            await asyncio.sleep(pause)

    async def tell(self, stories: int, partition: int | None = None) -> None:
        """One batch, told until every record of it has a receipt; of one partition if asked."""
        messages = list(batch(self._dice, f"F{next(self._numbers)}", stories, partition))
        while not await self._published(messages):
            await asyncio.sleep(_AGAIN)

    async def _published(self, messages: Sequence[Message]) -> bool:
        """Whether all receipts came; without them nobody knows what stands in the log."""
        sends = self._history.invoked(messages)
        try:
            async with KafkaWriter(self._access) as writer:
                receipts = await writer.write(messages)
        except TopicsFailed:
            self._history.unheard_of(sends)
            return False
        self._history.received(sends, receipts)
        self.sent += len(receipts)
        return True
