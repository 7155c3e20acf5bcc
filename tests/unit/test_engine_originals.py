"""A record is fetched again however long it takes, and only one that is not there is missing."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from aiokafka import TopicPartition

from agents.engine.originals import read_one
from contracts.records import StoredRecord

PLACE = TopicPartition("agency.dlh.events.v1", 0)


def a_record(offset: int) -> StoredRecord:
    return StoredRecord(PLACE.topic, PLACE.partition, offset, 0, b"DLH-1", b"{}")


class Answers:
    """A consumer whose broker answers as it is told to, one answer a call."""

    def __init__(self, *answers: Sequence[StoredRecord]) -> None:
        self._answers = list(answers)
        self._position = 0

    def seek(self, _place: TopicPartition, offset: int) -> None:
        self._position = offset

    async def position(self, _place: TopicPartition) -> int:
        return self._position

    async def getmany(
        self, place: TopicPartition, **_limits: int
    ) -> Mapping[TopicPartition, Sequence[StoredRecord]]:
        records = self._answers.pop(0)
        self._position = max([self._position, *(one.offset + 1 for one in records)])
        return {place: records} if records else {}


async def test_an_original_that_comes_late_is_not_taken_for_one_that_is_gone() -> None:
    late = Answers([], [], [a_record(41)])
    assert await read_one(cast(Any, late), PLACE, 41) == a_record(41)


async def test_where_another_record_stands_there_is_none() -> None:
    assert await read_one(cast(Any, Answers([a_record(44)])), PLACE, 41) is None
