"""The earliest deadlines of a partition's cases, soonest first; real milliseconds."""

import heapq

MOST = 1000
"""Waiting deadlines one ClockAdvanced may reach."""


class Wakes:
    """When each case wants the clock; a case has one wake at most."""

    __slots__ = ("_heap", "_of")

    def __init__(self) -> None:
        self._of: dict[str, int] = {}
        self._heap: list[tuple[int, str]] = []

    def put(self, key: str, wake: int | None) -> None:
        """Set a case's wake; None means it waits for nothing."""
        if wake is None:
            self._of.pop(key, None)
        elif self._of.get(key) != wake:
            self._of[key] = wake
            heapq.heappush(self._heap, (wake, key))

    def of(self, key: str) -> int | None:
        """A case's wake."""
        return self._of.get(key)

    def first(self) -> int | None:
        """The earliest wake of all."""
        while self._heap and self._of.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def due(self, until: int) -> list[str]:
        """Take out the cases whose wake has come: by wake, then by request."""
        keys: list[str] = []
        while (wake := self.first()) is not None and wake <= until:
            key = heapq.heappop(self._heap)[1]
            if self._of.pop(key, None) is not None:
                keys.append(key)
        return keys

    def no_further_than_the_thousandth(self, until: int) -> int:
        """An instant, or the thousandth wake where that is earlier."""
        if len(self._of) <= MOST:
            return until
        return min(until, heapq.nsmallest(MOST, self._of.values())[-1])
