"""Whose records are next: every topic that waits has its share of each round; pure."""

from collections.abc import Sequence
from typing import NamedTuple

from aiokafka import TopicPartition

from agents.engine.lane import Lane
from agents.engine.pace import Pace


class Turn(NamedTuple):
    """A partition, and how many of its records at most."""

    lane: Lane
    most: int


class Turns:
    """A round is one chunk in all, in equal shares; a topic's partitions take turns in its own.

    Who has just begun to wait comes next, so one agency's flood costs another no more than what
    is under way.
    """

    def __init__(self, chunk: int, pace: Pace) -> None:
        self._chunk = chunk
        self._pace = pace
        self._count = 0
        self._topics: dict[str, int] = {}
        self._lanes: dict[TopicPartition, int] = {}

    def next(self, waiting: Sequence[Lane], now: float) -> Turn | None:
        """The next of these partitions; None when its pace holds each of them back."""
        rooms = {topic: self._pace.room(topic, now) for topic in map(_topic, waiting)}
        free = [lane for lane in waiting if rooms[_topic(lane)]]
        if not free:
            return None
        lane = min(free, key=self._last)
        share = self._chunk // sum(room > 0 for room in rooms.values())
        self._count += 1
        self._topics[_topic(lane)] = self._lanes[lane.partition] = self._count
        return Turn(lane, min(max(1, share), rooms[_topic(lane)]))

    def _last(self, lane: Lane) -> tuple[int, int]:
        """When its topic and when it itself had a turn last."""
        return self._topics.get(_topic(lane), 0), self._lanes.get(lane.partition, 0)


def _topic(lane: Lane) -> str:
    topic: str = lane.partition.topic
    return topic
