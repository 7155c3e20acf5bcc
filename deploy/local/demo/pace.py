"""How much comes and goes, and how soon it is answered, lately; by the broker's clock alone."""

from collections import deque

SPAN_MS = 12_000
"""What lately means, real milliseconds: two days of a city at the usual speed."""
_MOST = 20_000  # moments kept, however much comes


class Pace:
    """The moments of the last seconds, each with a figure of its own (milliseconds, or nothing)."""

    def __init__(self) -> None:
        self._moments: deque[tuple[int, int]] = deque(maxlen=_MOST)

    def take(self, at_ms: int, figure: int = 0) -> None:
        """Something happened at a real instant; in about the order of the instants."""
        self._moments.append((at_ms, figure))
        self._forget(at_ms)

    def a_second(self, now_ms: int) -> float:
        """How many came a second, up to a real instant."""
        self._forget(now_ms)
        return len(self._moments) / (SPAN_MS / 1000)

    def percentile(self, share: int, now_ms: int) -> int | None:
        """The figure that this share in a hundred stays within; None where nothing came."""
        self._forget(now_ms)
        figures = sorted(figure for _, figure in self._moments)
        return figures[(len(figures) - 1) * share // 100] if figures else None

    def _forget(self, now_ms: int) -> None:
        while self._moments and self._moments[0][0] <= now_ms - SPAN_MS:
            self._moments.popleft()
