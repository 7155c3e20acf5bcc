"""Unpacking a record batch into no more than a limit: a bomb stops where its room ends."""

import threading
from collections.abc import Callable
from struct import unpack_from
from typing import Any

import cramjam

from contracts.batches import MOST_UNPACKED, Flaw

HEADER = 61
"""Bytes of a batch before its records, which alone are packed."""
_CODEC_AT = 22
_CODEC = 0x07
_XERIAL = b"\x82SNAPPY\x00"
_XERIAL_HEADER = 16
_OUT_OF_ROOM = ("failed to write whole buffer", "smaller than required")

Decode = Callable[[Any, Any], int]


class _Room(threading.local):
    """Each thread's own, kept: clearing a new one for every batch would cost more than a batch."""

    def __init__(self) -> None:
        self.bytes = bytearray(HEADER + MOST_UNPACKED)


_room = _Room()


def unpacked(whole: memoryview) -> bytes | memoryview | Flaw:
    """The same batch with its records as they are, or why there is none; the checksum is void."""
    codec = whole[_CODEC_AT] & _CODEC
    if codec == 0:
        return whole
    decode = _DECODERS.get(codec)
    if decode is None:
        return Flaw.UNREADABLE
    room = memoryview(_room.bytes)
    try:
        size = decode(bytes(whole[HEADER:]), room[HEADER:])
    except (cramjam.DecompressionError, ValueError) as wrong:
        full = any(words in str(wrong) for words in _OUT_OF_ROOM)
        return Flaw.TOO_LARGE if full else Flaw.UNREADABLE
    room[:HEADER] = whole[:HEADER]
    room[_CODEC_AT] &= ~_CODEC & 0xFF
    return bytes(room[: HEADER + size])


def _snappy(packed: bytes, room: memoryview) -> int:
    """Snappy as a whole, or in the blocks Java's library writes."""
    if not packed.startswith(_XERIAL):
        return int(cramjam.snappy.decompress_raw_into(packed, room))
    size, place = 0, _XERIAL_HEADER
    while place < len(packed):
        end = place + 4 + _block_size(packed, place)
        size += int(cramjam.snappy.decompress_raw_into(packed[place + 4 : end], room[size:]))
        place = end
    return size


def _block_size(packed: bytes, place: int) -> int:
    """Bytes of the block that follows.

    Raises:
        ValueError: there is no such block.
    """
    size = int(unpack_from(">i", packed, place)[0]) if place + 4 <= len(packed) else 0
    if not 0 < size <= len(packed) - place - 4:
        raise ValueError(size)
    return size


_DECODERS: dict[int, Decode] = {
    1: cramjam.gzip.decompress_into,
    2: _snappy,
    3: cramjam.lz4.decompress_into,
    4: cramjam.zstd.decompress_into,
}
"""By the number a batch names its codec with."""
