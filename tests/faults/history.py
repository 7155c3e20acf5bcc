"""What a client knows of its own sends, a JSON line each time it knows more; the last line counts.

A line: id, topic, key, at_ms (the client's clock), outcome (`invoked`, then `ok`, `failed` or
`unknown`), and partition and offset where it is `ok`.
"""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Self

import orjson

from contracts.records import Message
from deploy.clock import now_ms
from services.kafka.ports import Receipt

Outcome = Literal["invoked", "ok", "failed", "unknown"]


class Send(NamedTuple):
    """One line."""

    id: str
    topic: str
    key: str
    at_ms: int
    outcome: Outcome
    partition: int | None = None
    offset: int | None = None


class History:
    """Grows a file; use it as `with History(path) as history`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("ab")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def say(self, message: Message, outcome: Outcome, receipt: Receipt | None = None) -> None:
        """One send as it stands now."""
        identity = dict(message.headers).get("ce_id", b"").decode()
        place = (receipt.partition, receipt.offset) if receipt is not None else (None, None)
        key = (message.key or b"").decode()
        line = Send(identity, message.topic, key, now_ms(), outcome, *place)
        self._file.write(orjson.dumps(line._asdict()) + b"\n")
        self._file.flush()


def sends(path: Path) -> Iterator[Send]:
    """Every line of a history."""
    with path.open("rb") as lines:
        for line in lines:
            yield Send(**orjson.loads(line))
