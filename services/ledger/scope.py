"""What a ledger is asked to prove, beside what it proves always."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.ledger.outcomes import Worked
from services.ledger.sends import Send

ALL, NONE = 1, 0


@dataclass(frozen=True, slots=True)
class Scope:
    """How much the reference judges, of what time, and what is known from elsewhere."""

    every: int = ALL
    """The reference judges one request in so many: 1 is all, 0 none."""
    since_ms: int | None = None
    until_ms: int | None = None
    """Only records logged from an instant on, and before another; real milliseconds, UTC."""
    history: Sequence[Send] = ()
    worked: Worked = field(default_factory=Worked)
