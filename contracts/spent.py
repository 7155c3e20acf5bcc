"""What a request's cycle came to in working time: by agency, by hop and by pause."""

from contracts.events import AgencyCode, Instant, Value


class Worked(Value):
    """One agency's turn, from when to when; nobody's where it lay in triage."""

    agency: AgencyCode | None = None
    since: Instant
    until: Instant
    working_minutes: int


class StoodStill(Value):
    """One pause of the promised term, and why."""

    why: str
    """The state it stood still in; `sent-back` for the time a refused result had stood."""
    since: Instant
    until: Instant
    working_minutes: int


class Spent(Value):
    """Whole working minutes of one cycle, by the city's own calendar."""

    working_minutes: int
    hops: tuple[Worked, ...]
    """In the order it was handed on; of a split request its parts stand last."""
    agencies: dict[str, int]
    """By agency; `triage` where nobody had it."""
    pauses: tuple[StoodStill, ...] = ()
