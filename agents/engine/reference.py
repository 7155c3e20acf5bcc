"""Reading reference data whole, in offset order, and knowing how fresh it is; never in a group."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from time import monotonic

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from mode import Service

from agents.engine.failing import watched
from agents.engine.ports import EngineSettings
from agents.engine.recovery import group_less, let_go, read_to
from contracts.records import Record

log = logging.getLogger(__name__)

_NEWS_MS = 500  # how long one wait for news lasts, and so how often the end is asked for
_RETRY = 1.0


class ReferenceReader(Service):
    """Hands every committed record of a topic's one partition to `apply`; a service of the app.

    It keeps trying while the broker is away or the topic not created yet; meanwhile it is not
    fresh, and who needs it fresh waits.
    """

    def __init__(
        self, settings: EngineSettings, topic: str, apply: Callable[[Record], None]
    ) -> None:
        super().__init__()
        self._settings = settings
        self._partition = TopicPartition(topic, 0)
        self._apply = apply
        self._next = 0
        self._was_at_end: float | None = None
        self._reached_end = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    def fresh(self, seconds: float) -> bool:
        """The reader is known to have been at the log's end less than `seconds` ago."""
        return self._was_at_end is not None and monotonic() - self._was_at_end < seconds

    async def at_end(self) -> None:
        """Return once the log's end has been reached for the first time."""
        while self._was_at_end is None:
            await self._reached_end.wait()

    async def until_fresh(self, seconds: float) -> None:
        """Return when `fresh(seconds)`."""
        await self.until(lambda: self.fresh(seconds))

    async def until(self, known: Callable[[], bool]) -> None:
        """Return once what has been read makes `known` true; asked whenever the end is reached."""
        while not known():
            self._reached_end.clear()
            await self._reached_end.wait()

    async def on_start(self) -> None:
        """Read until stopped; a reader that ended by itself would leave whoever waits for ever."""
        self._reading = watched(self._read_always(), "reference")

    async def on_stop(self) -> None:
        """Read no more."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait([self._reading])

    async def _read_always(self) -> None:
        while not self.should_stop:
            try:
                await self._read()
            except KafkaError as away:
                log.warning("%s cannot be read now: %s", self._partition.topic, away)
            await self.sleep(_RETRY)

    async def _read(self) -> None:
        consumer = group_less(self._settings)
        try:
            await consumer.start()
            if await self._exists(consumer):
                consumer.assign([self._partition])
                consumer.seek(self._partition, self._next)
                await self._follow(consumer)
        finally:
            await let_go(consumer)

    async def _exists(self, consumer: AIOKafkaConsumer) -> bool:
        await consumer._client.set_topics([self._partition.topic])
        exists = consumer.partitions_for_topic(self._partition.topic) is not None
        if not exists:
            log.warning("%s does not exist yet", self._partition.topic)
        return exists

    async def _follow(self, consumer: AIOKafkaConsumer) -> None:
        """The end is asked for first, so whoever reads up to it was at the end when it asked."""
        while not self.should_stop:
            asked = monotonic()
            end = (await consumer.end_offsets([self._partition]))[self._partition]
            await read_to(consumer, self._partition, end, self._take)
            self._was_at_end = asked
            self._reached_end.set()
            news = await consumer.getmany(self._partition, timeout_ms=_NEWS_MS)
            self._take(news.get(self._partition, []))

    def _take(self, records: Sequence[Record]) -> None:
        for record in records:
            self._apply(record)
            self._next = record.offset + 1
