"""How much of each topic may be handed out while the next hop is behind; pure arithmetic."""

from collections import Counter
from collections.abc import Collection

BEHIND = 0.3
"""Seconds of its work that may wait for the next hop before who hands out most is slowed."""
_LEAST = 100.0  # records a second: slowed is not stopped
_GROWTH = 0.05  # of what the next hop works off, a look
_FULL = 0.95  # of what the next hop works off: a queue at all of it never empties
_EMPTIED_IN = 2.0  # seconds in which what has piled up is to be worked off
_NEWS = 0.2  # of a look in how fast the next hop is taken to work
_FEW = 0.1  # of what it works off is handed out at least
_KEPT_UP = 0.9  # a hop that finishes this much of what it is handed is not at its limit
_AHEAD = 0.1  # seconds of its pace a topic may be ahead, so that it flows and does not jump
_UNLIMITED = 1 << 62


class Pace:
    """One limit for every topic alike: only who asks for more than it ever meets it."""

    def __init__(self) -> None:
        self._limit: float | None = None
        self._handed: Counter[str] = Counter()
        self._since = 0.0
        self._able = 0.0
        self._in = 0.0
        self._out = 0.0

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

    def looked(self, waiting: int, finished: int, now: float) -> None:
        """So many records were seen to wait for the next hop; it finished so many since.

        Where more wait than it is able to work off soon, all topics together are given what it is
        able to, less what empties the queue; else the limit grows, and is lifted once nobody comes
        near it. A hop that finishes nothing says nothing: it commits in jumps, or does not work.
        """
        if waiting and not finished:
            return
        elapsed = max(now - self._since, _AHEAD)
        paces = [count / elapsed for count in self._handed.values()]
        self._learn(sum(paces), finished / elapsed)
        queue = waiting / max(self._able, _LEAST)
        if queue > BEHIND:
            given = self._able * max(_FEW, _FULL - queue / _EMPTIED_IN)
            self._limit = max(_LEAST, level(paces, given))
        elif self._limit is not None:
            near = max(paces, default=0.0) >= self._limit / 2
            self._limit = self._limit + self._able * _GROWTH if near else None
        self._since = now
        self._handed.clear()

    def _learn(self, handed: float, finished: float) -> None:
        """How fast the next hop works at its limit: where it falls behind what it is handed."""
        self._in += (handed - self._in) * _NEWS
        self._out += (finished - self._out) * _NEWS
        if self._limit is None:
            self._able = max(self._able, finished)
        elif self._out < self._in * _KEPT_UP:
            self._able += (finished - self._able) * _NEWS
        else:
            self._able = max(self._able, self._out)


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
