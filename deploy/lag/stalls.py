"""Since when a group has not moved on a partition although records wait; pure."""

from collections.abc import Iterable

from services.kafka.lag import Behind

Where = tuple[str, str, int]
"""A group, a topic and a partition."""


class Stalls:
    """Told of every look; it knows how long each committed offset has stood still.

    What waits counts from the look that first saw it wait: a partition idle for a day is not
    stalled when its next record comes.
    """

    def __init__(self) -> None:
        self._since: dict[Where, tuple[int | None, float]] = {}

    def looked(self, behind: Iterable[Behind], now: float) -> dict[Where, float]:
        """How long each has stood still by now, monotonic seconds; 0 where nothing waits."""
        found = list(behind)
        self._since = {one.where: self._stands(one, now) for one in found if one.records}
        return {one.where: now - self._since[one.where][1] if one.records else 0.0 for one in found}

    def _stands(self, one: Behind, now: float) -> tuple[int | None, float]:
        before = self._since.get(one.where)
        return before if before and before[0] == one.committed else (one.committed, now)
