"""What one owned partition is folded with; never a decision, never I/O of its own."""

import asyncio
from dataclasses import dataclass
from enum import Enum

from agents.engine.lane import Lane
from agents.engine.outbox import Outbox
from agents.engine.ports import PartitionState


class Stage(Enum):
    """What a desk is doing, and so whether it may be stopped there."""

    WAITING = "waiting"
    FOLDING = "folding"
    COMMITTING = "committing"


@dataclass(slots=True, eq=False)
class Desk:
    """What one partition is worked with: its state, its own producer, its task."""

    lane: Lane
    state: PartitionState
    outbox: Outbox
    filled: asyncio.Event
    stage: Stage = Stage.WAITING
    since: float = 0.0
    task: asyncio.Task[None] | None = None
