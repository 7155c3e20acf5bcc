"""The cases of one partition: records in, messages out, the earliest deadline at hand."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from agents.case.encode import Writer, wakes_header
from agents.case.fold import hold_after_surprise, step
from agents.case.telling import Aside, Moment, Rules, Telling
from agents.case.timers import expire, wakes_at
from agents.case.waiting import cause_of
from agents.case.wakes import Wakes
from contracts.cases import Case
from contracts.envelope import headers_of
from contracts.ids import record_id
from contracts.records import Message, Record
from contracts.releases import CityClock
from contracts.requests import FACTS, ClockAdvanced, Fact, Origin
from contracts.status import Cause
from contracts.topics import REQUESTS


class Originals(Protocol):
    """Where agencies' records are fetched again as they came."""

    async def fetch(self, origins: Sequence[Origin]) -> Sequence[Record | None]:
        """The records at some coordinates, in the order asked; None where one is gone."""


class Attempt(Protocol):
    """Runs a pure step on a record; a bug in it is counted and comes back as an answer."""

    def __call__(
        self, record: Record, function: Callable[..., Telling | None], *args: Any
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


class Cases:
    """What a case worker keeps for one partition, and how it folds what comes."""

    def __init__(self, partition: int, ground: Ground) -> None:
        self.partition = partition
        self._ground = ground
        self._writer = Writer(ground.source, partition)
        self._cases: dict[str, Case | bytes] = {}
        self._wakes = Wakes()

    def load(self, records: Sequence[Record]) -> None:
        """Take case records of the state topic, oldest first; a later one replaces an earlier."""
        for record in records:
            key = (record.key or b"").decode()
            if record.value is None:
                self._cases.pop(key, None)
                self._wakes.put(key, None)
            else:
                self._cases[key] = record.value
                self._wakes.put(key, wakes_header(record))

    async def fold(self, records: Sequence[Record]) -> Sequence[Message]:
        """Fold one chunk in order; the cases it touched are written once, after what they say."""
        events = [_read(record) for record in records]
        await self._ground.known({one.catalogue for one in events if isinstance(one, Fact)})
        pairs = zip(records, events, strict=True)
        tellings = [told for record, event in pairs for told in self._tellings(record, event)]
        asides = [one for telling in tellings for one in telling.said if isinstance(one, Aside)]
        found = await self._ground.originals.fetch([one.origin for one in asides]) if asides else ()
        messages = list(self._writer.said(tellings, iter(found)))
        last = {telling.case.request_id: telling for telling in tellings}
        for key, telling in last.items():
            messages.append(self._writer.state(telling, self._wakes.of(key)))
        return messages

    def wakes_at(self) -> int | None:
        """The earliest deadline of any case, real milliseconds; None where nothing waits."""
        return self._wakes.first()

    def clock_record(self, until_ms: int) -> Message:
        """The record that lets deadlines fire, up to the thousandth that waits."""
        until_ms = self._wakes.no_further_than_the_thousandth(until_ms)
        until = self._ground.clock().city(until_ms)
        event = ClockAdvanced(partition=self.partition, until_ms=until_ms, until=until)
        event_id = f"clock-{self.partition}-{until_ms}"
        headers = headers_of(event.TYPE, event_id, self._ground.source, until)
        return Message(REQUESTS, b"clock", event.to_bytes(), headers, self.partition)

    def _tellings(self, record: Record, event: Fact | ClockAdvanced) -> list[Telling]:
        if isinstance(event, ClockAdvanced):
            return self._expire(record, event)
        telling = self._step(record, event)
        return [telling] if telling is not None else []

    def _step(self, record: Record, fact: Fact) -> Telling | None:
        case, origin, ground = self._case(fact.request_id), fact.origin, self._ground
        moment = Moment(
            cause=cause_of(fact),
            occurred_at=origin.occurred_at,
            received_at=origin.received_at,
            recorded_at=ground.clock().city(record.timestamp),
        )
        told = ground.attempt(record, step, case, fact, moment, ground.rules)
        if told is None:
            return None
        if not isinstance(told, Telling):
            told = hold_after_surprise(case, fact, moment, ground.rules)
        self._keep(told.case)
        return told

    def _expire(self, record: Record, advanced: ClockAdvanced) -> list[Telling]:
        cause = Cause(
            fact_id=record_id("clock", record.topic, record.partition, record.offset),
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            logged_ms=record.timestamp,
        )
        recorded_at = self._ground.clock().city(record.timestamp)
        moment = Moment(cause, advanced.until, advanced.until, recorded_at)
        keys = self._wakes.due(advanced.until_ms)
        return [self._fire(record, key, advanced, moment) for key in keys]

    def _fire(self, record: Record, key: str, advanced: ClockAdvanced, moment: Moment) -> Telling:
        case, rules = self._case(key), self._ground.rules
        told = self._ground.attempt(record, expire, case, advanced, moment, rules)
        if isinstance(told, Telling):
            self._keep(told.case)
            return told
        stopped = Telling(case, moment, rules)
        stopped.change(seq=case.seq + 1, held=True)
        self._cases[key] = stopped.case
        return stopped

    def _case(self, key: str) -> Case:
        known = self._cases.get(key)
        if isinstance(known, bytes):
            return Case.read(known)
        return known if known is not None else Case(request_id=key)

    def _keep(self, case: Case) -> None:
        self._cases[case.request_id] = case
        self._wakes.put(case.request_id, wakes_at(case, self._ground.rules))


def _read(record: Record) -> Fact | ClockAdvanced:
    """The event a record of bus.requests.v1 carries; only the bus itself writes there."""
    kind = next(value.decode() for name, value in record.headers if name == "ce_type")
    body = record.value or b""
    return ClockAdvanced.read(body) if kind == ClockAdvanced.TYPE else FACTS[kind].read(body)
