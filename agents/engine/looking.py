"""How a carrier stands at a moment, for whoever watches; changes nothing that is carried."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from aiokafka import TopicPartition

from agents.engine.lane import Lane
from agents.engine.metering import LaneLook, Look
from agents.engine.surprise import SurpriseMeter


class Log(Protocol):
    """The group consumer, as far as it is looked at."""

    def end(self, partition: TopicPartition) -> int | None:
        """Where the log ended at the last fetch; None before it."""

    def heard(self) -> float | None:
        """When the broker last answered anything, monotonic seconds; None before it ever did."""


class Looked(Protocol):
    """A carrier, as far as it is looked at."""

    @property
    def source(self) -> Log:
        """The group consumer."""

    @property
    def lanes(self) -> Mapping[TopicPartition, Lane]:
        """The partitions it owns."""

    @property
    def meter(self) -> SurpriseMeter:
        """What pauses partitions."""

    epoch: int
    draining: bool

    def working(self, lane: Lane) -> bool:
        """Some of what was read of the lane is being carried."""

    def in_flight(self) -> Sequence[float]:
        """When each chunk in flight was handed out, monotonic seconds."""

    def horizon_age(self) -> float:
        """Seconds the horizon is behind while a deadline waits for it; 0 where none does."""

    def transactions(self) -> Mapping[str, int]:
        """How many ended how."""


def look(carrier: Looked, now: float) -> Look:
    """How everything stands, at this monotonic second."""
    in_flight, heard = carrier.in_flight(), carrier.source.heard()
    return Look(
        lanes=[_look_at(carrier, lane, now) for lane in carrier.lanes.values()],
        oldest=now - min(in_flight, default=now),
        releases=carrier.epoch,
        in_flight=len(in_flight),
        silent=None if heard is None else now - heard,
        horizon_age=carrier.horizon_age(),
        draining=carrier.draining,
        transactions=carrier.transactions(),
    )


def _look_at(carrier: Looked, lane: Lane, now: float) -> LaneLook:
    end = carrier.source.end(lane.partition) if lane.ready else None
    busy = len(lane) > 0 or carrier.working(lane)
    lag = None if end is None else lane.behind(end, busy=busy)
    return LaneLook(
        lane.partition,
        ready=lane.ready,
        recovered=lane.recovered,
        left=lane.left,
        lag=lag,
        waited=lane.waited(lag, now),
        paused=carrier.meter.paused(lane.partition),
    )
