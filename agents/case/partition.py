"""The cases of one partition: records in, messages out, the earliest deadline at hand."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from agents.case import hearing
from agents.case.ages import Ages
from agents.case.archive import forget, turn_away
from agents.case.encode import Marks, Put, Told, Writer, marks_in, puts
from agents.case.fold import hold_after_surprise, step, stop
from agents.case.meters import Meters
from agents.case.orders import carry_out
from agents.case.reading import Folded, names_a_version, read
from agents.case.shelf import Shelf
from agents.case.standing import Standing, standing_of
from agents.case.telling import Moment, Rules, Telling
from agents.case.timers import expire, wake_of
from agents.case.waiting import cause_of
from agents.case.wakes import Wake, Wakes
from agents.engine.metering import Measures
from agents.engine.surprise import Surprise, attempt
from contracts.cases import Case, Stub
from contracts.envelope import headers_of
from contracts.ids import record_id
from contracts.kin import KIN_FACTS, KinFact
from contracts.orders import ORDERS, Order
from contracts.records import Headers, Message, Record
from contracts.releases import CityClock
from contracts.requests import ClockAdvanced, Fact, Origin
from contracts.retries import RequestReleased
from contracts.status import Cause
from contracts.topics import REQUESTS


class Originals(Protocol):
    """Where agencies' records are fetched again as they came."""

    async def fetch(self, origins: Sequence[Origin]) -> Sequence[Record | None]:
        """The records at some coordinates, in the order asked; None where one is gone."""


class Attempt(Protocol):
    """Runs a pure step on a record; a bug in it is counted and comes back as an answer."""

    def __call__(
        self, record: Record, function: Callable[..., Told | None], *args: Any
    ) -> object: ...


@dataclass(frozen=True, slots=True)
class Ground:
    """What the cases of every partition of a worker stand on."""

    clock: Callable[[], CityClock]
    rules: Rules
    source: str
    originals: Originals
    attempt: Attempt
    known: Callable[[Iterable[str]], Awaitable[None]]
    """Returns when catalogue versions of these names have been read."""
    ages: Ages
    """How old requests are, for the gauges."""
    release: Headers = ()
    """The header that says which release writes."""
    watched: bool = True
    """Whether anybody asks what steps came to."""


class Cases:
    """What a case worker keeps for one partition, and how it folds what comes."""

    def __init__(self, partition: int, ground: Ground) -> None:
        self.partition = partition
        self._ground = ground
        self._writer = Writer(ground.source, partition, ground.release)
        self._shelf = Shelf()
        self._wakes = Wakes()
        self._meters = Meters(partition, ground.rules, ground.ages, watched=ground.watched)
        self._latest: tuple[int, datetime] | None = None
        self._folds: dict[type, Callable[[Record, Any], list[Told]]] = {
            ClockAdvanced: self._expire,
            **dict.fromkeys((*ORDERS.values(), RequestReleased), self._carry_out),
            **dict.fromkeys(KIN_FACTS.values(), self._hear),
        }

    def load(self, records: Sequence[Record]) -> None:
        """Take case records of the state topic, oldest first; a later one replaces an earlier."""
        for record in records:
            key, value = (record.key or b"").decode(), record.value
            marks = marks_in(record.headers) if value is not None else GONE
            self._shelf.load(key, value)
            self._meters.load(key, marks.standing if marks.told else self._read_standing(value))
            self._wakes.load(key, marks.wake)

    def _read_standing(self, value: bytes | None) -> Standing | None:
        """Of a case that an earlier release wrote last, which marked less."""
        return standing_of(Case.read(value or b""), self._ground.rules)

    async def fold(self, records: Sequence[Record]) -> Sequence[Message]:
        """Fold one chunk in order; the cases it touched are written once, after what they say."""
        events = [read(record) for record in records]
        versions = (names_a_version(one) for one in events)
        await self._ground.known({one for one in versions if one is not None})
        pairs = zip(records, events, strict=True)
        tolds = [told for record, event in pairs for told in self._tolds(record, event)]
        asides = list(puts(tolds))
        found = await self._originals(asides) if asides else ()
        originals = iter(found)
        messages = [
            one if isinstance(one, Message) else self._writer.aside(one, next(originals))
            for told in tolds
            for one in told.said
        ]
        return messages + self._written(tolds)

    def measure(self) -> Measures:
        """What was folded since the last call came to, and what is open now."""
        return self._meters.measure()

    def wakes_at(self) -> int | None:
        """The earliest deadline of any case, real milliseconds; None where nothing waits."""
        return self._wakes.first(self._ground.clock())

    def clock_record(self, until_ms: int) -> Message:
        """The record that lets deadlines fire, up to the thousandth that waits."""
        clock = self._ground.clock()
        until_ms = self._wakes.no_further_than_the_thousandth(until_ms, clock)
        until = clock.city(until_ms)
        event = ClockAdvanced(partition=self.partition, until_ms=until_ms, until=until)
        event_id = f"clock-{self.partition}-{until_ms}"
        ground = self._ground
        headers = headers_of(event.TYPE, event_id, ground.source, until, ground.release)
        return Message(REQUESTS, b"clock", event.to_bytes(), headers, self.partition)

    def _originals(self, asides: Sequence[Put]) -> Awaitable[Sequence[Record | None]]:
        return self._ground.originals.fetch([one.aside.origin for one in asides])

    def _written(self, tolds: Iterable[Told]) -> list[Message]:
        """The cases a chunk touched, as they have become."""
        messages = []
        for key, told in {one.case.request_id: one for one in tolds if one.writes}.items():
            stands = attempt(self._meters.stands, key, told.left)
            known = None if isinstance(stands, Surprise) else stands
            message = self._writer.state(told, self._wakes.of(key), known)
            self._shelf.load(key, message.value)
            messages.append(message)
        self._shelf.clear()
        return messages

    def _tolds(self, record: Record, event: Folded) -> list[Told]:
        """By its exact type: a pydantic class is slow to say that something is not its own."""
        return self._folds.get(type(event), self._step)(record, event)

    def _step(self, record: Record, fact: Fact) -> list[Told]:
        case, recorded_at = self._shelf.case(fact.request_id), self._recorded_at(record)
        moment = Moment(cause_of(fact), fact.origin.received_at, recorded_at)
        move = turn_away if isinstance(case, Stub) else step
        told = self._ground.attempt(record, self._told, move, case, fact, moment)
        if told is None:
            return []
        if not isinstance(told, Told):
            case = Case(request_id=fact.request_id) if isinstance(case, Stub) else case
            told = self._said(hold_after_surprise(case, fact, moment, self._ground.rules))
        return self._kept(told)

    def _carry_out(self, record: Record, order: Order) -> list[Told]:
        case, at = self._shelf.case(order.request_id), self._recorded_at(record)
        if isinstance(case, Stub):
            return []
        moment = Moment(_cause(order.order_id, record), at, at)
        move = hearing.go_on if type(order) is RequestReleased else carry_out
        told = self._ground.attempt(record, self._told, move, case, order, moment)
        if told is None:
            return []
        if not isinstance(told, Told):
            told = self._said(stop(case, moment, self._ground.rules))
        return self._kept(told)

    def _hear(self, record: Record, fact: KinFact) -> list[Told]:
        case, at = self._shelf.case(fact.request_id), self._recorded_at(record)
        moment = Moment(_cause(fact.fact_id, record), at, at)
        move = hearing.hear_at_rest if isinstance(case, Stub) else hearing.hear
        told = self._ground.attempt(record, self._told, move, case, fact, moment)
        if told is None:
            return []
        if not isinstance(told, Told):
            case = Case(request_id=fact.request_id) if isinstance(case, Stub) else case
            parked = hearing.park_after_surprise(case, fact, moment, self._ground.rules)
            told = self._said(parked)
        return self._kept(told)

    def _told(
        self, move: Callable[..., Telling | None], case: Case | Stub, event: object, moment: Moment
    ) -> Told | None:
        """One step with what it says already encoded: what cannot be written is a surprise too."""
        telling = move(case, event, moment, self._ground.rules)
        return None if telling is None else self._said(telling)

    def _said(self, telling: Telling) -> Told:
        told = self._writer.told(telling)
        self._meters.count(telling)
        return told

    def _expire(self, record: Record, advanced: ClockAdvanced) -> list[Told]:
        fact_id = record_id("clock", record.topic, record.partition, record.offset)
        moment = Moment(_cause(fact_id, record), advanced.until, self._recorded_at(record))
        keys = self._wakes.take(advanced.until, advanced.until_ms)
        return [self._fire(record, key, advanced, moment) for key in keys]

    def _fire(self, record: Record, key: str, advanced: ClockAdvanced, moment: Moment) -> Told:
        case = self._shelf.case(key)
        if isinstance(case, Stub):
            forgotten = self._said(forget(key, moment, self._ground.rules))
            return self._kept(forgotten)[0]
        told = self._ground.attempt(record, self._told, expire, case, advanced, moment)
        if isinstance(told, Told):
            return self._kept(told)[0]
        stopped = stop(case, moment, self._ground.rules)
        self._shelf.put(key, stopped.case)  # its wake is gone: it would only fail again
        return self._said(stopped)

    def _kept(self, told: Told) -> list[Told]:
        if told.writes:
            key = told.case.request_id
            self._shelf.put(key, told.left)
            self._wakes.put(key, wake_of(told.left, self._ground.rules.early_wait_ms))
        return [told]

    def _recorded_at(self, record: Record) -> datetime:
        if self._latest is None or self._latest[0] != record.timestamp:
            self._latest = record.timestamp, self._ground.clock().city(record.timestamp)
        return self._latest[1]


GONE = Marks(Wake(), None)
"""What a request is marked with that was forgotten."""


def _cause(fact_id: str, record: Record) -> Cause:
    """A record of bus.requests.v1 that no agency's record stands behind."""
    return Cause(
        fact_id=fact_id,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        logged_ms=record.timestamp,
    )
