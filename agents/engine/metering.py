"""What a carrier tells whoever watches: once a chunk and once a second; never anything else."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from aiokafka import TopicPartition

from agents.engine.surprise import Surprise
from contracts.metrics import Sample
from contracts.records import Message, Record
from contracts.releases import Listed, Releases

Stands = Callable[[int], Mapping[Sample, int]]
"""Gauges at a real instant, milliseconds since 1970 UTC; asked in a scrape's thread."""


def _none_stands(_now_ms: int) -> Mapping[Sample, int]:
    return {}


@dataclass(frozen=True, slots=True)
class Measures:
    """What chunks came to in a hop's own words."""

    counts: Mapping[Sample, int] = field(default_factory=dict)
    """By how much counters grow."""
    since: Mapping[tuple[Sample, int], int] = field(default_factory=dict)
    """Histograms: how many intervals began at an instant (real ms); they end at the commit."""
    seen: Mapping[tuple[Sample, float], int] = field(default_factory=dict)
    """Histograms: how often a value was seen."""
    stands: Stands = _none_stands
    """Gauges of the partition, whenever they are asked for; the partition's earlier are void."""


NOTHING = Measures()


@dataclass(frozen=True, slots=True)
class Carried:
    """What became true of a partition: its records are committed, or delivered with receipts."""

    partition: TopicPartition
    logged: Mapping[int, int]
    """How many of the records have which LogAppendTime, real milliseconds; none at a take-over."""
    measures: Measures


def carried(
    partition: TopicPartition, records: Sequence[Record], measures: Measures | Surprise
) -> Carried:
    """What is told of a chunk; a bug in counting costs its figures and nothing else."""
    logged = Counter(record.timestamp for record in records)
    return Carried(partition, logged, NOTHING if isinstance(measures, Surprise) else measures)


@dataclass(frozen=True, slots=True)
class LaneLook:
    """One owned partition at this moment; `lag` is None before the first fetch.

    `left`: how far the reading of its state is from the end. `waited`: seconds since its committed
    offset moved while records wait. `paused`: so many surprises came that it stands still until a
    restart.
    """

    partition: TopicPartition
    ready: bool
    recovered: int
    lag: int | None
    left: int = 0
    waited: float = 0.0
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Everything a worker owns at this moment; what is not there is not owned any more."""

    lanes: Sequence[LaneLook]
    oldest: float
    """Seconds the oldest chunk in flight has been under way."""
    releases: int
    in_flight: int = 0
    """Chunks under way."""
    silent: float | None = None
    """Seconds since the broker last answered anything; None before it ever did."""
    horizon_age: float = 0.0
    """Seconds the horizon lies behind the broker's time while a deadline waits for it."""
    draining: bool = False
    """The worker was told to stop."""
    transactions: Mapping[str, int] = field(default_factory=dict)
    """How many ended how, former owners' among them."""


class Observer(Protocol):
    """Told on the worker's loop, so it returns at once and never raises."""

    def carried(self, chunk: Carried, now_ms: int | None) -> None:
        """Once a chunk, after its commit or receipts, and once after a take-over.

        `now_ms` is the broker's time, milliseconds since 1970 UTC; None before the first receipt.
        """

    def looked(self, look: Look) -> None:
        """Once a second, and when partitions are given up."""

    def catalogue(self, versions: Sequence[Listed]) -> None:
        """The catalogue versions read so far."""


class Unwatched:
    """Nobody watches."""

    def carried(self, chunk: Carried, now_ms: int | None) -> None: ...
    def looked(self, look: Look) -> None: ...
    def catalogue(self, versions: Sequence[Listed]) -> None: ...


UNWATCHED = Unwatched()


@runtime_checkable
class MeasuredHop(Protocol):
    """A forwarding hop that says what a chunk comes to; pure."""

    def measure(self, records: Sequence[Record], messages: Sequence[Message]) -> Measures:
        """What one partition's records and what is written for them come to."""


@runtime_checkable
class MeasuredState(Protocol):
    """A partition's state that says what the chunks folded since the last call came to."""

    def measure(self) -> Measures:
        """Asked when they are committed, and once after a take-over."""


def listing(releases: Releases, observer: Observer) -> Callable[[Record], None]:
    """Takes the catalogue's records in, and tells the observer what is known then."""

    def apply(record: Record) -> None:
        releases.apply(record)
        observer.catalogue(releases.versions())

    return apply
