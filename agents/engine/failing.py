"""How a worker ends: at once, with one sentence and status 70; never a retry or a clean-up."""

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Coroutine, Iterator
from typing import Any, NoReturn

from aiokafka import errors

log = logging.getLogger(__name__)

_ending = threading.Lock()

FAILED = 70  # EX_SOFTWARE of sysexits.h


class EngineError(Exception):
    """Why a worker had to end; its text is the sentence an operator reads."""


class TopicMissing(EngineError):
    """The topic {0} does not exist; create it with `simpul topics apply`, then start again."""


class PartitionTaken(EngineError):
    """Another worker has taken over {0} partition {1}; the broker refused this one's writes."""


class CountsDiffer(EngineError):
    """Topics that must have equal partition counts differ: {0}. Nothing is carried.

    With other counts a request's records would part from its earlier ones; set the counts right.
    """


class CountChanged(EngineError):
    """{0} has {1} partitions now, but was written with another count. Nothing is carried.

    With another count a request's records would part from its earlier ones; the count cannot be
    changed in place.
    """


class Undecided(EngineError):
    """A transaction stands open in {0} partition {1} that nobody will end.

    Find and end it with Kafka's kafka-transactions.sh (find-hanging, abort), then start again.
    """


class Dropped(EngineError):
    """The Kafka client dropped the task "{0}"; no work is lost, a new start does it again."""


class Stuck(EngineError):
    """{0} after {1:.0f} seconds; the work is not lost, a new start does it again."""


def why(error: type[EngineError], *facts: object) -> EngineError:
    """The error with its docstring, filled in, as the sentence."""
    return error(" ".join((error.__doc__ or "{0}").format(*facts).split()))


_SENTENCES: tuple[tuple[type[BaseException], str], ...] = (
    (errors.ProducerFenced, "The broker refused this worker's writes: another one took over."),
    (
        errors.InvalidProducerEpoch,
        "The broker refused this worker's writes: another one took over.",
    ),
    (
        errors.KafkaConnectionError,
        "Kafka cannot be reached, or the connection broke while something was being written.",
    ),
    (errors.MessageSizeTooLargeError, "A message is larger than its topic allows."),
    (errors.TopicAuthorizationFailedError, "The broker does not let this worker use a topic: {0}."),
    (errors.GroupAuthorizationFailedError, "The broker does not let this worker join: {0}."),
)


def sentence(reason: BaseException) -> str:
    """What happened, on one line."""
    if isinstance(reason, EngineError):
        return str(reason)
    for cause in _causes(reason):
        for kind, text in _SENTENCES:
            if isinstance(cause, kind):
                return text.format(cause)
    return " ".join(f"The worker failed with {type(reason).__name__}: {reason}".split())


def _causes(reason: BaseException) -> Iterator[BaseException]:
    """The failure and what it came from: aiokafka wraps what its sender met."""
    cause: BaseException | None = reason
    while cause is not None:
        yield cause
        cause = cause.__cause__


def end_process(reason: BaseException) -> NoReturn:
    """End at once, from any thread: nothing more is committed, so the next start does it again."""
    _ending.acquire()  # never released: whoever fails second waits for the end
    log.error("worker ends: %s", sentence(reason), exc_info=reason)
    sys.stderr.write(sentence(reason) + "\n")
    sys.stderr.flush()
    os._exit(FAILED)


def watched(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    """Run in the background; a failure ends the process, being cancelled does not."""
    task = asyncio.create_task(work, name=name)
    task.add_done_callback(_end_if_failed)
    return task


def failure(task: asyncio.Task[None]) -> BaseException | None:
    """Why a task that is done is to end the process; None where it ended well or was cancelled."""
    if not task.cancelled():
        return task.exception()
    if task.cancelling():
        return None
    return why(Dropped, task.get_name())  # nobody asked: a library let out its own cancellation


def _end_if_failed(task: asyncio.Task[None]) -> None:
    if (reason := failure(task)) is not None:
        end_process(reason)
