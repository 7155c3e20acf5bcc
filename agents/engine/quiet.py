"""A limit on aiokafka's log lines: 1,500 a second while a broker is away help nobody."""

import logging
from collections.abc import Callable
from time import monotonic

_EVERY = 10.0  # seconds between two lines of one kind
_KINDS = 500


class Throttle(logging.Handler):
    """Passes one line of a kind on to the root's handlers, and says how many it held back."""

    def __init__(self, elapsed: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._elapsed = elapsed
        self._seen: dict[tuple[str, object], tuple[float, int]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        kind = (record.name, record.msg)
        last, held = self._seen.get(kind, (float("-inf"), 0))
        now = self._elapsed()
        if now - last < _EVERY:
            self._seen[kind] = (last, held + 1)
            return
        if len(self._seen) >= _KINDS:
            self._seen.clear()
        self._seen[kind] = (now, 0)
        if held:
            record.msg = f"{record.msg} (and {held} more like it)"
        logging.getLogger().handle(record)


def quiet_aiokafka() -> None:
    """Limit aiokafka's and Faust's transport loggers; the root's own set-up stays as it is."""
    logger = logging.getLogger("aiokafka")
    if not any(isinstance(handler, Throttle) for handler in logger.handlers):
        logger.addHandler(Throttle())
    logger.propagate = False
