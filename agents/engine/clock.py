"""What time it is at the broker, from receipts and a monotonic clock; never this machine's date."""

from collections.abc import Callable
from time import monotonic


class BrokerClock:
    """The LogAppendTime of the latest receipt, carried on by the monotonic clock."""

    def __init__(self, elapsed: Callable[[], float] = monotonic) -> None:
        self._elapsed = elapsed
        self._reading: tuple[int, float] | None = None

    def saw(self, timestamp_ms: int) -> None:
        """A receipt came; one without a time (a repeated batch) says nothing."""
        if timestamp_ms > 0:
            self._reading = (timestamp_ms, self._elapsed())

    def now_ms(self) -> int | None:
        """Milliseconds since 1970 UTC; None before the first receipt."""
        if self._reading is None:
            return None
        timestamp_ms, at = self._reading
        return timestamp_ms + int((self._elapsed() - at) * 1000)
