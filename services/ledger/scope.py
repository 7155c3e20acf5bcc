"""What a ledger is asked to prove, beside what it proves always."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from services.ledger.outcomes import Worked
from services.ledger.report import ALL
from services.ledger.sends import Send


class Groups(NamedTuple):
    """The consumer groups of both hops."""

    intake: str
    case: str


@dataclass(frozen=True, slots=True)
class Scope:
    """How much the reference judges, of what time, and what is known from elsewhere."""

    every: int = ALL
    """The reference judges one request in so many: 1 is all, 0 none."""
    since_ms: int | None = None
    until_ms: int | None = None
    """Only records logged from an instant on, and before another; real milliseconds, UTC."""
    history: Sequence[Send] = ()
    """What a client believes it sent."""
    groups: Groups | None = None
    """Whose committed offsets to look at; without them nobody can tell late from lost."""
    worked: Worked = field(default_factory=Worked)
    """What they have committed; whoever reads a bus fills it in."""
