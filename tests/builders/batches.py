"""Record batches as a broker keeps them; a test breaks one part."""

from typing import Any

from aiokafka.record.default_records import DefaultRecordBatchBuilder

from contracts.batches import Flaw, UnreadBatch
from contracts.records import StoredRecord
from tests.builders.events import a_record

CODECS = {"none": 0, "gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}


def a_batch(*values: bytes, codec: str = "none", base: int = 0, **more: Any) -> bytearray:
    """A batch of records with these values, from offset `base` on."""
    builder = DefaultRecordBatchBuilder(
        magic=2,
        compression_type=CODECS[codec],
        is_transactional=0,
        producer_id=-1,
        producer_epoch=-1,
        base_sequence=-1,
        batch_size=2**30,
    )
    for place, value in enumerate(values):
        builder.append(place, 1_773_277_000_000, b"key", value, more.get("headers", []))
    whole = bytearray(builder.build())
    whole[:8] = base.to_bytes(8)
    return whole


def an_unread_batch(flaw: Flaw = Flaw.TOO_LARGE, size: int = 100_000) -> StoredRecord:
    """What stands for a batch of 17 records from offset 41 on that could not be read."""
    value = UnreadBatch.of(memoryview(bytes(size)), flaw, records=17, last_offset=57)
    return a_record(key=None, value=value, headers=())
