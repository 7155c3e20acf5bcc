"""The offsets groups committed, from Kafka's own log of them: work done is never owed again."""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import NamedTuple

from contracts.records import Record
from services.kafka.reading import KafkaReader

LOG = "__consumer_offsets"
_A_COMMIT = (0, 1)  # versions of a key that names a commit


class Commit(NamedTuple):
    """One commit of a group."""

    group: str
    topic: str
    partition: int
    offset: int


async def commits(reader: KafkaReader) -> AsyncIterator[Commit]:
    """Every commit there was, each group's in order."""
    async for records in reader.read([LOG]):
        for one in _read(records):
            yield one


def _read(records: Iterable[Record]) -> Iterator[Commit]:
    for record in records:
        key, value = record.key or b"", record.value
        if value is None or int.from_bytes(key[:2]) not in _A_COMMIT:
            continue
        group, rest = _text(key[2:])
        topic, rest = _text(rest)
        yield Commit(group, topic, int.from_bytes(rest[:4]), int.from_bytes(value[2:10]))


def _text(data: bytes) -> tuple[str, bytes]:
    length = int.from_bytes(data[:2])
    return data[2 : 2 + length].decode(), data[2 + length :]


async def finished(reader: KafkaReader, group: str, topic: str) -> dict[int, int]:
    """Where a group stands on a topic, by partition."""
    found = {}
    async for commit in commits(reader):
        if (commit.group, commit.topic) == (group, topic):
            found[commit.partition] = commit.offset
    return found


async def went_back(reader: KafkaReader) -> list[str]:
    """Commits below an earlier one of the same group, one sentence each."""
    furthest: dict[tuple[str, str, int], int] = {}
    found = []
    async for group, topic, partition, offset in commits(reader):
        known = furthest.setdefault((group, topic, partition), offset)
        if offset < known:
            found.append(f"{group} went back from {known} to {offset} on {topic} {partition}")
        furthest[group, topic, partition] = offset
    return found
