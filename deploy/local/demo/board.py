"""What the demo's screen shows, made from the bus's topics alone; never a process's counters."""

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from contracts.catalogue import Metric
from contracts.envelope import type_of
from contracts.lifecycle import State
from contracts.quarantine import Quarantined
from contracts.records import Record
from contracts.sla import CLOCK_EVENTS, ClockBreached, ClockEvent
from contracts.status import StatusChanged
from contracts.topics import QUARANTINE, SLA, STATUS, agency_of, events_topic
from deploy.local.demo.dues import Dues
from deploy.local.demo.pace import Pace

NEWS = 200
"""How many of the last changes are kept."""
_ASIDE = 5_000
"""How many records put aside are known again: intake may write one twice, soon after."""
_FIRST = 1


@dataclass
class Row:
    """One agency's requests, by the agency that took them in; events and quarantine by sender."""

    events: int = 0
    accepted: int = 0
    open: int = 0
    resolved: int = 0
    late: int = 0
    quarantined: int = 0


@dataclass
class Known:
    """What is shown of one request, until it has ended."""

    submitter: str
    state: State
    agency: str | None = None
    """Who has it now."""
    was_resolved: bool = False


class News(NamedTuple):
    """One change somebody may want to read of; `breach` where a due date passed."""

    at: datetime
    fact_id: str
    request_id: str
    ticket: str
    service: str
    agency: str | None
    state: State | None
    breach: bool = False


@dataclass
class Board:
    """Counts and the last changes; feed it all of the topics it `reads`.

    What it keeps grows with the requests that are open, never with those that have ended.
    """

    rows: dict[str, Row]
    news: deque[News] = field(default_factory=lambda: deque(maxlen=NEWS))
    requests: dict[str, Known] = field(default_factory=dict)
    """Those that are open."""
    dues: Dues = field(default_factory=Dues)
    told: int = 0
    """News so far, those no longer kept included."""
    came: Pace = field(default_factory=Pace)
    """Agencies' events."""
    went: Pace = field(default_factory=Pace)
    """Status events an agency's event caused, each with the milliseconds it took."""
    _aside: dict[tuple[str, int, int], None] = field(default_factory=dict)

    @classmethod
    def of(cls, agencies: list[str]) -> "Board":
        """An empty board."""
        return cls({agency: Row() for agency in agencies})

    @property
    def reads(self) -> list[str]:
        """The topics it is made from."""
        return [STATUS, SLA, QUARANTINE, *(events_topic(code) for code in self.rows)]

    @property
    def total(self) -> Row:
        """All agencies together."""
        every = self.rows.values()
        return Row(*(sum(getattr(row, name) for row in every) for name in vars(Row())))

    def apply(self, record: Record) -> None:
        """Take one record in."""
        body = record.value or b""
        sender = agency_of(record.topic)
        if sender is not None:
            self._row(sender).events += 1
            self.came.take(record.timestamp)
        elif record.topic == STATUS:
            self._changed(StatusChanged.read(body), record.timestamp)
        elif record.topic == SLA and type_of(record.headers) in CLOCK_EVENTS:
            self._clock(CLOCK_EVENTS[type_of(record.headers)].read(body))
        elif record.topic == QUARANTINE:
            self._put_aside(Quarantined.read(body))

    def states(self) -> Counter[State]:
        """Open requests by where they stand."""
        return Counter(known.state for known in self.requests.values())

    def _changed(self, event: StatusChanged, logged_ms: int) -> None:
        sender = agency_of(event.cause.topic)
        if sender is not None:
            self.went.take(logged_ms, logged_ms - event.cause.logged_ms)
        known = self._known(event, sender or event.agency or "?")
        row = self._row(known.submitter)
        if event.state is State.RESOLVED and not known.was_resolved:
            known.was_resolved = True
            row.resolved += 1
        known.state, known.agency = event.state, event.agency
        if not event.state.is_open:
            row.open -= 1
            del self.requests[event.request_id]
            self.dues.forget(event.request_id)
        self._tell(event, event.state)

    def _known(self, event: StatusChanged, sender: str) -> Known:
        """The request an event is of; one that is opened again was resolved before."""
        known = self.requests.get(event.request_id)
        if known is None:
            is_new = event.seq == _FIRST
            known = Known(sender, event.state, was_resolved=not is_new)
            self.requests[event.request_id] = known
            self._row(sender).accepted += is_new
            self._row(sender).open += 1
        return known

    def _tell(self, event: StatusChanged | ClockBreached, state: State | None) -> None:
        """Of several changes by one fact only the last is news."""
        item = News(
            event.occurred_at, event.cause.fact_id, event.request_id, event.ticket,
            event.service, event.agency, state, breach=state is None,
        )  # fmt: skip
        last = next((one for one in reversed(self.news) if one.request_id == item.request_id), None)
        if last is not None and last.fact_id == item.fact_id and last.breach == item.breach:
            self.news.remove(last)
            self.told -= 1
        self.news.append(item)
        self.told += 1

    def _clock(self, event: ClockEvent) -> None:
        is_breach = self.dues.apply(event)
        if is_breach and event.metric is Metric.RESOLUTION and isinstance(event, ClockBreached):
            known = self.requests.get(event.request_id)
            self._row(known.submitter if known else event.agency or "?").late += 1
            self._tell(event, None)

    def _put_aside(self, event: Quarantined) -> None:
        original = event.original
        place = original.topic, original.partition, original.offset
        if place in self._aside:
            return
        self._aside[place] = None
        if len(self._aside) > _ASIDE:
            del self._aside[next(iter(self._aside))]
        self._row(event.agency).quarantined += 1

    def _row(self, agency: str) -> Row:
        return self.rows.setdefault(agency, Row())
