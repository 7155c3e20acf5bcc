"""What can go wrong with topics, in sentences; the client library's own errors never get past here.

TopicsFailed
  UnknownTopic      it does not exist
  RecordTooLarge    it is above its topic's limit
  TopicsDiffer      what is there cannot be made what is meant
  Unavailable       the broker is away, or says no
"""

from collections.abc import Iterator
from contextlib import contextmanager

from aiokafka import errors


class TopicsFailed(Exception):
    """Why topics could not be read or written; its text is the sentence."""


class UnknownTopic(TopicsFailed):
    """A topic does not exist."""

    def __init__(self, topic: str) -> None:
        super().__init__(f"The topic {topic} does not exist; `simpul topics apply` creates topics.")
        self.topic = topic


class RecordTooLarge(TopicsFailed):
    """A record is above its topic's limit."""

    def __init__(self, topic: str, size: int) -> None:
        super().__init__(f"A record of {size} bytes is above the limit of {topic}.")
        self.topic = topic
        self.size = size


class TopicsDiffer(TopicsFailed):
    """Topics exist that cannot be made what they are meant to be; nothing was changed."""


class Unavailable(TopicsFailed):
    """The broker cannot be reached, or does not do what it was asked."""


@contextmanager
def in_our_words(bootstrap: str) -> Iterator[None]:
    """Turn the client library's errors into Unavailable with a sentence."""
    try:
        yield
    except errors.KafkaConnectionError as away:
        raise Unavailable(f"Kafka at {bootstrap} cannot be reached.") from away
    except (errors.KafkaError, TimeoutError) as refused:
        reason = " ".join(str(refused).split()) or type(refused).__name__
        raise Unavailable(f"Kafka at {bootstrap} did not do it: {reason}.") from refused
