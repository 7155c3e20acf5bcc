"""Two questions of Kafka's protocol that aiokafka lacks: how transactions and producers stand."""

# ruff: noqa: ANN401 -- aiokafka has no types

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from aiokafka import TopicPartition
from aiokafka.errors import for_code
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Int64,
    Schema,
    TaggedFields,
)

_TEXT = CompactString("utf-8")
_TAGS = ("tags", TaggedFields)
_PLACES = CompactArray(("name", _TEXT), ("partitions", CompactArray(Int32)), _TAGS)
_PRODUCER = (
    ("producer_id", Int64),
    ("epoch", Int32),
    ("sequence", Int32),
    ("timestamp", Int64),
    ("coordinator_epoch", Int32),
    ("open_since", Int64),
    _TAGS,
)
_STATE = (
    ("error", Int16),
    ("transactional_id", _TEXT),
    ("state", _TEXT),
    ("timeout_ms", Int32),
    ("started_ms", Int64),
    ("producer_id", Int64),
    ("epoch", Int16),
    ("topics", _PLACES),
    _TAGS,
)
_PARTITION = (
    ("partition", Int32),
    ("error", Int16),
    ("message", _TEXT),
    ("producers", CompactArray(*_PRODUCER)),
    _TAGS,
)


class _States(Response):  # type: ignore[misc]  # untyped
    API_KEY = 65
    API_VERSION = 0
    SCHEMA = Schema(("throttle_ms", Int32), ("states", CompactArray(*_STATE)), _TAGS)


class _DescribeV0(RequestStruct):  # type: ignore[misc]  # untyped
    FLEXIBLE_VERSION = True
    API_KEY = 65
    API_VERSION = 0
    RESPONSE_TYPE = _States
    SCHEMA = Schema(("transactional_ids", CompactArray(_TEXT)), _TAGS)


class Describe(Request[_DescribeV0]):  # type: ignore[misc]  # untyped
    """How the transaction of an id stands; for its coordinator."""

    API_KEY = 65
    ALLOW_UNKNOWN_API_VERSION = True

    def __init__(self, transactional_id: str) -> None:
        self._id = transactional_id

    def build(self, request_struct_class: type[_DescribeV0]) -> _DescribeV0:
        return request_struct_class([self._id], {})


class Standing(NamedTuple):
    """What a coordinator says of one id; `error` is Kafka's code, 0 for none."""

    error: int
    state: str
    producer_id: int
    epoch: int


def standing(answer: Any) -> Standing:
    """The one state that was asked for."""
    error, _, state, _, _, producer_id, epoch, *_ = answer.states[0]
    return Standing(error, state, producer_id, epoch)


class _Producers(Response):  # type: ignore[misc]  # untyped
    API_KEY = 61
    API_VERSION = 0
    _TOPIC = (("name", _TEXT), ("partitions", CompactArray(*_PARTITION)), _TAGS)
    SCHEMA = Schema(("throttle_ms", Int32), ("topics", CompactArray(*_TOPIC)), _TAGS)


class _DescribeProducersV0(RequestStruct):  # type: ignore[misc]  # untyped
    FLEXIBLE_VERSION = True
    API_KEY = 61
    API_VERSION = 0
    RESPONSE_TYPE = _Producers
    SCHEMA = Schema(("topics", _PLACES), _TAGS)


class DescribeProducers(Request[_DescribeProducersV0]):  # type: ignore[misc]  # untyped
    """Who has written to partitions, and since where its transaction is open; for their leader."""

    API_KEY = 61
    ALLOW_UNKNOWN_API_VERSION = True

    def __init__(self, places: Mapping[str, Sequence[int]]) -> None:
        self._places = places

    def build(self, request_struct_class: type[_DescribeProducersV0]) -> _DescribeProducersV0:
        return request_struct_class([(*each, {}) for each in self._places.items()], {})


def open_places(answer: Any, producer_id: int) -> Iterator[TopicPartition]:
    """The partitions in which a transaction of a producer stands open, whatever its epoch.

    What this worker may not look at it does not write to either.

    Raises:
        KafkaError: the broker cannot say it of a partition now.
    """
    for topic, partitions, _ in answer.topics:
        for number, error, _, producers, _ in partitions:
            if for_code(error).retriable:
                raise for_code(error)
            for known, _, _, _, _, since, _ in producers:
                if known == producer_id and since >= 0:
                    yield TopicPartition(topic, number)
