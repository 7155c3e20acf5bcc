"""What stands in the way of a worker's work, in sentences; pure."""

from collections.abc import Iterator
from typing import Final

from agents.engine.metering import LaneLook, Look

PATIENCE: Final = 30.0
"""Seconds a chunk may be under way, or records wait for a commit, before work has stopped."""
ANSWERS_WITHIN: Final = 10.0
"""Seconds within which a broker answers something: heartbeats ask once a second."""


def answers(look: Look) -> bool:
    """Whether the broker has answered lately."""
    return look.silent is not None and look.silent <= ANSWERS_WITHIN


def standing_in_the_way(look: Look) -> list[str]:
    """A sentence on each thing; nothing where all is well."""
    return [*_of_the_worker(look), *(found for lane in look.lanes for found in _of_a_lane(lane))]


def _of_the_worker(look: Look) -> Iterator[str]:
    if look.draining:
        yield "The worker was told to stop: it finishes what it has begun."
    elif not look.lanes:
        yield "No partition is assigned to this worker."
    if look.silent is None:
        yield "The broker has not answered yet."
    elif not answers(look):
        yield f"The broker has not answered for {look.silent:.0f} s."
    if look.oldest > PATIENCE:
        yield f"A chunk has been under way for {look.oldest:.0f} s."


def _of_a_lane(lane: LaneLook) -> Iterator[str]:
    topic, number = lane.partition
    where = f"{topic} partition {number}"
    if not lane.ready:
        yield f"{where} is being taken over; {lane.recovered} state records read."
    elif lane.paused:
        yield f"{where} is paused after too many surprises: restart the worker to resume."
    elif lane.waited > PATIENCE:
        yield f"Records wait on {where}, of which nothing was committed for {lane.waited:.0f} s."
