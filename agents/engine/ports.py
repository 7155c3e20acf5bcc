"""What a hop gives the engine and what it is told; no Kafka, no Faust, never a decision."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from agents.engine.metering import UNWATCHED, Observer
from contracts.records import Headers, Message, Record


def _nothing(point: str) -> None:
    """The hook of a worker nobody disturbs."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Topics things arrive on, and the group that works them off."""

    topics: Callable[[], Collection[str]]
    group: str


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How one worker carries; every wait in real seconds.

    `at` is called with the name of each point a test may kill the worker at:
    `before-delivery`, `delivered`, `committed` when forwarding;
    `taking-over`, `recovering`, `in-transaction`, `before-commit`, `committed` when folding.
    `pool` is how many records of a partition may wait before no more of it is polled, `pool_weight`
    about how many bytes of all partitions, each having an equal share.
    While `next_hop` lags over two seconds, the topics that hand out most are slowed.
    `tick` is how often a waiting deadline is looked at; `security` goes to every Kafka client.
    `observer` is told what has been carried; `release` stands on every record that is written.
    """

    bootstrap: str
    group: str
    datadir: Path
    chunk: int = 2_000
    pool: int = 10_000
    pool_weight: int = 64 * 1024 * 1024
    in_flight: int = 8
    oldest_in_flight: float = 60.0
    commit_interval: float = 0.3
    session_timeout: float = 6.0
    heartbeat: float = 1.0
    rebalance_timeout: float = 10.0
    transaction_timeout: float = 20.0
    takeover_limit: float = 60.0
    tick: float = 1.0
    horizon_patience: float = 900.0
    security: Mapping[str, Any] = field(default_factory=dict)
    at: Callable[[str], None] = _nothing
    observer: Observer = UNWATCHED
    next_hop: Arrivals | None = None
    release: Headers = ()


class Forward(Protocol):
    """A hop that keeps nothing: carried at least once, so the same records give the same bytes."""

    async def ready(self) -> None:
        """Return when a chunk may be run; a hop waits here for a fresh catalogue."""

    def decide(self, records: Sequence[Record]) -> Sequence[Message]:
        """What is to be written for one partition's records, in order; pure."""


class PartitionState(Protocol):
    """What a keeping hop holds for one partition; carried exactly once."""

    def load(self, records: Sequence[Record]) -> None:
        """Take the next slice of the state topic's partition, in order; no value is a removal."""

    async def fold(self, records: Sequence[Record]) -> Sequence[Message]:
        """Outputs and state records of one chunk, in order.

        State records name the state topic and this partition. It may await reading I/O; the
        transaction is opened after it returns. If it raises, the process ends.
        """


@runtime_checkable
class Timed(Protocol):
    """A state with deadlines; the engine appends its clock record when the earliest has passed."""

    def wakes_at(self) -> int | None:
        """The earliest deadline, real milliseconds since 1970 UTC; None when nothing waits."""

    def clock_record(self, until_ms: int) -> Message:
        """The record that, once folded, lets deadlines up to `until_ms` fire.

        The engine puts it into the source topic's partition. Asked with 0, once after a start, it
        is wanted for its receipt's time alone and lets nothing fire.
        """


class Keep(Protocol):
    """A hop that keeps state: one `PartitionState` a partition."""

    async def ready(self) -> None:
        """Return when a chunk may be run; also awaited before a partition's state is loaded."""

    def open(self, partition: int) -> PartitionState:
        """A new, empty state, to be loaded."""
