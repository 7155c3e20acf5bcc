"""Where things stand in the log, and what was found wrong there; proves nothing itself."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from contracts import topics
from contracts.records import Record
from contracts.topics import REQUESTS
from services.ledger.report import MOST_PROBLEMS, Check, Problem

agency_of = cache(topics.agency_of)
"""The agency whose events topic this is; asked of every record, of few topics."""

UNREADABLE = (KeyError, TypeError, ValueError)
"""What reading a record raises that is not what it should be."""

Place = tuple[str, int]
"""A partition of a topic."""


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


def is_of_a_case(record: Record) -> bool:
    """Whether a case wrote it."""
    return header(record, "ce_source").endswith("/case")


def header(record: Record, name: str) -> str:
    """The first header of a name; KeyError where there is none."""
    for found, value in record.headers:
        if found == name and value is not None:
            return value.decode()
    raise KeyError(name)


@dataclass(slots=True)
class Bounds:
    """What part of the log is at hand, by (topic, partition): first offset kept, end when read.

    Nothing said of a partition means that all of it is at hand, from offset 0. `cut`: what came
    after some instant was left unread, so that what is missing may stand there. `begun_ms`: this
    log was begun from a backup, and what was logged before that instant stands in an earlier one;
    known once the clock was read.
    """

    begins: Mapping[tuple[str, int], int] = field(default_factory=dict)
    ends: Mapping[tuple[str, int], int] = field(default_factory=dict)
    cut: bool = False
    begun_ms: int = 0

    def whole(self, topic: str) -> bool:
        """Whether nothing of a topic has outlived its retention, nor stayed in an earlier log."""
        return not self.begun_ms and not any(
            begin for (name, _), begin in self.begins.items() if name == topic
        )

    def is_earlier(self, logged_ms: int) -> bool:
        """Whether a record was logged in the log before this one."""
        return logged_ms < self.begun_ms

    def covers(self, where: At) -> bool:
        """Whether a record that stood there would have been read."""
        begin = self.begins.get(where[:2], 0)
        end = self.ends.get(where[:2])
        return begin <= where.offset and (end is None or where.offset < end)


class Findings:
    """Problems as they are found: all are counted, the first are kept; and what no one can say."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[Problem] = []
        self.edges: Counter[str] = Counter()

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

    def unreadable(self, where: At, error: Exception) -> None:
        """A record of ours that is not what its topic carries."""
        sentence = f"cannot be read as what this topic carries ({type(error).__name__}: {error})"
        self.add(Check.READABLE, where, sentence)

    def leave(self, why: str) -> None:
        """Something at the edge of what was read, which cannot be judged."""
        self.edges[why] += 1


LATER = "effects whose cause was written after what was read"
EARLIER = "effects whose cause was written before what was read"


class Edges:
    """Whether what seems to have no cause may have one outside what was read."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._last_ms: dict[int, int] = {}

    def wrote(self, record: Record) -> None:
        """A record of bus.requests.v1: all that is told comes of one."""
        self._last_ms[record.partition] = record.timestamp

    def is_earlier(self, logged_ms: int) -> bool:
        """Whether a cause was logged in the log before this one."""
        return self._bounds.is_earlier(logged_ms)

    def excuse(self, record: Record, *, at_rest: bool) -> str | None:
        """Why the cause of a record need not be at hand; None where it must be."""
        going_on = self._bounds.cut or not at_rest
        if going_on and record.timestamp >= self._last_ms.get(record.partition, 0):
            return LATER
        return None if self._bounds.whole(REQUESTS) else EARLIER
