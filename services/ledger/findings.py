"""Where things stand in the log, and what was found wrong there; proves nothing itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from contracts.records import Record
from services.ledger.report import MOST_PROBLEMS, Check, Problem


class At(NamedTuple):
    """A record's coordinates."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        """As a sentence says it: `bus.status.v1 3@120`."""
        return f"{self.topic} {self.partition}@{self.offset}"


def at(record: Record) -> At:
    """Where a record stands."""
    return At(record.topic, record.partition, record.offset)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What part of the log is at hand, by (topic, partition): first offset kept, end when read.

    Nothing said of a partition means that all of it is at hand, from offset 0.
    """

    begins: Mapping[tuple[str, int], int] = field(default_factory=dict)
    ends: Mapping[tuple[str, int], int] = field(default_factory=dict)

    def whole(self, topic: str) -> bool:
        """Whether nothing of a topic has outlived its retention yet."""
        return not any(begin for (name, _), begin in self.begins.items() if name == topic)

    def covers(self, where: At) -> bool:
        """Whether a record that stood there would have been read."""
        begin = self.begins.get(where[:2], 0)
        end = self.ends.get(where[:2])
        return begin <= where.offset and (end is None or where.offset < end)


class Findings:
    """Problems as they are found: all are counted, the first are kept."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[Problem] = []

    def add(self, check: Check, where: At, sentence: str) -> None:
        """Something does not hold at a place."""
        self.count += 1
        if len(self.first) < MOST_PROBLEMS:
            topic, partition, offset = where
            self.first.append(
                Problem(
                    check=check, topic=topic, partition=partition, offset=offset, sentence=sentence
                )
            )
