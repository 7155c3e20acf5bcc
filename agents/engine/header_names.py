"""Header names in any encoding: aiokafka stops for ever at one that is not UTF-8; here none stops.

Such a name is read with its odd bytes as lone surrogates (`surrogateescape`), which no event may
have, so the record is refused by name like any other bad input.
"""

# ruff: noqa: ANN401 -- aiokafka has no types

from collections.abc import Iterator
from itertools import islice
from typing import Any

from aiokafka.record.default_records import _DefaultRecordBatchPy


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


def records_of(batch: Any, whole: memoryview | bytes) -> Iterator[Any]:
    """The records of aiokafka's `batch` over the same bytes: fast while header names are UTF-8."""
    count = 0
    try:
        for count, record in enumerate(batch, start=1):  # noqa: B007 -- used below
            yield record
    except UnicodeDecodeError:
        yield from islice(_LenientBatch(whole), count, None)
