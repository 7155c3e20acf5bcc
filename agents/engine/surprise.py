"""Our own bugs, a record at a time: caught, counted, and the partition paused at too many."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import ParamSpec, TypeVar

from aiokafka import TopicPartition

from contracts.records import Record

log = logging.getLogger(__name__)

_WINDOW = 100  # records of a partition
_LIMIT = 5  # surprises among them
_REMIND_EVERY = 60.0

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Surprise:
    """A pure step that raised: the kind of the exception and where, never the record's content."""

    error: str
    where: str


def attempt(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | Surprise:
    """Run a pure step; a bug in it becomes an answer that the hop quarantines.

    The only broad `except` of the project: a step is a function of the record alone, so whatever
    it raises it would raise again for ever, and the records behind it have to be carried.
    """
    try:
        return function(*args, **kwargs)
    except Exception as bug:
        log.exception("a step raised")
        return Surprise(type(bug).__name__, _place(bug))


def _place(bug: BaseException) -> str:
    trace = bug.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}"


class SurpriseMeter:
    """Counts a partition's surprises; five in its last hundred records pause it until a restart."""

    def __init__(self, elapsed: Callable[[], float] = monotonic) -> None:
        self._elapsed = elapsed
        self._recent: dict[TopicPartition, deque[bool]] = {}
        self._paused: dict[TopicPartition, float] = {}

    def attempt(
        self, record: Record, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T | Surprise:
        """`attempt`, counted for the record's partition."""
        answer = attempt(function, *args, **kwargs)
        self.count(record, surprised=isinstance(answer, Surprise))
        return answer

    def count(self, record: Record, *, surprised: bool) -> None:
        """One more record of a partition has been judged."""
        partition = TopicPartition(record.topic, record.partition)
        recent = self._recent.setdefault(partition, deque(maxlen=_WINDOW))
        recent.append(surprised)
        if surprised and partition not in self._paused and sum(recent) >= _LIMIT:
            self._paused[partition] = float("-inf")

    def paused(self, partition: TopicPartition) -> bool:
        """No chunk of it may be taken; says so once a minute."""
        reminded = self._paused.get(partition)
        if reminded is None:
            return False
        if self._elapsed() - reminded >= _REMIND_EVERY:
            self._paused[partition] = self._elapsed()
            log.error(
                "%s partition %s is paused: %s of its last %s records met a bug; restart to resume",
                *partition, _LIMIT, _WINDOW,
            )  # fmt: skip
        return True
