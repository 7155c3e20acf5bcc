"""A scenario: where it is played, with how many workers, and which faults one after the other."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from deploy.wiring import Hop
from tests.faults.ground import Grounds, one
from tests.faults.stage import Size, Stage

Work = Callable[[Stage], Awaitable[None]]


class Fault(NamedTuple):
    """One thing done to the bus; `work` returns when it is over."""

    pause: float
    """Real seconds of quiet before it."""
    sentence: str
    work: Work


async def _nothing(_stage: Stage) -> None: ...


@dataclass(frozen=True)
class Scenario:
    """`faults` makes the schedule from the dice alone, so that a seed names it."""

    name: str
    sentence: str
    faults: Callable[[Random], Sequence[Fault]]
    ground: Grounds = one
    workers: Mapping[Hop, int] = field(default_factory=lambda: {Hop.INTAKE: 1, Hop.CASE: 1})
    order: Mapping[str, object] = field(default_factory=dict)
    """What differs in every worker's order."""
    before: Work = _nothing
    """Done before the first worker starts."""
    after: Work = _nothing
    """Looks for itself, before the log is judged; notes what is wrong on the stage."""
    size: Size = field(default_factory=Size)
    loaded: bool = True
    """Whether agencies go on publishing meanwhile."""
    patience: float = 90.0
    """Seconds in which all must be carried through at the end."""
