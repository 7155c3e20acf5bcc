"""Which chunks of a partition are delivered, and how far it may be committed; never I/O."""

from collections import deque
from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Chunk:
    """Records in delivery; `end` is the offset after the last, `started` monotonic seconds."""

    end: int
    started: float
    done: bool = False


class Tracker:
    """Chunks in hand-out order: only the finished prefix may be committed."""

    def __init__(self) -> None:
        self._open: deque[Chunk] = deque()
        self._finished: int | None = None

    def begin(self, end: int, now: float) -> Chunk:
        """A chunk has been handed out."""
        chunk = Chunk(end, now)
        self._open.append(chunk)
        return chunk

    def finish(self, chunk: Chunk) -> None:
        """Every receipt of the chunk has come."""
        chunk.done = True
        while self._open and self._open[0].done:
            self._finished = self._open.popleft().end

    @property
    def finished(self) -> int | None:
        """The offset after the finished prefix; None when nothing is finished yet."""
        return self._finished

    @property
    def idle(self) -> bool:
        """Nothing is in delivery."""
        return not self._open

    @property
    def under_way(self) -> list[float]:
        """When each chunk still in delivery was handed out, monotonic seconds; the oldest first."""
        return [chunk.started for chunk in self._open if not chunk.done]
