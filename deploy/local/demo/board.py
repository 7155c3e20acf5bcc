"""What the demo's screen shows, made from the bus's topics alone; never a process's counters."""

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from contracts.catalogue import Metric
from contracts.lifecycle import State
from contracts.quarantine import Quarantined
from contracts.records import Record
from contracts.sla import CLOCK_EVENTS, ClockBreached, ClockEvent
from contracts.status import StatusChanged
from contracts.topics import QUARANTINE, SLA, STATUS, agency_of

NEWS = 200
"""How many of the last changes are kept."""


@dataclass
class Row:
    """One agency's requests, by the agency that took them in; quarantine by who sent the record."""

    accepted: int = 0
    open: int = 0
    resolved: int = 0
    late: int = 0
    quarantined: int = 0


@dataclass
class Known:
    """What is shown of one request."""

    submitter: str
    state: State
    was_resolved: bool = False
    breached: bool = False
    due: datetime | None = None


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
    """Counts and the last changes; feed it all of the status, sla and quarantine topics."""

    rows: dict[str, Row]
    news: deque[News] = field(default_factory=lambda: deque(maxlen=NEWS))
    requests: dict[str, Known] = field(default_factory=dict)
    told: int = 0
    """News so far, those no longer kept included."""
    _due: dict[str, datetime] = field(default_factory=dict)
    _late: set[str] = field(default_factory=set)
    _aside: set[tuple[str, int, int]] = field(default_factory=set)

    @classmethod
    def of(cls, agencies: list[str]) -> "Board":
        """An empty board."""
        return cls({agency: Row() for agency in agencies})

    def apply(self, record: Record) -> None:
        """Take one record in."""
        body = record.value or b""
        if record.topic == STATUS:
            self._changed(StatusChanged.read(body))
        elif record.topic == SLA:
            self._clock(CLOCK_EVENTS[_type(record)].read(body))
        elif record.topic == QUARANTINE:
            self._put_aside(Quarantined.read(body))

    def due(self, request_id: str) -> datetime | None:
        """When the request's resolution is due, as far as told."""
        return self._due.get(request_id)

    def is_late(self, request_id: str) -> bool:
        """Whether its resolution was breached."""
        return request_id in self._late

    def states(self) -> Counter[State]:
        """Requests by where they stand."""
        return Counter(known.state for known in self.requests.values())

    def _changed(self, event: StatusChanged) -> None:
        known = self.requests.get(event.request_id)
        if known is None:
            submitter = agency_of(event.cause.topic) or event.agency or "?"
            known = self.requests[event.request_id] = Known(submitter, event.state)
            self._row(submitter).accepted += 1
            self._row(submitter).open += event.state.is_open
        row = self._row(known.submitter)
        row.open += event.state.is_open - known.state.is_open
        if event.state is State.RESOLVED and not known.was_resolved:
            known.was_resolved = True
            row.resolved += 1
        known.state = event.state
        self._tell(event, event.state)

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
        if event.metric is not Metric.RESOLUTION:
            return
        self._due[event.request_id] = event.due
        if isinstance(event, ClockBreached) and event.request_id not in self._late:
            self._late.add(event.request_id)
            known = self.requests.get(event.request_id)
            self._row(known.submitter if known else event.agency or "?").late += 1
            self._tell(event, None)

    def _put_aside(self, event: Quarantined) -> None:
        original = event.original
        place = original.topic, original.partition, original.offset
        if place not in self._aside:
            self._aside.add(place)
            self._row(event.agency).quarantined += 1

    def _row(self, agency: str) -> Row:
        return self.rows.setdefault(agency, Row())


def _type(record: Record) -> str:
    return next((value.decode() for name, value in record.headers if name == "ce_type"), "")
