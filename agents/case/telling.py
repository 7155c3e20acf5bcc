"""One step in the making: the case as it becomes and what is said of it, numbered as it is said."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from agents.case import refusals, ruling
from agents.case.making import changed, made
from contracts.calendar import TermUnit, WorkingTime
from contracts.cases import Case, Class, Clock, Judged, Request, Stub
from contracts.catalogue import Catalogue, Signal, SlaTerm
from contracts.envelope import Refusal
from contracts.events import Event
from contracts.ids import case_event_id, event_key
from contracts.inbox import InboxEvent, Rejected
from contracts.kinship import whole_of
from contracts.lifecycle import State
from contracts.reckoning import Turn
from contracts.requests import Fact, Origin, Retry, StatusUpdated
from contracts.status import CaseEvent, Cause
from contracts.topics import QUARANTINE, inbox_topic

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a step may look up: catalogue versions by name, and how long it is patient."""

    catalogue: Callable[[str], Catalogue]
    early_wait_ms: int
    """How long a fact waits for its request, real milliseconds."""


class Moment(NamedTuple):
    """The record being folded and its times, all city time."""

    cause: Cause
    received_at: datetime
    recorded_at: datetime


class Said(NamedTuple):
    """An event for a topic, with its id and the request's number of it there, where it has one."""

    topic: str
    event: Event
    seq: int | None
    event_id: str
    to: str | None = None
    """The other request that hears it; absent where it is said of this one."""


class Aside(NamedTuple):
    """A record to be put into quarantine once its original is fetched."""

    seq: int | None
    request_id: str
    origin: Origin
    refusal: Refusal
    event_id: str
    retry: Retry | None = None


class Telling:
    """A case while one record is folded into it; `case` and `said` are the step's result."""

    __slots__ = (
        "_catalogue",
        "before",
        "case",
        "judged",
        "left",
        "moment",
        "rules",
        "said",
        "signals",
        "writes",
    )

    def __init__(self, case: Case, moment: Moment, rules: Rules) -> None:
        self.before = case
        self.case = changed(case, seq=case.seq + 1, counters=dict(case.counters))
        self.moment = moment
        self.rules = rules
        self.said: list[Said | Aside] = []
        self.judged: list[tuple[Fact, Class]] = []
        self.signals: list[tuple[Signal, datetime]] = []
        """What its clocks were told, and of when."""
        self.left: Case | Stub | None = self.case
        """What is kept of it: the case, its stub once it was put away, nothing once forgotten."""
        self.writes = True
        """Whether what is left differs from what was there before."""
        self._catalogue: Catalogue | None = None

    def change(self, **fields: Any) -> None:
        """Replace fields of the case: a copy that is nobody else's before the step is over."""
        vars(self.case).update(fields)

    def turn(self, at: datetime, state: State | None) -> None:
        """Remember since when it is in a state, or that its reporter answered; once."""
        turns, now = self.case.turns, Turn(at, state)
        if not turns or turns[-1] != now:
            self.change(turns=(*turns, now))

    def number(self, topic: str) -> int:
        """The next seq of this request on a topic."""
        counters = self.case.counters
        seq = counters[topic] = counters.get(topic, 0) + 1
        return seq

    @property
    def request(self) -> Request:
        """The request, where it must be known."""
        if self.case.request is None:
            message = f"{self.case.request_id} has no request yet"
            raise LookupError(message)
        return self.case.request

    @property
    def catalogue(self) -> Catalogue:
        """The version the request was accepted under."""
        if self._catalogue is None:
            self._catalogue = self.rules.catalogue(self.request.catalogue)
        return self._catalogue

    def terms(self) -> tuple[SlaTerm, ...]:
        """The terms of the request's service; of a part those of its agency."""
        case = self.case
        if not (case.ruled or case.parts or case.links):
            return self.catalogue.terms_of(self.request.service)
        found = ruling.terms(self._ruling(), ruling.policies(case, self.catalogue))
        return ruling.without_offices(found) if case.parts else found

    def term(self, clock: Clock) -> SlaTerm:
        """The term a clock runs by."""
        if not clock.ruled:
            return self.catalogue.term(clock.policy, clock.metric)
        return ruling.term(self._ruling(clock), clock.policy, clock.metric)

    def working_time(self, term: SlaTerm, clock: Clock | None = None) -> WorkingTime:
        """The calendar a term runs by: a clock's own, or that of one that starts now."""
        if not self.case.ruled:
            return self.catalogue.working_time[term.calendar]
        return ruling.working_time(self._ruling(clock), term.policy, term.calendar)

    def source(self, clock: Clock) -> Catalogue:
        """The version a clock's term is read from: who is called upon for it stands there too."""
        if not clock.ruled:
            return self.catalogue
        return ruling.source(self._ruling(clock), clock.policy, clock.metric)

    def office(self, clock: Clock) -> WorkingTime:
        """The calendar by which messages about a clock go out."""
        name = self.source(clock).calendars[0].id
        if not clock.ruled:
            return self.catalogue.working_time[name]
        return ruling.working_time(self._ruling(clock), clock.policy, name)

    def _ruling(self, clock: Clock | None = None) -> ruling.Ruling:
        if clock is not None:
            return ruling.of_clock(self.case, clock, self.catalogue, self.rules.catalogue)
        return ruling.Ruling(self.catalogue, self.case.ruled, self.rules.catalogue)

    def working_days(self, at: datetime, days: int) -> datetime:
        """Some working days after an instant, by the city's first calendar as it is read now."""
        name = self.catalogue.calendars[0].id
        time = self.catalogue.working_time[name]
        if self.case.ruled:
            time = ruling.working_time(self._ruling(), ruling.NO_POLICY, name)
        return time.due(at, days, TermUnit.WORKING_DAYS).due

    def unless_confidential(self, words: T) -> T | None:
        """Words, but for a confidential request's: of that only state and times go out."""
        return None if self.request.confidential else words

    def tell(self, topic: str, kind: type[CaseEvent], at: datetime, **fields: Any) -> None:
        """Say a case event that happened at an instant of city time."""
        seq, request, moment = self.number(topic), self.request, self.moment
        whole = whole_of(self.case.links)
        event = made(
            kind,
            request_id=self.case.request_id,
            seq=seq,
            ticket=request.ticket,
            service=request.service,
            cycle=self.case.cycle,
            occurred_at=at,
            received_at=moment.received_at,
            recorded_at=moment.recorded_at,
            cause=moment.cause,
            part_of=whole.request_id if whole is not None else None,
            **fields,
        )
        self.say(topic, event, seq)

    def say(self, topic: str, event: Event, seq: int) -> None:
        """Say a numbered event on a topic."""
        event_id = case_event_id(self.case.request_id, topic, seq)
        self.said.append(Said(topic, event, seq, event_id))

    def write_to(self, inbox: str, kind: type[InboxEvent], **fields: Any) -> None:
        """Write to an agency's inbox."""
        seq = self.number(inbox)
        event = made(kind, seq=seq, request_id=self.case.request_id, **fields)
        self.say(inbox, event, seq)

    def judge(self, fact: Fact, outcome: Class) -> None:
        """Remember what became of an agency's record; a waiting one is judged anew."""
        origin = fact.origin
        key = event_key(origin.source, origin.event_id)
        entry = Judged(fact.fact_id, key, origin.digest, outcome, self._native(fact))
        others = tuple(one for one in self.case.judged if one.fact_id != fact.fact_id)
        self.change(judged=(*others, entry))
        self.judged.append((fact, outcome))

    def _native(self, fact: Fact) -> str | None:
        if not isinstance(fact, StatusUpdated) or self.case.request is None:
            return None
        return self.unless_confidential(fact.native)

    def put_aside(self, fact: Fact, refusal: Refusal, outcome: Class = Class.REJECTED) -> None:
        """Reject a record: quarantine, the reason in its agency's inbox, and the case remembers."""
        self.judge(fact, outcome)
        request, seq = self.case.request_id, self.number(QUARANTINE)
        event_id = case_event_id(request, QUARANTINE, seq)
        self.said.append(Aside(seq, request, fact.origin, refusal, event_id, fact.retry))
        self.write_to(
            inbox_topic(fact.origin.agency), Rejected, **refusals.answer(fact.origin, refusal)
        )

    def turn_away(self, fact: Fact, refusal: Refusal) -> None:
        """Reject a record of which nothing can be remembered: what it leads to has no number.

        Its ids come from the fact's, so that a copy of the fact leads to the same, or from the
        retry's where it was read again.
        """
        self.left, self.writes = self.before, False
        request, inbox = self.case.request_id, inbox_topic(fact.origin.agency)
        name = fact.fact_id if fact.retry is None else fact.retry.retry_id
        event_id = case_event_id(name, QUARANTINE, 0)
        self.said.append(Aside(None, request, fact.origin, refusal, event_id, fact.retry))
        answer = made(Rejected, request_id=request, **refusals.answer(fact.origin, refusal))
        self.said.append(Said(inbox, answer, None, case_event_id(name, inbox, 0)))
