"""How much of each topic may be handed out while the next hop is behind; pure arithmetic."""

from collections import Counter
from collections.abc import Collection

BEHIND = 0.3
"""Seconds the next hop may lag before who hands out most is slowed."""
_LEAST = 100.0  # records a second: slowed is not stopped
_GROWTH = 0.05  # of what the next hop works off, a look
_FULL = 0.95  # of what the next hop works off: a queue at all of it never empties
_EMPTIED_IN = 2.0  # seconds in which what has piled up is to be worked off
_NEWS = 0.2  # of a look in how fast the next hop is taken to work: it commits in jumps
_FEW = 0.1  # of what it works off is handed out at least, while it works at all
_AHEAD = 0.1  # seconds of its pace a topic may be ahead, so that it flows and does not jump
_UNLIMITED = 1 << 62


class Pace:
    """One limit for every topic alike: only who asks for more than it ever meets it."""

    def __init__(self) -> None:
        self._limit: float | None = None
        self._handed: Counter[str] = Counter()
        self._since = 0.0
        self._able = 0.0

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

    def looked(self, lag: float, finished: int, now: float) -> None:
        """The next hop was seen to lag so many seconds; it finished so many records since.

        Too far behind, and all topics together are given what it works off, less what empties the
        queue; keeping up lets the limit grow, and lifts it once nobody comes near it.
        """
        elapsed = max(now - self._since, _AHEAD)
        paces = [count / elapsed for count in self._handed.values()]
        self._learn(finished / elapsed, behind=lag > BEHIND)
        if lag > BEHIND:
            given = self._able * max(_FEW, _FULL - lag / _EMPTIED_IN)
            self._limit = max(_LEAST, level(paces, given))
        elif self._limit is not None:
            near = max(paces, default=0.0) >= self._limit / 2
            self._limit = self._limit + self._able * _GROWTH if near else None
        self._since = now
        self._handed.clear()

    def _learn(self, worked: float, *, behind: bool) -> None:
        """How fast the next hop works when it has enough to do; when it has not, at least so."""
        if behind and self._able:
            self._able += (worked - self._able) * _NEWS
        else:
            self._able = max(self._able, worked)


def level(paces: Collection[float], given: float) -> float:
    """The limit at which these paces come to what is given; max-min fair: the slowest have theirs.

    Where they come to less, each may have as much as the fastest.
    """
    left = given
    for done, pace in enumerate(ordered := sorted(paces)):
        share = left / (len(ordered) - done)
        if pace >= share:
            return share
        left -= pace
    return max(paces, default=given)
