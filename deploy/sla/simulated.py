"""One invented request through the real fold: what its clocks say; no broker, no wall clock."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from agents.case.fold import step
from agents.case.orders import carry_out
from agents.case.telling import Moment, Rules, Said, Telling
from agents.case.timers import expire
from agents.case.waiting import cause_of
from contracts.cases import Case, Class
from contracts.catalogue import Catalogue, Priority, Service
from contracts.ids import digest, record_id, request_id, ticket
from contracts.lifecycle import State
from contracts.orders import VerifyOrdered
from contracts.requests import (
    AnswerReceived,
    Claim,
    ClockAdvanced,
    Fact,
    Mapped,
    Origin,
    RequestReceived,
    StatusUpdated,
)
from contracts.routing import Routable, Routed
from contracts.status import CaseEvent, Cause
from contracts.topics import REQUESTS, events_topic
from deploy.clock import epoch_ms
from deploy.trying.runs import asking_for_nothing

EPOCH = "simulated"
_KEY = b"simulated"


class Pause(NamedTuple):
    """From when to when a request waits for somebody outside; open where `until` is absent."""

    since: datetime
    until: datetime | None
    state: State
    reason: str | None = None


class Report(NamedTuple):
    """A person of the agency reports a state."""

    at: datetime
    state: State


class Plan(NamedTuple):
    """What happens to the request, in city time."""

    service: Service
    received: datetime
    priority: Priority
    pauses: Sequence[Pause] = ()
    reports: Sequence[Report] = ()
    until: datetime | None = None
    """How far time passes; to the last thing that happens where absent."""


class Refused(NamedTuple):
    """Something of the plan that the lifecycle does not allow, and from which state."""

    at: datetime
    state: State
    stood: State | None


class Simulated(NamedTuple):
    """The case as it became, all that was said of it, and what of the plan was refused."""

    case: Case
    said: tuple[CaseEvent, ...]
    refused: tuple[Refused, ...]


def simulate(catalogue: Catalogue, plan: Plan) -> Simulated:
    """Play a plan through."""
    return _Playing(catalogue, plan).play()


class _Playing:
    """A plan being played."""

    def __init__(self, catalogue: Catalogue, plan: Plan) -> None:
        self._catalogue = catalogue
        self._plan = plan
        self._agency = plan.service.owner
        self._reference = "SIMULASI-1"
        self._request = request_id(catalogue.city.code, self._agency, self._reference)
        self._case = Case(request_id=self._request)
        unproven = asking_for_nothing(catalogue)  # nobody has photos of what is invented
        self._rules = Rules(lambda _: unproven, early_wait_ms=0)
        self._said: list[CaseEvent] = []
        self._refused: list[Refused] = []
        self._heard = 0

    def play(self) -> Simulated:
        plan = self._plan
        self._fold(self._submission())
        if plan.service.verify_by == "operator":
            self._verify(plan.received)
        ends = [plan.received]
        for at, state, reason, human in sorted(self._steps(), key=lambda one: one[0]):
            self._pass_until(at)
            self._hear(at, state, reason, human=human)
            ends.append(at)
        self._pass_until(max(ends) if plan.until is None else plan.until)
        return Simulated(self._case, tuple(self._said), tuple(self._refused))

    def _steps(self) -> Iterator[tuple[datetime, State | None, str | None, bool]]:
        """What is reported when, why, and whether a person did; no state is an answer."""
        for pause in self._plan.pauses:
            yield pause.since, pause.state, pause.reason, False
            if pause.until is not None:
                asked = pause.state is State.NEEDS_INFORMATION
                yield pause.until, None if asked else State.IN_PROGRESS, None, False
        for report in self._plan.reports:
            yield report.at, report.state, None, True

    def _hear(self, at: datetime, state: State | None, reason: str | None, *, human: bool) -> None:
        stood = self._case.state
        if state is None:
            self._fold(AnswerReceived(**self._shared(at)))
            return
        mapped = Mapped(state=state, human=human, reason=reason)
        self._fold(StatusUpdated(**self._shared(at), native=state.value, mapped=mapped))
        if self._case.judged[-1].outcome is not Class.APPLIED:
            self._refused.append(Refused(at, state, stood))

    def _submission(self) -> RequestReceived:
        service, catalogue = self._plan.service, self._catalogue
        facts = Routable(service=service.code, submitter=self._agency)
        return RequestReceived(
            **self._shared(self._plan.received),
            reference=self._reference,
            ticket=ticket(self._request, catalogue.city.ticket_prefix, _KEY),
            service=service.code,
            kind=service.kind,
            channel="agency",
            priority=self._plan.priority,
            route=Routed(agency=self._agency, rule=EPOCH, facts=facts),
            terms=catalogue.terms_of(service.code),
        )

    def _shared(self, at: datetime) -> dict[str, Any]:
        self._heard += 1
        topic, place, name = events_topic(self._agency), self._heard, f"{EPOCH}-{self._heard}"
        origin = Origin(
            agency=self._agency,
            topic=topic,
            partition=0,
            offset=place,
            logged_ms=epoch_ms(at),
            received_at=at,
            occurred_at=at,
            claim=Claim.NONE,
            source=f"/{self._catalogue.city.code}/{self._agency}",
            event_id=name,
            digest=digest(name.encode()),
        )
        return {
            "fact_id": record_id(EPOCH, topic, 0, place),
            "request_id": self._request,
            "catalogue": self._catalogue.version,
            "origin": origin,
        }

    def _fold(self, fact: Fact) -> None:
        origin = fact.origin
        moment = Moment(cause_of(fact), origin.received_at, origin.received_at)
        self._take(step(self._case, fact, moment, self._rules))

    def _verify(self, at: datetime) -> None:
        """Where an operator looks first, one does so at once."""
        order = VerifyOrdered(order_id=EPOCH, request_id=self._request, by=EPOCH, why=EPOCH)
        self._take(carry_out(self._case, order, _moment(at), self._rules))

    def _pass_until(self, at: datetime) -> None:
        advanced = ClockAdvanced(partition=0, until_ms=epoch_ms(at), until=at)
        self._take(expire(self._case, advanced, _moment(at), self._rules))

    def _take(self, telling: Telling | None) -> None:
        if telling is None:
            return
        self._case = telling.case
        self._said += (
            one.event
            for one in telling.said
            if isinstance(one, Said) and isinstance(one.event, CaseEvent)
        )


def _moment(at: datetime) -> Moment:
    """The moment of a record that no agency's stands behind."""
    cause = Cause(fact_id=EPOCH, topic=REQUESTS, partition=0, offset=0, logged_ms=epoch_ms(at))
    return Moment(cause, at, at)
