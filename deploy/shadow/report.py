"""What a replay came to: how much was alike, what was not, and what could not be judged."""

from collections import Counter
from typing import Any, Final, Literal

from pydantic import Field

from contracts.events import Value
from deploy.release import VERSION
from services.ledger.findings import At

UNNAMED: Final = "unnamed"
"""The release of a record from before records said it."""


class Difference(Value):
    """One record that is not what this release would write."""

    kind: Literal["differs", "missing", "not-said"]
    """Other bytes; not there; there, though this release would not write it."""
    across: bool | None
    """Whether another release wrote it; absent where nothing stands that could say."""
    topic: str
    partition: int
    offset: int | None
    """Where it stands; absent where it does not."""
    id: str
    release: str | None
    """What wrote it; absent where it is missing."""
    made_from: str | None
    sentence: str


class Report(Value):
    """A whole replay."""

    hop: Literal["intake", "case"]
    release: str = VERSION
    """The one that replayed."""
    records: int = 0
    """Read and run again."""
    said: int = 0
    """Records this release would write for them, states of a case in between too."""
    alike: dict[str, int] = Field(default_factory=dict)
    """Records that stand and are the same but for the release, by the one that wrote them."""
    awaited: int = 0
    """Not there yet: their hop has not worked off what they are made from."""
    originals_gone: int = 0
    """Set aside when their original still stood, which its topic has let go of since."""
    requests_left_out: int = 0
    """Requests that began before what was replayed, so that nobody can judge them from it."""
    difference_count: int = 0
    differences: tuple[Difference, ...] = ()
    """The first of them."""
    across_releases: int = 0
    """How many of them another release wrote."""
    shadow: str | None = None
    """The folder it was written to, where one was named."""


class Tally:
    """A report in the making: all is counted, the first differences are kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.alike: Counter[str] = Counter()
        self.awaited = 0
        self.originals_gone = 0
        self.difference_count = 0
        self.across_releases = 0
        self.differences: list[Difference] = []

    def differ(self, difference: Difference) -> None:
        """One more."""
        self.difference_count += 1
        self.across_releases += difference.across is True
        if len(self.differences) < self._most:
            self.differences.append(difference)

    def found(self) -> dict[str, Any]:
        """As a report has it."""
        return {
            "alike": dict(sorted(self.alike.items())),
            "awaited": self.awaited,
            "originals_gone": self.originals_gone,
            "difference_count": self.difference_count,
            "across_releases": self.across_releases,
            "differences": tuple(self.differences),
        }

    @property
    def wants_words(self) -> bool:
        """Whether the next difference is one of the first, and so worth describing."""
        return len(self.differences) < self._most


def missing(place: tuple[str, int], identity: str, made_from: At) -> Difference:
    """What this release would write does not stand."""
    return Difference(
        kind="missing",
        across=None,
        topic=place[0],
        partition=place[1],
        offset=None,
        id=identity,
        release=None,
        made_from=str(made_from),
        sentence="does not stand, though what it is made from was worked off",
    )


def unlike(
    kind: Literal["differs", "not-said"],
    where: At,
    identity: str,
    release: str,
    made_from: At | None,
    sentence: str,
) -> Difference:
    """What stands is not what this release would write."""
    return Difference(
        kind=kind,
        across=release != VERSION,
        topic=where.topic,
        partition=where.partition,
        offset=where.offset,
        id=identity,
        release=release,
        made_from=None if made_from is None else str(made_from),
        sentence=sentence,
    )
