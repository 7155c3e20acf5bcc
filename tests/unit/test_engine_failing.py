"""A worker that ends says why in one sentence, and a broker that is away does not flood the log."""

import asyncio
import logging
from collections.abc import Iterator

import pytest
from aiokafka import errors

from agents.engine.failing import PartitionTaken, Stuck, TopicMissing, failure, sentence, why
from agents.engine.quiet import Throttle


@pytest.mark.parametrize(
    ("reason", "start"),
    [
        (
            why(PartitionTaken, "bus.requests.v1", 3),
            "Another worker has taken over bus.requests.v1",
        ),
        (why(TopicMissing, "bus.status.v1"), "The topic bus.status.v1 does not exist; create it"),
        (why(Stuck, "A chunk was still in flight", 60.0), "A chunk was still in flight after 60 s"),
        (
            errors.ProducerFenced(),
            "The broker refused this worker's writes: another one took over.",
        ),
        (ValueError("two\nlines"), "The worker failed with ValueError: two lines"),
    ],
)
def test_every_end_is_one_sentence(reason: BaseException, start: str) -> None:
    assert sentence(reason).startswith(start)
    assert "\n" not in sentence(reason)


async def dropped() -> None:
    raise asyncio.CancelledError


async def test_a_task_that_a_library_dropped_is_a_failure_and_one_that_was_cancelled_is_none() -> (
    None
):
    tasks = [asyncio.create_task(dropped(), name="timers") for _ in range(2)]
    tasks[1].cancel()
    await asyncio.wait(tasks)
    first, second = map(failure, tasks)
    assert str(first).startswith('The Kafka client dropped the task "timers"; no work is lost')
    assert second is None


class Elapsed:
    """A monotonic clock a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Lines(logging.Handler):
    """What reached the root's handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "driver":
            self.lines.append(record.getMessage())


@pytest.fixture
def root() -> Iterator[Lines]:
    lines = Lines()
    logging.getLogger().addHandler(lines)
    yield lines
    logging.getLogger().removeHandler(lines)


def test_one_line_of_a_kind_in_ten_seconds_and_the_number_held_back(root: Lines) -> None:
    elapsed = Elapsed()
    throttle = Throttle(elapsed)
    for tenth in range(101):
        elapsed.now = tenth / 10
        throttle.emit(line("no connection to node %s", tenth))
    throttle.emit(line("another kind"))
    assert root.lines == [
        "no connection to node 0",
        "no connection to node 100 (and 99 more like it)",
        "another kind",
    ]


def line(message: str, *args: object) -> logging.LogRecord:
    return logging.LogRecord("driver", logging.WARNING, "", 0, message, args, None)
