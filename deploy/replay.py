"""Replays what agencies published through the real steps, in memory: the story the bus would tell.

No broker, and no clock but the history's own: a record arrives when the history says so, and what
fell due before it fires as a case worker would let it fire.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import orjson

from agents.case.partition import Cases
from agents.intake.outcomes import messages
from agents.intake.take import Under
from contracts.cases import Case, Class, case_in
from contracts.catalogue import Catalogue
from contracts.envelope import headers_of
from contracts.ids import record_id, request_id
from contracts.quarantine import Quarantined
from contracts.records import Message, Record, StoredRecord
from contracts.releases import CityClock
from contracts.requests import Origin
from contracts.topics import CASES, QUARANTINE, REQUESTS, events_topic
from deploy.clock import epoch_ms
from deploy.grounding import ground
from deploy.story_of import Heading, story_of
from services.catalogue.histories import Heard, History, Story

EPOCH: Final = "replay"
_TICKET_KEY: Final = b"replay"


def replay(catalogue: Catalogue, agency: str, history: History) -> Story:
    """The story of a history, under one catalogue; `agency` said what names no other.

    Never inside a running event loop: there, `replayed`.
    """
    return asyncio.run(replayed(catalogue, agency, history))


async def replayed(catalogue: Catalogue, agency: str, history: History) -> Story:
    """As `replay`, in the event loop that runs."""
    line = Line(catalogue, agency)
    for heard in history.events:
        await line.take(heard)
    if history.until is not None:
        await line.pass_until(history.until)
    return line.story(history)


class Line:
    """Intake and one case partition without Kafka between them.

    `records` is what was heard, `said` what the bus wrote of it, each in order.
    """

    def __init__(self, catalogue: Catalogue, agency: str) -> None:
        self._agency = agency
        self._clock = CityClock.identity(EPOCH, catalogue.city.time_zone)
        self._under = Under(catalogue, self._clock, _TICKET_KEY)
        self.records: list[StoredRecord] = []
        self.said: list[Message] = []
        self._facts = 0
        self._cases = Cases(0, ground(catalogue.city.code, self._clock, lambda _: catalogue, self))

    async def take(self, heard: Heard) -> None:
        """One record arrives; what fell due before it fires first."""
        await self.pass_until(heard.at)
        record = self._record(heard)
        self.records.append(record)
        for message in messages(record, self._under):
            self.said.append(message)
            if message.topic == REQUESTS:
                await self._fold(message, record.timestamp)

    async def pass_until(self, at: datetime) -> None:
        """Let time pass: deadlines strictly before an instant fire."""
        until = epoch_ms(at)
        while (wake := self._cases.wakes_at()) is not None and wake <= until:
            await self._fold(self._cases.clock_record(until), until)

    async def _fold(self, message: Message, timestamp: int) -> None:
        record = StoredRecord(
            REQUESTS, 0, self._facts, timestamp, message.key, message.value, message.headers
        )
        self._facts += 1
        self.said += await self._cases.fold([record])

    def _record(self, heard: Heard) -> StoredRecord:
        agency, place = heard.agency or self._agency, len(self.records)
        source = f"/{self._under.catalogue.city.code}/{agency}"
        event_id = heard.event_id or f"{EPOCH}-{place + 1}"
        key = heard.data.get("request_id") or heard.data.get("reference")
        return StoredRecord(
            topic=events_topic(agency),
            partition=0,
            offset=place,
            timestamp=epoch_ms(heard.at),
            key=str(key).encode(),
            value=orjson.dumps(heard.data),
            headers=headers_of(heard.type, event_id, source, heard.at),
        )

    async def fetch(self, origins: Sequence[Origin]) -> Sequence[Record | None]:
        """The agencies' records at some coordinates."""
        return [self.records[origin.offset] for origin in origins]

    def story(self, history: History) -> Story:
        """What the request of the first event came to."""
        case = self.case(spoken_of(history.events[0], self._under.catalogue, self._agency))
        mine = [one for one in self.said if one.key == case.request_id.encode()]
        became = tuple(self._became(case, record) for record in self.records)
        return story_of(Heading(became, case, self._clock.segments[0].city.tzinfo), mine)

    def case(self, request: str) -> Case:
        """A request's case as it stands; an empty one where nothing was folded of it."""
        own = (one for one in self.said if one.topic == CASES and one.key == request.encode())
        known = [case for one in own if (case := case_in(one.headers, one.value)) is not None]
        return known[-1] if known else Case(request_id=request)

    def _became(self, case: Case, record: StoredRecord) -> str:
        """The class of one record, with the reason where it was put aside."""
        aside = self.put_aside(record)
        said = self.judged(case, record)
        return f"{said}: {aside.reason.value}" if aside is not None else said

    def put_aside(self, record: StoredRecord) -> Quarantined | None:
        """What quarantine holds of a record."""
        asides = (Quarantined.read(m.value or b"") for m in self.said if m.topic == QUARANTINE)
        return next((one for one in asides if one.original.offset == record.offset), None)

    def judged(self, case: Case, record: StoredRecord) -> str:
        """The class of one record."""
        fact = record_id(EPOCH, record.topic, record.partition, record.offset)
        found = (one.outcome.value for one in case.judged if one.fact_id == fact)
        return next(found, Class.REJECTED.value)


def spoken_of(heard: Heard, catalogue: Catalogue, agency: str) -> str:
    """The request an event speaks of; `agency` said it where it names no other."""
    spoken = heard.data.get("request_id")
    reference = str(heard.data.get("reference"))
    return str(spoken or request_id(catalogue.city.code, heard.agency or agency, reference))
