"""A simulated agency on Kafka: publishes what its app says, reads its inbox. Decides nothing."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.inbox import Accepted, Assign
from contracts.records import Record
from contracts.topics import inbox_topic
from deploy.local.demo.agenda import Agenda
from deploy.local.demo.app import App
from deploy.local.demo.chance import chance
from deploy.local.demo.telling import Saying
from services.kafka.ports import TopicReader, TopicWriter

BROKEN_SHARE = 0.05
"""Of all records, how many no bus may take."""
RECORDS_A_REQUEST = 4.0
"""About how many records one request makes within days."""
_LOOK = 0.02


@dataclass(frozen=True)
class Pace:
    """How often an agency publishes: records a real second, and city seconds in a real one."""

    records_a_second: float
    speed: float

    def gap(self, share: float) -> float:
        """City seconds between two records of a share, on average."""
        return self.speed / (self.records_a_second * share)


class SimulatedAgency:
    """One agency's app and its inbox; `sent` counts the broker's receipts."""

    def __init__(self, app: App, city: str, pace: Pace, now: Callable[[], datetime]) -> None:
        self.sent = 0
        self._app = app
        self._city = city
        self._now = now
        self._agenda = Agenda()
        dice, begin = chance(app.agency, "arrivals"), now()
        share = (1 - BROKEN_SHARE) / RECORDS_A_REQUEST
        self._arrivals = [
            _Arrivals(begin, pace.gap(share), dice.expovariate, self._plan_request),
            _Arrivals(begin, pace.gap(BROKEN_SHARE), dice.expovariate, self._plan_broken),
        ]

    async def publish(self, writer: TopicWriter, stop: asyncio.Event) -> None:
        """Publish what is due until told to stop; every record's receipt is awaited."""
        while not stop.is_set():
            now = self._now()
            for arrivals in self._arrivals:
                arrivals.catch_up(now)
            self.sent += len(await writer.write(self._agenda.due(now)))
            await asyncio.sleep(_LOOK)

    async def read_inbox(self, reader: TopicReader) -> None:
        """Read what the bus answers and assigns, without end."""
        async for records in reader.tail([inbox_topic(self._app.agency)]):
            for record in records:
                self._take_in(record)

    def _take_in(self, record: Record) -> None:
        """Start what others asked for; leave alone what others have."""
        kind = next((value.decode() for name, value in record.headers if name == "ce_type"), "")
        own = self._app.agency
        if kind == Accepted.TYPE:
            accepted = Accepted.read(record.value or b"")
            if accepted.agency != own:
                self._agenda.leave(accepted.reference)
        elif kind == Assign.TYPE:
            assign = Assign.read(record.value or b"")
            if assign.submitter != own and assign.request_id is not None:
                self._plan(self._app.given(assign.request_id, assign, self._now()))

    def _plan_request(self, at: datetime) -> None:
        self._plan(self._app.new_request(at))

    def _plan_broken(self, at: datetime) -> None:
        self._agenda.put(at, self._app.broken_record(at))

    def _plan(self, story: list[Saying]) -> None:
        for said in story:
            message = said.message(self._city, self._app.agency)
            self._agenda.put(said.at, message, said.about if said.is_work else None)


class _Arrivals:
    """Things that come about every so often, city time, whatever came before."""

    def __init__(
        self,
        begin: datetime,
        gap: float,
        wait: Callable[[float], float],
        plan: Callable[[datetime], None],
    ) -> None:
        self._next = begin
        self._rate = 1 / gap
        self._wait = wait
        self._plan = plan

    def catch_up(self, now: datetime) -> None:
        """Let all come that was to come by now."""
        while self._next <= now:
            self._plan(self._next)
            self._next += timedelta(seconds=self._wait(self._rate))
