"""Replays what agencies published through the real steps, in memory: the story the bus would tell.

No broker, and no clock but the history's own: a record arrives when the history says so, and what
fell due before it fires as a case worker would let it fire.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import orjson

from agents.case.partition import Cases, Ground
from agents.case.telling import Rules
from agents.engine.surprise import SurpriseMeter
from agents.intake.outcomes import messages
from agents.intake.take import Under
from contracts.cases import Case, case_in
from contracts.catalogue import Catalogue
from contracts.envelope import headers_of
from contracts.ids import record_id, request_id
from contracts.quarantine import Quarantined
from contracts.records import Message, Record, StoredRecord
from contracts.releases import CityClock
from contracts.requests import Origin
from contracts.topics import CASES, QUARANTINE, REQUESTS, events_topic
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
    line = _Line(catalogue, agency)
    for heard in history.events:
        await line.take(heard)
    if history.until is not None:
        await line.pass_until(history.until)
    return line.story(history)


class _Line:
    """Intake and one case partition without Kafka between them."""

    def __init__(self, catalogue: Catalogue, agency: str) -> None:
        self._agency = agency
        self._clock = CityClock.identity(EPOCH, catalogue.city.time_zone)
        self._under = Under(catalogue, self._clock, _TICKET_KEY)
        self._records: list[StoredRecord] = []
        self._facts = 0
        self._said: list[Message] = []
        ground = Ground(
            clock=lambda: self._clock,
            rules=Rules(lambda _: catalogue, self._clock.early_wait_ms),
            source=f"/{catalogue.city.code}/simpul/case",
            originals=self,
            attempt=SurpriseMeter().attempt,
            known=_known,
        )
        self._cases = Cases(0, ground)

    async def take(self, heard: Heard) -> None:
        """One record arrives; what fell due before it fires first."""
        await self.pass_until(heard.at)
        record = self._record(heard)
        self._records.append(record)
        for message in messages(record, self._under):
            self._said.append(message)
            if message.topic == REQUESTS:
                await self._fold(message, record.timestamp)

    async def pass_until(self, at: datetime) -> None:
        """Let time pass: deadlines strictly before an instant fire."""
        until = _ms(at)
        while (wake := self._cases.wakes_at()) is not None and wake <= until:
            await self._fold(self._cases.clock_record(until), until)

    async def _fold(self, message: Message, timestamp: int) -> None:
        record = StoredRecord(
            REQUESTS, 0, self._facts, timestamp, message.key, message.value, message.headers
        )
        self._facts += 1
        self._said += await self._cases.fold([record])

    def _record(self, heard: Heard) -> StoredRecord:
        agency, place = heard.agency or self._agency, len(self._records)
        source = f"/{self._under.catalogue.city.code}/{agency}"
        event_id = heard.event_id or f"{EPOCH}-{place + 1}"
        key = heard.data.get("request_id") or heard.data.get("reference")
        return StoredRecord(
            topic=events_topic(agency),
            partition=0,
            offset=place,
            timestamp=_ms(heard.at),
            key=str(key).encode(),
            value=orjson.dumps(heard.data),
            headers=headers_of(heard.type, event_id, source, heard.at),
        )

    async def fetch(self, origins: Sequence[Origin]) -> Sequence[Record | None]:
        """The agencies' records at some coordinates."""
        return [self._records[origin.offset] for origin in origins]

    def story(self, history: History) -> Story:
        """What the request of the first event came to."""
        first = history.events[0]
        spoken = first.data.get("request_id")
        reference = str(first.data.get("reference"))
        city = self._under.catalogue.city.code
        request = spoken or request_id(city, first.agency or self._agency, reference)
        mine = [one for one in self._said if one.key == str(request).encode()]
        cases = [case_in(one.headers, one.value) for one in mine if one.topic == CASES]
        known = [case for case in cases if case is not None]
        case = known[-1] if known else Case(request_id=str(request))
        became = tuple(self._became(case, record) for record in self._records)
        return story_of(Heading(became, case, self._clock.segments[0].city.tzinfo), mine)

    def _became(self, case: Case, record: StoredRecord) -> str:
        """The class of one record, with the reason where it was put aside."""
        asides = (Quarantined.read(m.value or b"") for m in self._said if m.topic == QUARANTINE)
        reasons = [q.reason for q in asides if q.original.offset == record.offset]
        fact = record_id(EPOCH, record.topic, record.partition, record.offset)
        judged = [one.outcome for one in case.judged if one.fact_id == fact]
        said = judged[0].value if judged else "rejected"
        return f"{said}: {reasons[0].value}" if reasons else said


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


async def _known(_versions: Iterable[str]) -> None:
    """There is one catalogue, and it is here."""
