"""Open cases made by the real steps, to be had as often as wanted; values, no Kafka."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from agents.case.ages import Ages
from agents.case.partition import Cases
from agents.intake.outcomes import messages
from agents.intake.take import Under
from contracts.catalogue import Catalogue
from contracts.envelope import type_of
from contracts.ids import record_id, request_id
from contracts.records import Headers, Message, Record, StoredRecord
from contracts.releases import CityClock
from contracts.requests import StatusUpdated
from contracts.topics import CASES, REQUESTS
from deploy.clock import epoch_ms
from deploy.grounding import Nowhere, ground
from deploy.local.bench.load import EVENTS_A_STORY, load
from deploy.local.demo.stage import begin_of

STORIES: Final = 400
_APART: Final = timedelta(minutes=97)
"""Between two requests of the moulds: their deadlines lie as far apart as real ones."""
_EPOCH: Final = "bench"
AGE: Final = _APART * STORIES
"""How old the eldest of them is when the last has come."""


class Mould:
    """One open case as its record has it, and the next report its agency makes of it."""

    def __init__(self, case: Message, report: Message, logged_ms: int) -> None:
        self.body: bytes = case.value or b""
        self.headers: Headers = case.headers
        self.request: bytes = case.key or b""
        self._report = report
        self._logged_ms = logged_ms
        self._fact = StatusUpdated.read(report.value or b"").fact_id.encode()

    def report(self, request: str, offset: int) -> Record:
        """The report, of another request and made from another record."""
        fact = record_id(_EPOCH, REQUESTS, 0, offset).encode()
        body = (self._report.value or b"").replace(self.request, request.encode())
        body = body.replace(self._fact, fact)
        place = (REQUESTS, 0, offset, self._logged_ms)
        return StoredRecord(*place, request.encode(), body, self._report.headers)


def name_of(number: int) -> str:
    """A request of the bench."""
    return request_id("bench", "timers", str(number))


def copy_of(mould: Mould, number: int) -> Record:
    """A case of its own: the mould's, under another request's name."""
    name = name_of(number).encode()
    body = mould.body.replace(mould.request, name)
    return StoredRecord(CASES, 0, number, 0, name, body, mould.headers)


class Scene:
    """A city, and cases that fold by its catalogue; no originals are kept."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.begin = begin_of(catalogue.city)
        self._clock = CityClock.identity(_EPOCH, catalogue.city.time_zone)
        self._under = Under(catalogue, self._clock, b"bench")
        city = catalogue.city.code
        ages = Ages(lambda: self._clock, lambda _: catalogue)
        self._ground = replace(ground(city, self._clock, lambda _: catalogue, Nowhere()), ages=ages)

    def open(self, partition: int) -> Cases:
        """A partition nothing is known of."""
        return Cases(partition, self._ground)

    async def moulds(self) -> list[Mould]:
        """Requests of every agency, each taken up and not yet done."""
        told: dict[bytes, list[Message]] = {}
        for message in load(self._under, STORIES * EVENTS_A_STORY):
            told.setdefault(message.key or b"", []).append(message)
        found = []
        for number, story in enumerate(told.values()):
            at_ms = epoch_ms(self.begin + number * _APART)
            found += await self._mould(story, number * EVENTS_A_STORY, at_ms)
        return found

    async def _mould(self, story: Sequence[Message], offset: int, at_ms: int) -> list[Mould]:
        """Submission and first report are folded; the second is what is heard next."""
        facts = [
            one
            for place, message in enumerate(story[:3])
            for one in messages(_logged(message, offset + place, at_ms), self._under)
            if one.topic == REQUESTS
        ]
        *heard, report = facts
        if len(heard) < 2 or type_of(report.headers) != StatusUpdated.TYPE:  # noqa: PLR2004
            return []
        cases = self.open(0)
        said = await cases.fold(
            [
                StoredRecord(REQUESTS, 0, place, at_ms, one.key, one.value, one.headers)
                for place, one in enumerate(heard)
            ]
        )
        kept = [one for one in said if one.topic == CASES]
        return [Mould(kept[-1], report, at_ms)]


def _logged(message: Message, offset: int, at_ms: int) -> StoredRecord:
    """A message as its topic's reader gets it."""
    return StoredRecord(
        message.topic, 0, offset, at_ms, message.key, message.value, message.headers
    )
