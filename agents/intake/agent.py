"""agency.*.events.v1 · bus.retries.v1 > bus.requests.v1 | bus.quarantine.v1 | agency.*.inbox.v1.

Carries what intake decides; decides nothing.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Protocol

import faust

from agents.engine.counts import Counts
from agents.engine.forwarding import forwarding_app
from agents.engine.metering import Measures, listing
from agents.engine.ports import Arrivals, EngineSettings
from agents.engine.reference import ReferenceReader
from agents.engine.surprise import Surprise, SurpriseMeter, attempt
from agents.intake import meters
from agents.intake.outcomes import messages, surprised, unread
from agents.intake.retries import ReadAgain, follow
from agents.intake.take import Under
from contracts.records import Headers, Message, Record
from contracts.releases import Releases
from contracts.topics import CASES, CATALOGUE, KEYED, REQUESTS, RETRIES, events_topic


class Reference(Protocol):
    """The reader of ref.catalogue.v1, as far as intake waits for it."""

    async def until(self, known: Callable[[], bool]) -> None:
        """Return once what has been read makes `known` true."""

    async def until_fresh(self, seconds: float) -> None:
        """Return when the log's end was reached less than `seconds` ago."""


class IntakeHop:
    """Turns each record into its messages, once the catalogue is known to be fresh."""

    def __init__(
        self, reader: Reference, releases: Releases, ticket_key: bytes, release: Headers = ()
    ) -> None:
        self._reader = reader
        self._releases = releases
        self._ticket_key = ticket_key
        self._release = release
        self.meter = SurpriseMeter()

    async def ready(self) -> None:
        """Return when a catalogue is in force and nothing newer can have been missed."""
        await self._reader.until(self._can_decide)
        await self._reader.until_fresh(self._releases.city_clock().fresh_seconds)

    def _can_decide(self) -> bool:
        known = any(one.standing == "accepted" for one in self._releases.versions())
        return known and self._releases.clock is not None

    def topics(self) -> Collection[str]:
        """The events topics of every agency any known version names; with them what is retried."""
        named = frozenset(events_topic(code) for code in self._releases.agencies())
        return named | {RETRIES} if named else named

    def decide(self, records: Sequence[Record]) -> Sequence[Message]:
        """The messages of one partition's records, in order."""
        return [message for record in records for message in self._messages(record)]

    def measure(self, records: Sequence[Record], messages: Sequence[Message]) -> Measures:
        """What one partition's records became, in figures."""
        return meters.measure(records, messages)

    def _messages(self, record: Record) -> Sequence[Message]:
        if record.topic == RETRIES:
            return self._decided(record)
        return self._outcome(record, self._under(record))

    def _decided(self, ordered: Record) -> Sequence[Message]:
        """What comes of an operator's decision."""
        found = attempt(follow, ordered, self._releases, self._ticket_key, self._release)
        if isinstance(found, Surprise):
            return unread(ordered, found.error, self._under(ordered))
        return self._outcome(*found) if isinstance(found, ReadAgain) else found

    def _outcome(self, record: Record, under: Under) -> Sequence[Message]:
        carried = record if under.again is None else under.again.ordered
        found = self.meter.attempt(carried, messages, record, under)
        if not isinstance(found, Surprise):
            return found
        told = attempt(surprised, record, found.error, under)
        if not isinstance(told, Surprise):
            return told
        return unread(record, told.error, under)

    def _under(self, record: Record) -> Under:
        """What a record is read under: the version in force when the broker took it."""
        catalogue = self._releases.in_force(record.timestamp)
        if catalogue is None:
            raise LookupError("no catalogue version is in force")
        clock = self._releases.city_clock()
        return Under(catalogue, clock, self._ticket_key, release=self._release)


def build(settings: EngineSettings, *, ticket_key: bytes, case_group: str) -> faust.App:
    """The intake hop's app; `ticket_key` keys the ticket numbers citizens are given.

    `case_group` is the case hop's, whose lag slows the agencies that send most.
    """
    releases = Releases()
    reader = ReferenceReader(settings, CATALOGUE, listing(releases, settings.observer))
    hop = IntakeHop(reader, releases, ticket_key, settings.release)
    counts = Counts(settings, KEYED, CASES)
    slowed = replace(settings, next_hop=Arrivals(lambda: (REQUESTS,), case_group))
    return forwarding_app(
        slowed, hop.topics, hop, services=(reader,), meter=hop.meter, counts=counts
    )
