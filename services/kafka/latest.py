"""The latest record of each key of a compacted topic; the same before and after compaction."""

from collections.abc import Mapping

from contracts.records import Record
from services.kafka.ports import TopicReader


async def latest_by_key(
    reader: TopicReader, topic: str, elsewhere: Mapping[tuple[str, int], int] | None = None
) -> dict[bytes, Record]:
    """Key to its latest record; a record without a value removes its key.

    Partitions `elsewhere` names, by any offset of theirs, are not read.
    """
    found: dict[bytes, Record] = {}
    async for records in reader.read([topic], elsewhere, elsewhere):
        for record in records:
            if record.key is None:
                continue
            if record.value is None:
                found.pop(record.key, None)
            else:
                found[record.key] = record
    return found
