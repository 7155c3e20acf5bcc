"""One request's case, folded fact by fact, with everything that is said of it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from agents.case.fold import step
from agents.case.orders import carry_out
from agents.case.telling import Aside, Moment, Rules, Said, Telling
from agents.case.timers import expire
from agents.case.waiting import cause_of
from contracts.cases import Case, Class
from contracts.catalogue import Catalogue, Metric
from contracts.events import Event
from contracts.inbox import InboxEvent
from contracts.lifecycle import State
from contracts.orders import Obstacle, Order
from contracts.requests import ClockAdvanced, Fact, Origin
from contracts.sla import ClockEvent
from contracts.status import StatusChanged
from tests.builders import facts
from tests.builders.calendars import at
from tests.builders.events import milliseconds
from tests.builders.facts import REQUEST, an_origin
from tests.builders.later import version

WAIT_MS = 900_000
"""How long early facts wait here: fifteen minutes, real milliseconds."""


class Story:
    """A request as its case sees it: tell it facts and let time pass; `said` is all it answered."""

    def __init__(self, catalogue: Catalogue | None = None, request: str = REQUEST) -> None:
        self.case = Case(request_id=request)
        self.said: list[Said | Aside] = []
        self.rules = Rules(lambda name: catalogue or version(name), WAIT_MS)
        self._offset = 0

    def origin(self, when: str, agency: str = "dlh", **changed: Any) -> Origin:
        """The next record of an agency."""
        self._offset += 1
        return an_origin(self._offset, when, agency, **changed)

    def fold(self, fact: Fact) -> list[Said | Aside]:
        """Fold a fact; what was said of it, nothing for a copy."""
        moment = Moment(cause_of(fact), fact.origin.received_at, fact.origin.received_at)
        return self.take(step(self.case, fact, moment, self.rules))

    def submit(self, when: str = facts.MONDAY, **changed: Any) -> list[Said | Aside]:
        """The request is received."""
        return self.fold(facts.a_submission(self.origin(when), **changed))

    def report(
        self, state: State | None, when: str, agency: str = "dlh", **changed: Any
    ) -> list[Said | Aside]:
        """An agency reports a status."""
        origin = self.origin(when, agency, **changed.pop("origin", {}))
        return self.fold(facts.a_report(origin, state, **changed))

    def hear(self, kind: Callable[..., Fact], when: str, agency: str = "dlh") -> list[Said | Aside]:
        """Any other kind of fact, by its builder."""
        return self.fold(kind(self.origin(when, agency)))

    def order(self, kind: type[Order], when: str, /, **said: Any) -> list[Said | Aside]:
        """An operator orders something."""
        self._offset += 1
        names = {"order_id": f"order-{self._offset}", "by": "siti", "why": "diperiksa"}
        order = kind(**names | {"request_id": self.case.request_id} | said)
        return self.take(carry_out(self.case, order, a_moment(when), self.rules))

    def until(self, when: str) -> list[Said | Aside]:
        """Time passes up to an instant."""
        return self.take(expire(self.case, an_advance(when), a_moment(when), self.rules))

    def classes(self) -> list[Class]:
        """What became of every record, in the order judged."""
        return [one.outcome for one in self.case.judged]

    def take(self, told: Telling | None) -> list[Said | Aside]:
        """Keep what a step made of the case; what it said."""
        if told is None:
            return []
        if told.writes:
            self.case = told.case
        self.said += told.said
        return told.said


def an_advance(when: str) -> ClockAdvanced:
    """The clock of a partition, advanced to an instant; city time is real time here."""
    return ClockAdvanced(partition=0, until_ms=milliseconds(at(when)), until=at(when))


def a_moment(when: str) -> Moment:
    """The moment of a clock record."""
    cause = cause_of(facts.a_note(an_origin(0, when)))
    return Moment(cause, at(when), at(when))


def events(said: Iterable[Said | Aside], kind: type[Event]) -> list[Any]:
    """The events of a kind among what was said."""
    return [one.event for one in said if isinstance(one, Said) and isinstance(one.event, kind)]


def obstacle(story: Story) -> Obstacle | None:
    """Why the last order changed nothing."""
    return story.case.orders[-1].obstacle


def states(said: Iterable[Said | Aside]) -> list[State]:
    """The states a request moved to."""
    return [event.state for event in events(said, StatusChanged)]


def clocks(said: Iterable[Said | Aside]) -> list[tuple[str, Metric, datetime]]:
    """What clocks did: which event, of which clock, at which instant."""
    return [
        (type(event).__name__.removeprefix("Clock").lower(), event.metric, event.occurred_at)
        for event in events(said, ClockEvent)
    ]


def answers(said: Iterable[Said | Aside]) -> list[Any]:
    """What agencies were told."""
    return events(said, InboxEvent)


def asides(said: Iterable[Said | Aside]) -> list[Aside]:
    """What was set aside."""
    return [one for one in said if isinstance(one, Aside)]
