"""A partition of bus.requests.v1 as a log, and a case worker that folds it, chunk by chunk."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

from agents.case.ages import Ages
from agents.case.partition import Cases, Ground
from agents.case.telling import Rules, Telling
from agents.engine.surprise import SurpriseMeter
from contracts.envelope import encode
from contracts.events import Event
from contracts.orders import Order
from contracts.records import Message, Record, StoredRecord
from contracts.releases import CityClock
from contracts.requests import ClockAdvanced, Fact, Origin
from contracts.topics import CASES, REQUESTS
from tests.builders.calendars import at
from tests.builders.cases import WAIT_MS
from tests.builders.events import milliseconds
from tests.builders.later import later_city, version
from tests.builders.promises import the_city

PARTITION = 3
SOURCE = "/kota-serang/simpul/case"
CLOCK = CityClock.identity("tests")


class Originals:
    """Agencies' records as their topics keep them; those in `gone` were kept long enough."""

    def __init__(self, gone: Iterable[int] = ()) -> None:
        self._gone = frozenset(gone)

    async def fetch(self, origins: Sequence[Origin]) -> Sequence[Record | None]:
        return [None if one.offset in self._gone else original(one) for one in origins]


def original(origin: Origin) -> StoredRecord:
    """The agency's record behind a fact."""
    place = (origin.topic, origin.partition, origin.offset, origin.logged_ms)
    return StoredRecord(*place, b"DLH-2026-000123", b"{}", (("ce_id", origin.event_id.encode()),))


Attempted = Callable[..., Any]


def ground(attempt: Attempted | None = None, **changed: Any) -> Ground:
    """What cases stand on: the small city, its clock as in production."""

    async def known(versions: Iterable[str]) -> None:
        assert set(versions) <= {the_city().version, later_city().version}

    parts: dict[str, Any] = {
        "clock": lambda: CLOCK,
        "rules": Rules(version, WAIT_MS),
        "source": SOURCE,
        "originals": Originals(),
        "attempt": attempt or SurpriseMeter().attempt,
        "known": known,
        "ages": Ages(lambda: CLOCK, lambda _: the_city()),
    }
    return Ground(**(parts | changed))


def breaking(when: Callable[[Any], bool]) -> Attempted:
    """Steps that raise where a fact or the clock is such."""
    meter = SurpriseMeter()

    def attempt(record: Record, function: Callable[..., Telling], *args: Any) -> object:
        def stepping(*given: Any) -> Telling:
            if any(when(one) for one in given if isinstance(one, Event)):
                raise ZeroDivisionError
            return function(*given)

        return meter.attempt(record, stepping, *args)

    return attempt


class Log:
    """One partition of bus.requests.v1, being written."""

    def __init__(self) -> None:
        self.records: list[StoredRecord] = []

    def put(self, fact: Fact, when: str | None = None) -> StoredRecord:
        """A fact, as intake writes it."""
        logged = fact.origin.logged_ms if when is None else milliseconds(at(when))
        return self._put(fact, fact.request_id, logged)

    def order(self, order: Order, when: str) -> StoredRecord:
        """An operator's order."""
        return self._put(order, order.request_id, milliseconds(at(when)))

    def advance(self, when: str, logged: str | None = None) -> StoredRecord:
        """The clock up to an instant, as the partition's owner writes it then or later."""
        until = at(when)
        event = ClockAdvanced(partition=PARTITION, until_ms=milliseconds(until), until=until)
        return self._put(event, "clock", milliseconds(at(logged or when)))

    def _put(self, event: Event, key: str, logged_ms: int) -> StoredRecord:
        said = encode(
            event, topic=REQUESTS, key=key, event_id="any", source="/s", at=at("1970-01-02")
        )
        record = StoredRecord(
            REQUESTS, PARTITION, len(self.records), logged_ms, said.key, said.value, said.headers
        )
        self.records.append(record)
        return record


class Worker:
    """A case worker's partition and all that it wrote; `crash` leaves only what was written."""

    def __init__(self, on: Ground | None = None) -> None:
        self._ground = on or ground()
        self.cases = Cases(PARTITION, self._ground)
        self.written: list[Message] = []

    def fold(self, records: Sequence[Record]) -> list[Message]:
        """One chunk."""
        messages = list(finished(self.cases.fold(records)))
        self.written += messages
        return messages

    def crash(self) -> None:
        """Another worker takes over, from the state topic."""
        self.cases = Cases(PARTITION, self._ground)
        self.cases.load([stored(n, one) for n, one in enumerate(self.states())])

    def states(self) -> list[Message]:
        """The case records written."""
        return [one for one in self.written if one.topic == CASES]

    def said(self) -> list[Message]:
        """All else that was written."""
        return [one for one in self.written if one.topic != CASES]


def stored(offset: int, message: Message) -> StoredRecord:
    """A message as a reader of its topic gets it."""
    return StoredRecord(
        message.topic, PARTITION, offset, 0, message.key, message.value, message.headers
    )


def finished(answer: Coroutine[Any, Any, Sequence[Message]]) -> Sequence[Message]:
    """What a fold gives; nothing here really waits, so no loop is needed."""
    try:
        answer.send(None)
    except StopIteration as done:
        messages: Sequence[Message] = done.value
        return messages
    raise AssertionError("a fold waited for something")
