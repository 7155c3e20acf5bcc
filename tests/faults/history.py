"""What a client knows of its own sends, as the ledger reads it; the last line of a send counts."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

import orjson

from contracts.records import Message
from deploy.clock import now_ms
from services.kafka.ports import Receipt
from services.ledger import Send, read_history


class History:
    """Grows a file; use it as `with History(path) as history`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("ab")
        self._numbers = count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def invoked(self, messages: Sequence[Message]) -> list[Send]:
        """About to be sent, each under a name of its own: an event may be sent again."""
        sends = [self._of(message) for message in messages]
        self._write(sends)
        return sends

    def _of(self, message: Message) -> Send:
        return Send(
            id=str(next(self._numbers)),
            event_id=dict(message.headers).get("ce_id", b"").decode(),
            topic=message.topic,
            key=(message.key or b"").decode(),
            at_ms=now_ms(),
            outcome="invoked",
        )

    def received(self, sends: Sequence[Send], receipts: Sequence[Receipt]) -> None:
        """The broker has them, and said where."""
        self._write(
            [
                _now(send, outcome="ok", partition=receipt.partition, offset=receipt.offset)
                for send, receipt in zip(sends, receipts, strict=True)
            ]
        )

    def unheard_of(self, sends: Sequence[Send]) -> None:
        """An error came instead of a receipt: nobody knows what stands in the log."""
        self._write([_now(send, outcome="unknown") for send in sends])

    def _write(self, sends: Sequence[Send]) -> None:
        self._file.writelines(orjson.dumps(send.model_dump()) + b"\n" for send in sends)
        self._file.flush()

    def read(self) -> list[Send]:
        """Each send as it went on last."""
        with self._path.open("rb") as lines:
            return read_history(lines)


def _now(send: Send, **known: object) -> Send:
    return send.model_copy(update={"at_ms": now_ms(), **known})
