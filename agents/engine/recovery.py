"""Reading one partition from its first record to its end; never in a group, never a commit."""

import asyncio
from collections.abc import Callable, Sequence
from time import monotonic

from aiokafka import AIOKafkaConsumer, TopicPartition

from agents.engine.failing import Undecided, why
from agents.engine.ports import EngineSettings
from contracts.records import Record

_WAIT_AT_END_MS = 20  # what an empty partition costs a take-over
_SLICE_MS = 200
_OPEN_AT_MOST = 2.0
_EMPTY_ANSWERS = (
    3  # of the broker, at one position: nothing but removed records is left before the end
)
_FETCH_BYTES = 4 * 1024 * 1024


async def recover(
    settings: EngineSettings,
    partition: TopicPartition,
    load: Callable[[Sequence[Record]], None],
    still: Callable[[int], None] = lambda _left: None,
) -> int:
    """Hand every committed record to `load` in slices; the number of records.

    Goes by position, since transaction markers and compaction leave offsets without a record.
    Whoever may write there was refused before, and its last transaction finished, so nothing may
    stand open. `still` is told how far the end is.

    Raises:
        Undecided: a transaction stands open, so what was recovered is not all there is.
    """
    consumer = group_less(settings)
    await consumer.start()
    try:
        consumer.assign([partition])
        await consumer.seek_to_beginning(partition)
        count, whole = await _read_all(consumer, partition, load, still)
        if not whole:
            raise why(Undecided, *partition)
        return count
    finally:
        await let_go(consumer)


async def _read_all(
    consumer: AIOKafkaConsumer,
    partition: TopicPartition,
    load: Callable[[Sequence[Record]], None],
    still: Callable[[int], None],
) -> tuple[int, bool]:
    """The number of records, and whether they are all there is."""
    count, asked = 0, monotonic()
    while monotonic() - asked < _OPEN_AT_MOST:
        end = (await consumer.end_offsets([partition]))[partition]
        count += await read_to(consumer, partition, end, load, still)
        late = (await consumer.getmany(partition, timeout_ms=_WAIT_AT_END_MS)).get(partition, [])
        load(late)
        count += len(late)
        if consumer.highwater(partition) == end:
            return count, True
    return count, False


def group_less(settings: EngineSettings, most: int = _FETCH_BYTES) -> AIOKafkaConsumer:
    """A consumer of committed records in no group; `most` bytes of a partition at once."""
    return AIOKafkaConsumer(
        bootstrap_servers=settings.bootstrap,
        client_id=settings.group,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        fetch_max_wait_ms=_WAIT_AT_END_MS,
        max_partition_fetch_bytes=most,
        **settings.security,
    )


async def let_go(consumer: AIOKafkaConsumer) -> None:
    """Stop a consumer, also while its broker is away.

    aiokafka then lets the cancellation of its own fetches out: to whoever stops it that looks like
    being cancelled, and the task that does ends without a word.
    """
    try:
        await consumer.stop()
    except asyncio.CancelledError:
        await consumer._client.close()
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise


async def read_to(
    consumer: AIOKafkaConsumer,
    partition: TopicPartition,
    end: int,
    load: Callable[[Sequence[Record]], None],
    still: Callable[[int], None] = lambda _left: None,
) -> int:
    """Hand what lies between the position and `end` to `load`; the number of records.

    Where only removed records are left before the end, the position would stand still for ever:
    a few empty answers of the broker count as the end.
    """
    count, empty, answered = 0, 0, None
    while (position := await consumer.position(partition)) < end and empty < _EMPTY_ANSWERS:
        records = (await consumer.getmany(partition, timeout_ms=_SLICE_MS)).get(partition, [])
        load(records)
        count += len(records)
        still(max(0, end - await consumer.position(partition)))
        latest = consumer.last_poll_timestamp(partition)
        if await consumer.position(partition) > position:
            empty = 0
        elif latest != answered:
            empty += 1
        answered = latest
        await asyncio.sleep(0)
    return count
