"""Header names in any encoding: aiokafka stops for ever at one that is not UTF-8; here none stops.

Such a name is read with its odd bytes as lone surrogates (`surrogateescape`), which no event may
have, so the record is refused by name like any other bad input.
"""

# ruff: noqa: ANN401 -- aiokafka has no types

from collections.abc import Iterator
from itertools import islice
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatch, _DefaultRecordBatchPy
from aiokafka.record.legacy_records import LegacyRecordBatch
from aiokafka.record.memory_records import _MemoryRecordsPy

_MAGIC_OF_HEADERS = 2  # record batches carry headers since Kafka 0.11


class _Lenient(bytearray):
    """Bytes whose slices decode whatever they hold."""

    def __getitem__(self, place: Any) -> Any:
        part = super().__getitem__(place)
        return _Lenient(part) if isinstance(place, slice) else part

    def decode(self, encoding: str = "utf-8", errors: str = "surrogateescape") -> str:
        return super().decode(encoding, errors)


class _LenientBatch(_DefaultRecordBatchPy):  # type: ignore[misc] # aiokafka has no types
    """aiokafka's own slow reading, over bytes that decode."""

    _buffer: bytearray

    def _read_msg(self, *arguments: Any) -> Any:
        if not isinstance(self._buffer, _Lenient):
            self._buffer = _Lenient(self._buffer)
        return super()._read_msg(*arguments)


class _Batch:
    """A batch read fast as long as its header names are UTF-8."""

    def __init__(self, whole: memoryview) -> None:
        self._whole = bytes(whole)
        self._fast = DefaultRecordBatch(whole)
        self._records = self._read()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._fast, name)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return next(self._records)

    def _read(self) -> Iterator[Any]:
        count = 0
        try:
            for count, record in enumerate(self._fast, start=1):  # noqa: B007 -- used below
                yield record
        except UnicodeDecodeError:
            yield from islice(_LenientBatch(self._whole), count, None)


class _Records(_MemoryRecordsPy):  # type: ignore[misc] # aiokafka has no types
    """What one fetch brought, cut into batches that read any header name."""

    def next_batch(self, *_arguments: Any) -> Any:
        whole = self._next_slice
        if whole is None:
            return None
        self._cache_next()
        magic = whole[self.MAGIC_OFFSET]
        return _Batch(whole) if magic >= _MAGIC_OF_HEADERS else LegacyRecordBatch(whole, magic)


def read_any_header_name() -> None:
    """From now on, every consumer of this process reads records whatever their headers' names."""
    fetcher.MemoryRecords = _Records
