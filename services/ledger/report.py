"""What a ledger says: counts of every outcome, and what does not add up; decides nothing."""

from enum import StrEnum
from typing import Final

from pydantic import Field

from contracts.cases import Class
from contracts.events import Value
from contracts.restored import Restored

ALL: Final = 1
NONE: Final = 0


class Check(StrEnum):
    """What was being proven where a problem was found."""

    OUTCOME = "one-outcome-a-record"
    PATH = "legal-path"
    SEQUENCE = "sequence-without-gaps"
    COPIES = "copies-alike"
    RELEASES = "release-difference"
    BREACHES = "breaches-once-and-in-time"
    CASES = "cases-agree"
    READABLE = "readable"
    CAUSES = "nothing-without-a-cause"
    OWNERS = "each-agency-its-own"
    NAMES = "ids-name-what-they-are"
    REFERENCE = "as-the-reference-says"
    COMMITTED = "offsets-never-past-a-loss"
    CLIENTS = "as-the-client-saw-it"
    COUNTERS = "counters-equal"


class Problem(Value):
    """One thing that does not hold: which check, where to look, and what is wrong in a sentence."""

    check: Check
    topic: str
    partition: int
    offset: int
    sentence: str


class Latency(Value):
    """Milliseconds by the broker's clock from an agency's record to the status events it caused."""

    measured: int = 0
    p50_ms: int | None = None
    p99_ms: int | None = None


class AgencyCounts(Value):
    """One agency: its records by outcome, and the requests it submitted."""

    classes: dict[Class, int]
    requests: int
    open: int
    resolved: int
    """Requests that reached `resolved` at least once."""


class Judgement(Value):
    """How many requests the reference judged from end to end, and why not the others.

    `every`: it was asked to judge one request in so many; 0 is none.
    """

    every: int = 0
    requests: int = 0
    left_out: dict[str, int] = Field(default_factory=dict)


class Report(Value):
    """A whole ledger, read back from the topics alone."""

    records: int
    """Records on the agencies' events topics: what was sent."""
    classes: dict[Class, int]
    """Records by what became of them; with `unaccounted` they add up to `records`."""
    unaccounted: int
    quarantined: dict[str, int]
    """Rejected records by reason code; they add up to the class `rejected`."""
    facts: int
    copies: int
    """Records intake wrote more than once, each alike."""
    requests: dict[str, int]
    """Requests by the agency that submitted them."""
    status: dict[str, int]
    """Status events by the state they name."""
    sla: dict[str, int]
    """Clock events by kind: started, warned, breached, met ..."""
    latency: Latency
    agencies: dict[str, AgencyCounts]
    read: int = 0
    """Records read in all, of every topic."""
    reference: Judgement = Judgement()
    clients: dict[str, int] = Field(default_factory=dict)
    """Sends of a client history by how they went."""
    edges: dict[str, int] = Field(default_factory=dict)
    """What stands at the edge of what was read and cannot be judged, by why."""
    restored: tuple[Restored, ...] = ()
    """The logs before this one, each begun anew from a backup: what they said is not read here."""
    problem_count: int
    problems: tuple[Problem, ...]
    """The first of them, at most `MOST_PROBLEMS`."""

    @property
    def holds(self) -> bool:
        """Whether every check held."""
        return self.problem_count == 0


MOST_PROBLEMS = 1_000
