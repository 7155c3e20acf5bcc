"""One owned partition: what was polled and waits, and where reading goes on; never I/O."""

import asyncio
from collections import deque
from collections.abc import Sequence
from itertools import islice

from aiokafka import TopicPartition

from agents.engine.weight import weight
from contracts.records import Record


class Lane:
    """The pool and the place in the log of one partition, from its take-over to its release."""

    def __init__(self, partition: TopicPartition, since: float) -> None:
        self.partition = partition
        self.since = since
        self.ready = False
        self.must_seek = True
        self.next_offset = 0
        self.taking: asyncio.Task[None] | None = None
        self.committed: int | None = None
        self.recovered = 0
        self.left = 0
        self._start = 0
        self._moved = since
        self._pool: deque[Record] = deque()
        self.weight = 0

    def open_at(self, offset: int, committed: int | None) -> None:
        """The take-over is done: read from `offset`."""
        self._start = self.next_offset = offset
        self.committed = committed
        self.must_seek = self.ready = True

    def add(self, records: Sequence[Record], next_offset: int) -> None:
        """Records were polled; `next_offset` lies after them and after what is not a record."""
        self._pool.extend(records)
        self.weight += sum(map(weight, records))
        self.next_offset = next_offset

    def take(self, most: int) -> list[Record]:
        """The oldest waiting records, in order, no more waiting."""
        pool = self._pool
        if len(pool) <= most:
            taken = list(pool)
            pool.clear()
            self.weight = 0
            return taken
        taken = list(islice(pool, most))
        for _ in taken:
            pool.popleft()
        self.weight -= sum(map(weight, taken))
        return taken

    def behind(self, end: int, *, busy: bool) -> int:
        """How many records before `end` are not committed; markers and holes count while busy."""
        done = self._start if self.committed is None else self.committed
        return max(0, end - (done if busy else self.next_offset))

    def commit(self, offset: int, now: float) -> None:
        """The committed offset is there now, monotonic seconds."""
        self.committed, self._moved = offset, now

    def waited(self, lag: int | None, now: float) -> float:
        """Seconds since a commit while records wait; told once a second how many do."""
        if not lag:
            self._moved = now
        return now - self._moved

    def drop(self) -> None:
        """Forget what has not been handed out: somebody reads it again."""
        self.ready = False
        self._pool.clear()
        self.weight = 0

    def __len__(self) -> int:
        return len(self._pool)
