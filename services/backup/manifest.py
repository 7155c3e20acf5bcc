"""What a backup says of itself, and how it is refused."""

from collections.abc import Callable
from typing import Final

from pydantic import Field

from contracts.events import Instant, Value

FORMAT: Final = "simpul-backup"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"

Told = Callable[[int, int], None]
"""Is told how many records are done, and how many there are as far as is known."""


class BackupRefused(Exception):
    """A file cannot be written or taken as a backup; the message says what is wrong with it."""


class Part(Value):
    """One partition of a topic as a member of the archive."""

    topic: str
    partition: int
    records: int
    bytes: int
    """Of its lines, not packed."""
    sha256: str

    @property
    def member(self) -> str:
        """Its name in the archive."""
        return f"{self.topic}/{self.partition}.ndjson"


class Cases(Value):
    """The requests in a backup by how they stand."""

    live: int = 0
    """Not put away: open, or ended not long ago."""
    put_away: int = 0
    """Of which a stub is left."""
    held: int = 0
    """Held after a failure of our own: the records set aside since are not in the backup."""
    waiting: int = 0
    """Only early facts are known: their records are not in the backup."""


class Manifest(Value):
    """What a file is and what it holds."""

    format: str = FORMAT
    version: int = VERSION
    release: str
    """Of the software that wrote it."""
    city: str
    taken_at: Instant
    """When it was begun, real time: what was said later is not in it."""
    epoch: str
    partitions: int = Field(ge=1)
    """Of every request-keyed topic."""
    agencies: tuple[str, ...]
    cases: Cases
    parts: tuple[Part, ...]

    @property
    def taken_ms(self) -> int:
        """When it was begun, real milliseconds since 1970 UTC."""
        return round(self.taken_at.timestamp() * 1000)

    @property
    def records(self) -> int:
        """Records of all parts."""
        return sum(part.records for part in self.parts)

    def of(self, topic: str) -> tuple[Part, ...]:
        """The parts of a topic, by partition."""
        found = (part for part in self.parts if part.topic == topic)
        return tuple(sorted(found, key=lambda part: part.partition))
