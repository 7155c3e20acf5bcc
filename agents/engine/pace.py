"""How much of each topic may be handed out while the next hop is behind; pure arithmetic."""

from collections import Counter

BEHIND = 2.0
"""Seconds the next hop may lag before who hands out most is slowed."""
_LEAST = 100.0  # records a second: slowed is not stopped
_GROWTH = 1.25
_AHEAD = 0.1  # seconds of its pace a topic may be ahead, so that it flows and does not jump
_UNLIMITED = 1 << 62


class Pace:
    """One limit for every topic alike: only who asks for more than it ever meets it."""

    def __init__(self) -> None:
        self._limit: float | None = None
        self._handed: Counter[str] = Counter()
        self._since = 0.0
        self._slowed = float("-inf")

    @property
    def limit(self) -> float | None:
        """Records a second and topic; None while nobody is slowed."""
        return self._limit

    def handed(self, topic: str, count: int) -> None:
        """So many records of a topic were handed out."""
        self._handed[topic] += count

    def room(self, topic: str, now: float) -> int:
        """How many records of a topic may be handed out at this monotonic second."""
        if self._limit is None:
            return _UNLIMITED
        allowed = self._limit * (now - self._since + _AHEAD)
        return max(0, int(allowed) - self._handed[topic])

    def looked(self, lag: float, now: float) -> None:
        """The next hop was seen to lag so many seconds, at this monotonic second.

        Too far behind halves the greatest pace, and again only when the hop has come to what was
        handed out since; keeping up lets it grow, and lifts the limit once nobody comes near it.
        """
        elapsed = max(now - self._since, _AHEAD)
        busiest = max(self._handed.values(), default=0) / elapsed
        if lag > BEHIND and now - lag >= self._slowed:
            pace = busiest if self._limit is None else min(busiest, self._limit)
            self._limit, self._slowed = max(_LEAST, pace / 2), now
        elif lag <= BEHIND and self._limit is not None:
            self._limit = None if busiest < self._limit / 2 else self._limit * _GROWTH
        self._since = now
        self._handed.clear()
