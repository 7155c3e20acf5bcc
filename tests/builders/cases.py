"""One request's case, folded fact by fact, with everything that is said of it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from agents.case.fold import step
from agents.case.orders import carry_out
from agents.case.telling import Aside, Moment, Rules, Said, Telling
from agents.case.timers import expire
from agents.case.waiting import cause_of
from contracts.calendar import TermUnit
from contracts.cases import Case, Class
from contracts.catalogue import Catalogue, Closure, Metric, Policy, Signal, SlaTerm, Text
from contracts.events import Event
from contracts.inbox import InboxEvent
from contracts.lifecycle import State
from contracts.orders import Order
from contracts.requests import ClockAdvanced, Fact, Origin
from contracts.sla import ClockEvent
from contracts.status import StatusChanged
from tests.builders import facts
from tests.builders.calendars import a_calendar, at
from tests.builders.catalogue import a_catalogue, a_service, a_term, having
from tests.builders.events import milliseconds
from tests.builders.facts import REQUEST, VERSION, an_origin

WAIT_MS = 900_000
"""How long early facts wait here: fifteen minutes, real milliseconds."""

PAUSED = {"pause_on": ({"state": State.NEEDS_INFORMATION},)}


def terms(policy: str, **changed: Any) -> tuple[SlaTerm, ...]:
    """Verified in one working day, answered in two, resolved in three; all pause for an answer."""
    ends = {"cancel_on": (Signal.WITHDRAWN, Signal.ENDED), "warn_at": (), **PAUSED}
    days = {
        Metric.VERIFICATION: (1, Signal.LEFT_RECEIVED),
        Metric.FIRST_RESPONSE: (2, Signal.RESPONDED),
        Metric.RESOLUTION: (3, Signal.RESOLVED),
    }
    stops = {Metric.RESOLUTION: (Signal.RESOLVED, Signal.REJECTED)}
    return tuple(
        a_term(
            **ends
            | {
                "metric": metric,
                "policy": policy,
                "targets": dict.fromkeys(("P1", "P2", "P3", "P4"), value),
                "stop_on": stops.get(metric, (stop,)),
                "warn_at": (0.5, 0.75) if metric is Metric.RESOLUTION else (),
            }
            | changed
        )
        for metric, (value, stop) in days.items()
    )


@cache
def the_city() -> Catalogue:
    """A city without holidays, whose services differ in their promises."""
    hours = terms("HOURS", unit=TermUnit.ELAPSED_HOURS)
    working = terms("WORKING", unit=TermUnit.WORKING_HOURS)
    reasoned = terms("REASONED", pause_on=({"state": "needs_information", "reasons": ["berkas"]},))
    offered: dict[str, dict[str, Any]] = {
        "dlh.bulky-waste": {"policies": ("DAYS",)},
        "dlh.by-the-clock": {"policies": ("HOURS",)},
        "dlh.in-working-hours": {"policies": ("WORKING",)},
        "dlh.with-papers": {"policies": ("REASONED",)},
        "dlh.looked-at-first": {"policies": ("DAYS",), "verify_by": "operator"},
        "dlh.in-confidence": {"policies": ("DAYS",), "confidential": True},
        "dlh.may-be-reopened": {
            "policies": ("DAYS", "OWN"),
            "closure": Closure(silent_consent_working_days=10, reopen_window_working_days=5),
        },
    }
    own = terms("OWN", kind="ola", start_on=(Signal.ROUTED,))[1:2]
    sets = {
        "OWN": own,
        "DAYS": terms("DAYS"),
        "HOURS": hours,
        "WORKING": working,
        "REASONED": reasoned,
    }
    return having(
        a_catalogue(),
        version=VERSION,
        policies=tuple(
            Policy(code=code, names=Text(id=code), terms=rows) for code, rows in sets.items()
        ),
        services=tuple(
            a_service(code=code, native_codes=(code,), **more) for code, more in offered.items()
        ),
    )


LATER = "later-city-of-tests"


@cache
def later_city() -> Catalogue:
    """The same city a while on: other terms, and days off that were not known before."""
    more = {"warn_at": (0.25, 0.5), "day_count": {"counts_receipt_day": True, "cut_off": "11:00"}}
    sets = {
        "DAYS": terms("DAYS", targets=dict.fromkeys(("P1", "P2", "P3", "P4"), 5), **more),
        "HOURS": terms("HOURS", unit=TermUnit.WORKING_HOURS, pause_on=()),
        "WORKING": terms("WORKING", unit=TermUnit.ELAPSED_HOURS, warn_at=(0.9,)),
        "REASONED": terms("REASONED", unit=TermUnit.WORKING_HOURS)[1:],
    }
    policies = tuple(
        Policy(code=one.code, names=one.names, terms=sets.get(one.code, one.terms))
        for one in the_city().policies
    )
    off = {"kind": "national", "name": "Libur", "name_en": "Holiday", "decree": "SK"}
    days: list[dict[str, Any]] = [{"date": f"2026-03-{day}", **off} for day in (17, 18, 24, 30)]
    days[-1]["provisional"] = True
    moved = a_calendar(version=2, special_days=days)
    return having(the_city(), version=LATER, policies=policies, calendars=(moved,))


def version(name: str) -> Catalogue:
    """A version by its name; what no test named is the first."""
    return later_city() if name == LATER else the_city()


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
        return self._take(step(self.case, fact, moment, self.rules))

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

    def order(self, kind: type[Order], when: str, **said: Any) -> list[Said | Aside]:
        """An operator orders something."""
        self._offset += 1
        names = {"order_id": f"order-{self._offset}", "by": "siti", "why": "diperiksa"}
        order = kind(**names | {"request_id": self.case.request_id} | said)
        return self._take(carry_out(self.case, order, a_moment(when), self.rules))

    def until(self, when: str) -> list[Said | Aside]:
        """Time passes up to an instant."""
        return self._take(expire(self.case, an_advance(when), a_moment(when), self.rules))

    def classes(self) -> list[Class]:
        """What became of every record, in the order judged."""
        return [one.outcome for one in self.case.judged]

    def _take(self, told: Telling | None) -> list[Said | Aside]:
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
