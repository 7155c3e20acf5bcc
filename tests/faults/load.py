"""Agencies that go on publishing through all trouble, and note what they know of each send."""

import asyncio
from collections.abc import Sequence
from itertools import count
from random import Random

from contracts.records import Message
from services.kafka.access import KafkaAccess
from services.kafka.failures import TopicsFailed
from services.kafka.ports import Receipt
from services.kafka.writing import KafkaWriter
from tests.faults.agencies import Said, batch
from tests.faults.history import History

_AGAIN = 0.5


class Load:
    """Sends batches until it is stopped; `sent` counts the receipts."""

    def __init__(self, access: KafkaAccess, history: History, dice: Random) -> None:
        self.said: list[Said] = []
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
        said = list(batch(self._dice, f"F{next(self._numbers)}", stories, partition))
        messages = [one.message for one in said]
        self.said += said
        while not await self._published(messages):
            await asyncio.sleep(_AGAIN)

    async def _published(self, messages: Sequence[Message]) -> bool:
        """Whether all receipts came; without them nobody knows what stands in the log."""
        for message in messages:
            self._history.say(message, "invoked")
        try:
            async with KafkaWriter(self._access) as writer:
                receipts = await writer.write(messages)
        except TopicsFailed:
            for message in messages:
                self._history.say(message, "unknown")
            return False
        self._noted(messages, receipts)
        return True

    def _noted(self, messages: Sequence[Message], receipts: Sequence[Receipt]) -> None:
        for message, receipt in zip(messages, receipts, strict=True):
            self._history.say(message, "ok", receipt)
        self.sent += len(receipts)
