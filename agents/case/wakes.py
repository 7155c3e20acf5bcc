"""The earliest deadlines of a partition's cases, soonest first; says when, never what falls due."""

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

MOST = 1000
"""Waiting deadlines one ClockAdvanced may reach."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class CityTime(Protocol):
    """City time and real time, each as the other; both only as far as is known now."""

    def city(self, real_ms: float) -> datetime: ...
    def real(self, city: datetime) -> int | None: ...


class Wake(NamedTuple):
    """When a case wants the clock: strictly after either; absent where nothing waits.

    Deadlines stay city time, because what they are in real time changes with the city's clock.
    """

    due: int | None = None
    """City time, microseconds since 1970 UTC."""
    waits: int | None = None
    """Real milliseconds since 1970 UTC."""


def instant(due: int) -> datetime:
    """The instant of a wake's `due`."""
    return _EPOCH + timedelta(microseconds=due)


def microseconds(at: datetime) -> int:
    """An instant as a wake counts it."""
    return (at - _EPOCH) // _MICROSECOND


class Wakes:
    """Each case's wake, and the earliest of all."""

    __slots__ = ("_due", "_waits")

    def __init__(self) -> None:
        self._due = Queue()
        self._waits = Queue()

    def put(self, key: str, wake: Wake) -> None:
        """Set a case's wake."""
        self._due.put(key, wake.due)
        self._waits.put(key, wake.waits)

    def load(self, key: str, wake: Wake) -> None:
        """Set a case's wake as one of many: order is made when it is first asked for."""
        self._due.load(key, wake.due)
        self._waits.load(key, wake.waits)

    def of(self, key: str) -> Wake:
        """A case's wake."""
        return Wake(self._due.of(key), self._waits.of(key))

    def first(self, time: CityTime) -> int | None:
        """The first real millisecond at which something is due; None if never."""
        found = (_real(time, self._due.first()), _after(self._waits.first()))
        return min((one for one in found if one is not None), default=None)

    def take(self, until: datetime, until_ms: int) -> list[str]:
        """Take out the cases whose wake has passed: by deadline, then by request."""
        due, waits = self._due.take(microseconds(until)), self._waits.take(until_ms)
        return list(dict.fromkeys((*due, *waits)))

    def no_further_than_the_thousandth(self, until_ms: int, time: CityTime) -> int:
        """An instant, or that by which the thousandth case is due where that is earlier."""
        due = list(self._due.before(microseconds(time.city(until_ms))))
        waits = list(self._waits.before(until_ms))
        if len(due) + len(waits) <= MOST:
            return until_ms
        reals = [_real(time, one) for one in heapq.nsmallest(MOST, due)]
        found = [one for one in reals if one is not None] + [one + 1 for one in waits]
        return min(until_ms, heapq.nsmallest(MOST, found)[-1])


def _real(time: CityTime, due: int | None) -> int | None:
    return None if due is None else time.real(instant(due + 1))


def _after(waits: int | None) -> int | None:
    return None if waits is None else waits + 1


class Queue:
    """Keys by when they want something; a key wants one thing at most."""

    __slots__ = ("_heap", "_in_order", "_of")

    def __init__(self) -> None:
        self._of: dict[str, int] = {}
        self._heap: list[tuple[int, str]] = []
        self._in_order = True

    def put(self, key: str, when: int | None) -> None:
        """Set when a key wants something; None means never."""
        if when is None:
            self._of.pop(key, None)
        elif self._of.get(key) != when:
            self._order()
            self._of[key] = when
            heapq.heappush(self._heap, (when, key))

    def load(self, key: str, when: int | None) -> None:
        """The same for one of many: the heap is made once all are there."""
        if when is None:
            self._of.pop(key, None)
        elif self._of.get(key) != when:
            self._of[key] = when
            self._heap.append((when, key))
            self._in_order = False

    def _order(self) -> None:
        if not self._in_order:
            heapq.heapify(self._heap)
            self._in_order = True

    def of(self, key: str) -> int | None:
        """When a key wants something."""
        return self._of.get(key)

    def first(self) -> int | None:
        """The earliest of all."""
        self._order()
        while self._heap and self._of.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def take(self, until: int) -> list[str]:
        """Take out the keys that want something before this, earliest first, then by name."""
        keys: list[str] = []
        while (when := self.first()) is not None and when < until:
            key = heapq.heappop(self._heap)[1]
            del self._of[key]
            keys.append(key)
        return keys

    def before(self, until: int) -> Iterator[int]:
        """Every want before this, in no order; costs no more than there are."""
        self._order()
        ahead = [0]
        seen: set[str] = set()
        while ahead:
            place = ahead.pop()
            if place < len(self._heap) and self._heap[place][0] < until:
                when, key = self._heap[place]
                if self._of.get(key) == when and key not in seen:
                    seen.add(key)
                    yield when
                ahead += (2 * place + 1, 2 * place + 2)
