"""Reading record batches whatever they hold: none stops or fills the process that reads it.

aiokafka unpacks without a limit and stops for ever at a batch it cannot read. On an agency's
topic such a batch is one record here, whose value is an `UnreadBatch`; on the bus's own topics,
which the bus alone writes, it still ends the process.
"""

# ruff: noqa: ANN401 -- aiokafka has no types

from collections.abc import Iterator
from struct import Struct, error
from typing import Any, NamedTuple

from aiokafka.consumer import fetcher
from aiokafka.errors import KafkaError
from aiokafka.record.default_records import DefaultRecordBatch
from aiokafka.record.legacy_records import LegacyRecordBatch
from aiokafka.record.memory_records import _MemoryRecordsPy

from agents.engine.header_names import records_of
from agents.engine.unpacking import HEADER, unpacked
from agents.engine.weight import weight
from contracts.batches import MOST_UNPACKED, Flaw, UnreadBatch
from contracts.records import Record
from contracts.topics import agency_of

_MAGIC = 2  # of record batches since Kafka 0.11
_HEAD = Struct(">qiibIhiqqqhii")
_MOST_AT_ONCE = 2 * 1024 * 1024  # by weight, of one agency's partition; the rest waits as it came
_BROKEN = (KafkaError, ValueError, IndexError, OverflowError, error)


class _Unread(NamedTuple):
    """What stands for a batch, as aiokafka wants a record."""

    offset: int
    timestamp: int
    value: UnreadBatch
    timestamp_type: int = 1
    key: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
    checksum: None = None


class _Claims(NamedTuple):
    """What a batch's header says, as far as it can be trusted."""

    end: int
    records: int = 0
    timestamp: int = 0


class _Batch:
    """A batch of the bus's own: aiokafka's reading, but for header names."""

    def __init__(self, whole: memoryview | bytes) -> None:
        self._batch = DefaultRecordBatch(whole)
        self._records = self._read(whole)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return next(self._records)

    def _read(self, whole: memoryview | bytes) -> Iterator[Any]:
        return records_of(self._batch, whole)


class _AgencyBatch(_Batch):
    """A batch unpacked within the limit; where its records end too early, one says so."""

    def __init__(self, whole: memoryview, plain: memoryview | bytes) -> None:
        self._as_it_came = whole
        super().__init__(plain)

    def validate_crc(self) -> bool:
        """Already judged, over the batch as it came."""
        return True

    def _read(self, whole: memoryview | bytes) -> Iterator[Any]:
        offset = self._batch.base_offset
        try:
            for record in super()._read(whole):
                yield record
                offset = record.offset + 1
        except _BROKEN:
            claims = _claims(self._as_it_came, Flaw.UNREADABLE, None)
            yield _unread(self._as_it_came, Flaw.UNREADABLE, claims)._replace(offset=offset)


class _UnreadableBatch:
    """A batch that cannot be unpacked: one record that says why."""

    producer_id: int | None = None
    is_control_batch = is_transactional = False

    def __init__(self, whole: memoryview, flaw: Flaw, following: int | None) -> None:
        claims = _claims(whole, flaw, following)
        record = _unread(whole, flaw, claims)
        self.base_offset, self.next_offset = record.offset, claims.end
        self._records = iter([record])

    def validate_crc(self) -> bool:
        """Already judged: a wrong checksum is a flaw like any other."""
        return True

    def __iter__(self) -> Iterator[_Unread]:
        return self._records


def _unread(whole: memoryview, flaw: Flaw, claims: _Claims) -> _Unread:
    value = UnreadBatch.of(whole, flaw, claims.records, claims.end - 1)
    return _Unread(_begin(whole), claims.timestamp, value)


def _begin(whole: memoryview) -> int:
    """The batch's first offset: the broker gives it and no checksum is about it."""
    return int.from_bytes(whole[:8])


def _claims(whole: memoryview, flaw: Flaw, following: int | None) -> _Claims:
    """Where the next batch begins is known best by that batch; a header may be what is broken."""
    begin = _begin(whole)
    if len(whole) < HEADER:
        return _Claims(following or begin + 1)
    head = _HEAD.unpack_from(whole)
    delta, timestamp, count = head[6], head[8], head[12]
    end = begin + count if count == delta + 1 > 0 else begin + 1
    if flaw is Flaw.CHECKSUM:
        return _Claims(following or end)
    return _Claims(begin + max(delta, 0) + 1, count, timestamp)


def _judged(whole: memoryview) -> memoryview | bytes | Flaw:
    """An agency's batch with its records unpacked, or why they cannot be."""
    if len(whole) > MOST_UNPACKED:
        return Flaw.TOO_LARGE
    if len(whole) < HEADER or whole[_MemoryRecordsPy.MAGIC_OFFSET] != _MAGIC:
        return Flaw.UNREADABLE
    return unpacked(whole) if DefaultRecordBatch(whole).validate_crc() else Flaw.CHECKSUM


class _Records(_MemoryRecordsPy):  # type: ignore[misc] # aiokafka has no types
    """What one fetch brought of a partition, cut into batches."""

    bounded = False

    def next_batch(self, *_arguments: Any) -> Any:
        whole = self._next_slice
        if whole is None:
            return None
        self._cache_next()
        if self.bounded:
            return self._agencys(whole)
        magic = whole[self.MAGIC_OFFSET]
        return _Batch(whole) if magic >= _MAGIC else LegacyRecordBatch(whole, magic)

    def _agencys(self, whole: memoryview) -> _AgencyBatch | _UnreadableBatch:
        found = _judged(whole)
        if isinstance(found, Flaw):
            following = None if self._next_slice is None else _begin(self._next_slice)
            return _UnreadableBatch(whole, found, following)
        return _AgencyBatch(whole, found)


class _PartitionRecords(fetcher.PartitionRecords):  # type: ignore[misc] # aiokafka has no types
    """Records of one partition, which is an agency's or not."""

    def __init__(self, tp: Any, records: _Records, *arguments: Any, **named: Any) -> None:
        records.bounded = agency_of(tp.topic) is not None
        super().__init__(tp, records, *arguments, **named)


class _FetchResult(fetcher.FetchResult):  # type: ignore[misc] # aiokafka has no types
    """What waits of one partition; of an agency's no more is taken at once than weighs little.

    Few bytes can be many records, or one with hundreds of thousands of headers.
    """

    _partition_records: Any

    def getall(self, max_records: int | None = None) -> list[Record]:
        place = self._topic_partition
        if agency_of(place.topic) is None:
            records: list[Record] = super().getall(max_records)
            return records
        if not self.check_assignment(place) or not self.has_more():
            return []
        taken: list[Record] = []
        left = _MOST_AT_ONCE
        for record in self._partition_records:
            taken.append(record)
            left -= weight(record)
            if left <= 0 or len(taken) == max_records:
                self._update_position()
                return taken
        self._update_position()
        self._partition_records = None
        return taken


def read_whatever_came() -> None:
    """From now on every consumer of this process reads past what it cannot read of agencies."""
    fetcher.FetchResult = _FetchResult
    fetcher.MemoryRecords = _Records
    fetcher.PartitionRecords = _PartitionRecords
