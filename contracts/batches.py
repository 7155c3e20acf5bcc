"""A record batch nobody could read: what stands for it, and how that is said; never I/O."""

import hashlib
from enum import StrEnum
from typing import Self

from contracts.events import Sentences
from contracts.reasons import Reason

MOST_UNPACKED = 1024 * 1024
"""Bytes of one batch on an agency's topic, as it came and unpacked: four times what its topic
takes where the broker keeps it unpacked."""
KEPT_OF_A_BATCH = 64 * 1024


class Flaw(StrEnum):
    """Why a batch could not be read as records."""

    TOO_LARGE = "too-large"
    CHECKSUM = "checksum"
    UNREADABLE = "unreadable"


class UnreadBatch(bytes):
    """The first 64 KiB of a batch as the broker keeps it, in the place of a record's value.

    It stands at the batch's first offset that could not be read and counts as one record.
    """

    flaw: Flaw
    size: int
    """Bytes of the whole batch."""
    digest: str
    """BLAKE2b-128 over the whole batch."""
    records: int
    """How many records its header claims; 0 where the header cannot be trusted."""
    last_offset: int
    """Of the last record it held; reading goes on behind it."""

    @classmethod
    def of(cls, whole: memoryview, flaw: Flaw, records: int, last_offset: int) -> Self:
        """What is kept of a batch."""
        kept = cls(whole[:KEPT_OF_A_BATCH])
        kept.flaw, kept.size = flaw, len(whole)
        kept.digest = hashlib.blake2b(whole, digest_size=16).hexdigest()
        kept.records, kept.last_offset = records, last_offset
        return kept

    @property
    def reason(self) -> Reason:
        """The reason it is put aside for."""
        return Reason.TOO_LARGE if self.flaw is Flaw.TOO_LARGE else Reason.UNREADABLE

    @property
    def said(self) -> Sentences:
        """What was expected of the batch."""
        words = _SAID[self.flaw]
        many = f"{self.size} byte"
        return Sentences(id=f"{words.id} (batch {many})", en=f"{words.en} (a batch of {many}s)")


_SAID = {
    Flaw.TOO_LARGE: Sentences(
        id=f"satu batch paling banyak {MOST_UNPACKED} byte setelah dibuka, ternyata lebih",
        en=f"at most {MOST_UNPACKED} bytes a record batch once unpacked, got more",
    ),
    Flaw.CHECKSUM: Sentences(
        id="batch tidak cocok dengan checksum-nya", en="its batch does not match its checksum"
    ),
    Flaw.UNREADABLE: Sentences(
        id="batch tidak dapat dibuka", en="its batch cannot be unpacked into records"
    ),
}
