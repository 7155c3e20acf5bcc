"""The log folded again under other terms: how many would have been met; writes nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import orjson

from agents.case.partition import Cases
from contracts.cases import ClockState
from contracts.catalogue import Catalogue, Metric
from contracts.envelope import type_of
from contracts.kin import PartGiven
from contracts.records import Message, Record, StoredRecord
from contracts.releases import CityClock
from contracts.requests import ClockAdvanced, RequestReceived
from contracts.sla import (
    ClockBreached,
    ClockCancelled,
    ClockMet,
    ClockRecomputed,
    ClockRenewed,
    ClockStarted,
    ClockStopped,
)
from contracts.topics import REQUESTS, SLA
from deploy.grounding import Nowhere, ground
from deploy.shadow.window import Span, Told, read
from deploy.sla.counted import Counted, Row
from deploy.standing import standing_cases
from deploy.trying.runs import asking_for_nothing
from services.kafka.ports import TopicReader

MET, MISSED, OPEN, CANCELLED = "met", "missed", "open", "cancelled"
RESULTS: Final[dict[str, str]] = {
    ClockStarted.TYPE: OPEN,
    ClockRenewed.TYPE: OPEN,
    ClockBreached.TYPE: MISSED,
    ClockMet.TYPE: MET,
    ClockStopped.TYPE: MISSED,
    ClockCancelled.TYPE: CANCELLED,
}
"""What each event of a clock makes of its term; a breach is no less one for being made good."""
STANDS: Final[dict[str, str]] = {
    ClockState.MET: MET,
    ClockState.BREACHED: MISSED,
    ClockState.STOPPED: MISSED,
    ClockState.CANCELLED: CANCELLED,
}
"""The same of a correction, by the state it leaves the clock in."""
EARLIER = "begun earlier than what was read"
BROUGHT = "brought by a restore, so that what was said of them before is not in this log"
UNKNOWN = "of a service one of the two does not know"
NOBODY = "triage"
_CLOCK: Final = ClockAdvanced.TYPE
_SUBMISSION: Final = RequestReceived.TYPE
_PART: Final = PartGiven.TYPE


class Sides(NamedTuple):
    """Two catalogues, and the city's clock."""

    today: Catalogue
    new: Catalogue
    clock: CityClock


class Refolding:
    """Requests received since an instant, through the real cases, once a side.

    No evidence is asked of the past: it is terms that are compared. `brought`: requests received
    since then of which a restore may have brought the case alone; those are left out, and counted.
    """

    def __init__(
        self, sides: Sides, since: datetime, now_ms: int, brought: frozenset[bytes] = frozenset()
    ) -> None:
        self._sides = sides
        self._since = since
        self._now_ms = now_ms
        self._both = sides.today.service.keys() & sides.new.service.keys()
        self._known: set[bytes] = set()
        self._parts: set[bytes] = set()
        self._left_out: dict[bytes, str] = {}
        both = map(asking_for_nothing, (sides.today, sides.new))
        self._folds = tuple(_Fold(one, sides.clock) for one in both)
        self.requests = 0
        self.records = 0
        self.left_out: Counter[str] = Counter()
        self._brought = {*brought}

    async def read(self, reader: TopicReader, span: Span, told: Told) -> None:
        """Every record of the span, a partition after the other."""
        for place in span.ends:
            for fold in self._folds:
                fold.open(place[1])
            async for records in read(reader, span, [place], {}):
                self.records += len(records)
                mine = [one for one in records if self._wanted(one)]
                for fold in self._folds:
                    await fold.take(mine)
                told(self.records, span.size)
            for fold in self._folds:
                await fold.close(self._now_ms)
            self._count()
        if self._brought:
            self.left_out[BROUGHT] = len(self._brought)

    def _wanted(self, record: Record) -> bool:
        """The clock is everybody's; of a request all, once its submission is one to count."""
        kind, key = type_of(record.headers), record.key or b""
        if kind == _CLOCK or key in self._known:
            return True
        if kind == _PART or key in self._parts:  # offices owe each other what no service promises
            self._parts.add(key)
            return False
        if kind != _SUBMISSION:
            self._left_out.setdefault(key, EARLIER)
            return self._left_out[key] == EARLIER  # it may have come before its submission
        why = self._why_not(orjson.loads(record.value or b"{}"))
        if why is None:
            self._known.add(key)
            self._left_out.pop(key, None)
            return True
        self._left_out[key] = why
        return False

    def _why_not(self, submission: dict[str, Any]) -> str | None:
        if datetime.fromisoformat(submission["origin"]["received_at"]) < self._since:
            return EARLIER
        return None if submission["service"] in self._both else UNKNOWN

    def _count(self) -> None:
        submitted = {key for key, why in self._left_out.items() if why != EARLIER}
        self._brought -= self._known | submitted
        for key in self._brought:
            self._left_out.pop(key, None)
        self.requests += len(self._known)
        self.left_out.update(self._left_out.values())
        self._known.clear()
        self._left_out.clear()

    def rows(self) -> tuple[Row, ...]:
        """By agency, then by clock in the order people meet them."""
        today, new = (fold.counted() for fold in self._folds)
        keys = sorted(today.keys() | new.keys(), key=lambda key: (key[0], [*Metric].index(key[1])))
        return tuple(
            Row(
                agency=agency,
                metric=metric,
                today=Counted(**today.get((agency, metric), {})),
                new=Counted(**new.get((agency, metric), {})),
            )
            for agency, metric in keys
        )


class _Fold:
    """The cases of one partition at a time under one catalogue, and what their clocks came to."""

    def __init__(self, catalogue: Catalogue, clock: CityClock) -> None:
        self._ground = ground(catalogue.city.code, clock, lambda _: catalogue, Nowhere())
        self._cases = Cases(0, self._ground)
        self._stands: dict[tuple[object, ...], tuple[str, Metric, str]] = {}
        self._counts: Counter[tuple[str, Metric, str]] = Counter()

    def open(self, partition: int) -> None:
        """Begin a partition; nothing is known of its requests."""
        self._cases = Cases(partition, self._ground)

    async def take(self, records: Sequence[Record]) -> None:
        """A chunk of its records."""
        if records:
            self._hear(await self._cases.fold(records))

    async def close(self, now_ms: int) -> None:
        """Let what is due by now fall due: terms may end where no record of the clock stands."""
        while (wake := self._cases.wakes_at()) is not None and wake <= now_ms:
            await self.take([_passed(self._cases.clock_record(now_ms), now_ms)])
        self._counts.update(self._stands.values())
        self._stands.clear()

    def _hear(self, messages: Iterable[Message]) -> None:
        for message in messages:
            if message.topic == SLA:
                self._one(type_of(message.headers), orjson.loads(message.value or b"{}"))

    def _one(self, kind: str, event: dict[str, Any]) -> None:
        """The latest word on a clock stands; one that begins again is another."""
        result = RESULTS.get(kind)
        if kind == ClockRecomputed.TYPE:
            result = STANDS.get(event["state"], OPEN)
        if result is None:
            return
        key = (event["request_id"], event["metric"], event["policy"], event.get("cycle", 1))
        agency, metric = event.get("agency") or NOBODY, Metric(event["metric"])
        if kind == ClockStarted.TYPE and key in self._stands:
            self._counts[self._stands.pop(key)] += 1
        elif kind == ClockRenewed.TYPE:
            self._counts[agency, metric, MISSED if event["late"] else MET] += 1
        self._stands[key] = agency, metric, result

    def counted(self) -> dict[tuple[str, Metric], dict[str, int]]:
        """How many terms of each agency and clock came to what."""
        found: dict[tuple[str, Metric], dict[str, int]] = {}
        for (agency, metric, result), count in self._counts.items():
            found.setdefault((agency, metric), {})[result] = count
        return found


async def brought(reader: TopicReader, since: datetime) -> frozenset[bytes]:
    """The requests received since an instant that have a case, wherever their story began."""
    cases = await standing_cases(reader)
    asked = ((one.request_id, one.request) for one in cases)
    return frozenset(
        request_id.encode()
        for request_id, request in asked
        if request is not None and request.received_at >= since
    )


def _passed(message: Message, now_ms: int) -> StoredRecord:
    return StoredRecord(REQUESTS, 0, 0, now_ms, message.key, message.value, message.headers)
