"""A simulated agency on Kafka: publishes what its app says, reads its inbox. Decides nothing."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count

from contracts.envelope import type_of
from contracts.ids import request_id
from contracts.inbox import Accepted, Assign, Withdraw
from contracts.records import Record
from contracts.releases import CityClock
from contracts.topics import events_topic, inbox_topic
from deploy.local.demo.agenda import Agenda, likeness
from deploy.local.demo.app import App
from deploy.local.demo.arrivals import Arrivals
from deploy.local.demo.broken import records_a_turn
from deploy.local.demo.chance import chance
from deploy.local.demo.kept import Episode
from deploy.local.demo.manners import Manner, serving
from deploy.local.demo.telling import Saying
from services.kafka.ports import TopicReader, TopicWriter

BAD_SHARE = 0.03
"""Of all records, how many are put aside, for one reason or another."""
RECORDS_A_REQUEST = 5.6
"""About how many records one request makes from beginning to end, bad ones aside."""
_LOOK = 0.02


class SimulatedAgency:
    """One agency's app and its inbox over all episodes; `sent` counts records on its topic.

    What it says follows from the episodes, its inbox and the city's clock. So an agency that is
    begun anew plans what it planned before, and after `recall` says only what it had not said.
    """

    def __init__(
        self, agency: str, episodes: Sequence[Episode], clock: CityClock, now_ms: Callable[[], int]
    ) -> None:
        self.sent = 0
        self._agency = agency
        self._city = episodes[-1].catalogue.city.code
        self._clock = clock
        self._now_ms = now_ms
        self._agenda = Agenda()
        self._read: dict[tuple[str, int], int] = {}
        self._apps: list[tuple[int, App]] = []
        for episode in episodes:
            if agency in serving(episode.catalogue):
                self._arrivals = self._begin(episode)
                if episode.end is not None:
                    self._arrivals.catch_up(episode.end)

    @property
    def planned(self) -> int:
        """How many records it has still to publish, as far as it knows."""
        return len(self._agenda)

    async def recall(self, reader: TopicReader) -> None:
        """Read what it has been told and what it has said, and strike that off its agenda."""
        self._arrivals.catch_up(self._clock.city(self._now_ms()))
        said: Counter[int] = Counter()
        inbox, events = inbox_topic(self._agency), events_topic(self._agency)
        self._read = await reader.begins([inbox])
        async for records in reader.read([inbox]):
            for record in records:
                self._take_in(record)
        async for records in reader.read([events]):
            said.update(likeness(record) for record in records)
        self.sent = said.total()
        self._agenda.strike(said)

    async def publish(self, writer: TopicWriter, stop: asyncio.Event) -> None:
        """Publish what is due until told to stop; every record's receipt is awaited."""
        while not stop.is_set():
            await self.say(writer)
            await asyncio.sleep(_LOOK)

    async def say(self, writer: TopicWriter) -> None:
        """Publish what is due now."""
        now = self._clock.city(self._now_ms())
        self._arrivals.catch_up(now)
        self.sent += len(await writer.write(self._agenda.due(now)))

    async def read_inbox(self, reader: TopicReader) -> None:
        """Read what the bus answers and assigns, without end."""
        async for records in reader.tail([inbox_topic(self._agency)], self._read):
            for record in records:
                self._take_in(record)

    def _begin(self, episode: Episode) -> Arrivals:
        """The app as it is in an episode, and what comes about in it."""
        taken = self._apps[-1][1].taken if self._apps else 0
        catalogue, manners = episode.catalogue, episode.manners
        manner = manners.of(self._agency)
        app = App(catalogue, self._agency, manner, episode.seed, taken)
        self._apps.append((episode.begins_ms, app))
        days = catalogue.working_time[catalogue.calendars[0].id]
        dice = (chance(episode.seed, self._agency, "arrivals", n) for n in count())
        arrivals = Arrivals(episode.begin, manners.tide(self._agency, days.is_working_day))
        a_second = episode.rate / episode.speed * manners.part(self._agency, catalogue)
        requests, broken = a_second * (1 - BAD_SHARE), a_second * broken_share(manner)
        arrivals.add(
            RECORDS_A_REQUEST / requests, next(dice), lambda at: self._plan(app.new_request(at))
        )
        arrivals.add(records_a_turn() / broken, next(dice), lambda at: self._break(app, at))
        return arrivals

    def _break(self, app: App, at: datetime) -> None:
        for message in app.broken_records(at):
            self._agenda.put(at, message)

    def _take_in(self, record: Record) -> None:
        """Start what others asked for; leave alone what others have."""
        self._read[record.topic, record.partition] = record.offset + 1
        kind = type_of(record.headers)
        if kind == Accepted.TYPE:
            self._hear(Accepted.read(record.value or b""), record.timestamp)
        elif kind == Withdraw.TYPE:
            self._stop(Withdraw.read(record.value or b""))
        elif kind == Assign.TYPE:
            assign = Assign.read(record.value or b"")
            if assign.submitter != self._agency and assign.request_id is not None:
                at = self._clock.city(record.timestamp)
                app = self._app_at(record.timestamp)
                self._plan(app.given(assign.request_id, assign, at))

    def _hear(self, accepted: Accepted, real_ms: int) -> None:
        """Leave a request to whoever has it; where nobody does, its reporter gives up in time."""
        if accepted.agency != self._agency:
            self._agenda.leave(accepted.reference)
        if accepted.agency is None:
            app, at = self._app_at(real_ms), self._clock.city(real_ms)
            self._plan([app.given_up(accepted.reference, at)])

    def _stop(self, withdraw: Withdraw) -> None:
        """Leave a request that is its own no more, by whichever name it knows it."""
        for about in self._agenda.requests():
            names = {about, request_id(self._city, self._agency, about)}
            if withdraw.request_id in names:
                self._agenda.leave(about)

    def _app_at(self, real_ms: int) -> App:
        begun = [app for begins_ms, app in self._apps if begins_ms <= real_ms]
        return begun[-1] if begun else self._apps[0][1]

    def _plan(self, story: list[Saying]) -> None:
        for said in story:
            message = said.message(self._city, self._agency)
            self._agenda.put(said.at, message, said.about if said.is_work else None)


def broken_share(manner: Manner) -> float:
    """Of all records, how many are broken beside those that mishaps make bad; never none."""
    bad = manner.bad * (1 - BAD_SHARE) / RECORDS_A_REQUEST
    return max(BAD_SHARE - bad, BAD_SHARE / 10)
