"""A worker process with toy hops for tests of the carrying; told to, it kills or freezes itself."""

import hashlib
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from agents.engine.folding import folding_app
from agents.engine.forwarding import forwarding_app
from agents.engine.metering import Look, Unwatched
from agents.engine.ports import Arrivals, EngineSettings
from agents.engine.surprise import SurpriseMeter
from agents.engine.worker import run
from contracts.records import Message, Record

log = logging.getLogger(__name__)

CLOCK = b"clock"
BUG = b"bug"
SURPRISE = b"surprise"
DUE_IN = b"due in "


@dataclass(frozen=True)
class Order:
    """What a test wants of a worker process; travels as JSON in the first argument."""

    hop: str
    bootstrap: str
    group: str
    folder: str
    source: str
    out: str
    state: str = ""
    chunk: int = 50
    at: str = ""
    after: int = 1
    signal: int = signal.SIGKILL
    session_timeout: float = 2.0
    tick: float = 0.1
    intake: str = ""
    arrivals: str = ""


class Telling(Unwatched):
    """Logs how many partitions the worker owns."""

    def looked(self, look: Look) -> None:
        """As they change hands too."""
        log.info("owns %s partitions", len(look.lanes))


class Echo:
    """Forwards every record once, its coordinates and a digest as the value."""

    def __init__(self, out: str) -> None:
        self._out = out
        self.meter = SurpriseMeter()

    async def ready(self) -> None: ...

    def decide(self, records: Sequence[Record]) -> Sequence[Message]:
        return [self._judge(record) for record in records]

    def _judge(self, record: Record) -> Message:
        echoed = self.meter.attempt(record, self._echo, record)
        return echoed if isinstance(echoed, Message) else Message(self._out, record.key, SURPRISE)

    def _echo(self, record: Record) -> Message:
        if record.value == BUG:
            raise ValueError
        place = f"{record.topic}/{record.partition}/{record.offset}"
        body = {"from": place, "digest": hashlib.sha256(record.value or b"").hexdigest()}
        return Message(
            self._out, record.key, json.dumps(body).encode(), (("from", place.encode()),)
        )


@dataclass
class Counts:
    """Counts the records of each key: an output and the new count for every record."""

    out: str
    state: str
    partition: int
    counts: dict[bytes, int] = field(default_factory=dict)
    deadlines: dict[bytes, int] = field(default_factory=dict)

    def wakes_at(self) -> int | None:
        return min(self.deadlines.values(), default=None)

    def clock_record(self, until_ms: int) -> Message:
        return Message("", CLOCK, str(until_ms).encode())

    def load(self, records: Sequence[Record]) -> None:
        for record in records:
            assert record.key is not None
            if record.value is None:
                self.counts.pop(record.key, None)
            else:
                self.counts[record.key] = int(record.value)

    async def fold(self, records: Sequence[Record]) -> Sequence[Message]:
        return [message for record in records for message in self._fold(record)]

    def _fold(self, record: Record) -> list[Message]:
        if record.key == CLOCK:
            return self._fire(int(record.value or b"0"))
        if (record.value or b"").startswith(DUE_IN):
            delay = int((record.value or b"").removeprefix(DUE_IN))
            self.deadlines[record.key or b""] = record.timestamp + delay
        return self._count(record)

    def _fire(self, until: int) -> list[Message]:
        due = sorted(key for key, deadline in self.deadlines.items() if deadline <= until)
        return [Message(self.out, key, b"due %d" % self.deadlines.pop(key)) for key in due]

    def _count(self, record: Record) -> list[Message]:
        key = record.key or b""
        count = self.counts[key] = self.counts.get(key, 0) + 1
        body = json.dumps({"n": count, "offset": record.offset}).encode()
        return [
            Message(self.out, key, body),
            Message(self.state, key, str(count).encode(), partition=self.partition),
        ]


@dataclass
class Counting:
    """A hop of counts."""

    out: str
    state: str

    async def ready(self) -> None: ...

    def open(self, partition: int) -> Counts:
        return Counts(self.out, self.state, partition)


def ambush(where: str, after: int, number: int) -> Callable[[str], None]:
    """A hook that sends this process the signal the n-th time it passes the point."""
    passed = 0

    def at(point: str) -> None:
        nonlocal passed
        if point == where:
            passed += 1
            if passed == after:
                os.kill(os.getpid(), number)

    return at


def named_topics(order: Order) -> Callable[[], Collection[str]]:
    """The comma-separated names, and those a test adds to the file `topics` later."""
    added = Path(order.folder) / "topics"

    def names() -> Collection[str]:
        return order.source.split(",") + (added.read_text().split() if added.exists() else [])

    return names


def main(order: Order) -> None:
    """Run the ordered hop until a signal."""
    folder = Path(order.folder)
    logging.basicConfig(filename=folder / f"worker-{os.getpid()}.log", level=logging.INFO)
    settings = EngineSettings(
        order.bootstrap,
        order.group,
        folder / f"data-{os.getpid()}",
        chunk=order.chunk,
        session_timeout=order.session_timeout,
        heartbeat=0.5,
        tick=order.tick,
        at=ambush(order.at, order.after, order.signal),
        observer=Telling(),
    )
    if order.hop == "forward":
        hop = Echo(order.out)
        run(forwarding_app(settings, named_topics(order), hop, meter=hop.meter))
    arrivals = Arrivals(lambda: [order.arrivals], order.intake) if order.intake else None
    keep = Counting(order.out, order.state)
    run(folding_app(settings, order.source, order.state, keep, arrivals=arrivals))


if __name__ == "__main__":
    main(Order(**json.loads(sys.argv[1])))
