"""What a restore leaves in the log it begins, so that its readers know what came before."""

from contracts.events import Value
from contracts.records import Record

RESTORED = "simpul_restored"
"""Header of a record a restore wrote: its LogAppendTime in the log it was written to first.

Real milliseconds since 1970 UTC.
"""


class Restored(Value):
    """A log that was before this one, and what of it stands here. Real ms since 1970 UTC."""

    epoch: str
    """That log's."""
    taken_ms: int
    """When the backup was begun: of what that log said later, this one knows nothing."""
    restored_ms: int
    """What was logged before this instant was logged there."""


def is_restored(record: Record) -> bool:
    """Whether a restore wrote a record."""
    return any(name == RESTORED for name, _ in record.headers)


def first_logged_ms(record: Record) -> int:
    """When a record was written first: here, or in the log it was restored from."""
    for name, value in record.headers:
        if name == RESTORED:
            return int(value)
    return record.timestamp
