"""Open clocks computed anew by a version in force: tried on every case first, then ordered."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from agents.case.orders import blocked_by, carry_out
from agents.case.telling import Rules, Said, Telling
from contracts.cases import Case
from contracts.catalogue import Catalogue, Metric
from contracts.events import Event, Instant, Value
from contracts.ids import recompute_id
from contracts.lifecycle import REOPENED
from contracts.orders import Obstacle, Order, RecomputeOrdered
from contracts.sla import ClockBreached, ClockEscalated, ClockRecomputed, Window, WindowMoved
from deploy.ordering import moment_of

TRIAGE = "triage"


class Named(NamedTuple):
    """What is computed anew, by which version, and on whose word."""

    version: str
    policy: str | None
    calendar: str | None
    by: str
    why: str

    def order(self, request: str) -> RecomputeOrdered:
        """The order about one request; given twice it is one."""
        word = f"policy {self.policy}" if self.policy is not None else f"calendar {self.calendar}"
        return RecomputeOrdered(
            order_id=recompute_id(self.version, word, request),
            request_id=request,
            by=self.by,
            why=self.why,
            catalogue=self.version,
            policy=self.policy,
            calendar=self.calendar,
        )


class CalledNow(Value):
    """Who would be called upon at once, because a level of the chain has passed by then."""

    level: str
    role: str


class Moved(Value):
    """One clock that would have another due date, or whose result would be another."""

    ticket: str
    request_id: str
    agency: str
    metric: Metric
    policy: str
    previous_due: Instant
    due: Instant
    previous_state: str
    state: str
    late_at_once: bool
    """Whether it is past its new due date already."""
    called_upon: tuple[CalledNow, ...] = ()


class Shifted(Value):
    """A window of some working days that would end at another time."""

    ticket: str
    request_id: str
    window: Window
    previous_until: Instant
    until: Instant


class Group(Value):
    """An agency's clocks of one policy that move."""

    agency: str
    policy: str
    metric: Metric
    clocks: int
    earlier: int
    later: int
    late_at_once: int
    breach_withdrawn: int
    called_upon: int
    """How many officers would be called upon at once."""


class Planned(NamedTuple):
    """What an order would come to, over all open requests."""

    orders: tuple[Order, ...]
    moved: tuple[Moved, ...]
    windows: tuple[Shifted, ...]
    left: dict[str, int]
    """Open requests it is of concern to and that it leaves as they are, by why."""


Version = Callable[[str], Catalogue]


def plan(cases: Iterable[Case], named: Named, version: Version, now: datetime) -> Planned:
    """Try the order on every case by the real step; nothing is written."""
    orders, moved, left = list[Order](), list[Moved](), Counter[str]()
    windows = list[Shifted]()
    rules = Rules(version, early_wait_ms=0)
    for case in cases:
        if case.request is None or not _may_change(case, named):
            continue
        order = named.order(case.request_id)
        moment = moment_of(order, now)
        blocked = blocked_by(Telling(case, moment, rules), order)
        if blocked is not None and blocked.obstacle is Obstacle.HELD:
            left[blocked.obstacle] += 1
        telling = None if blocked is not None else carry_out(case, order, moment, rules)
        if telling is not None:
            orders.append(order)
            moved += _moved(telling)
            windows += _shifted(telling)
    return Planned(tuple(orders), tuple(moved), tuple(windows), dict(left))


def _may_change(case: Case, named: Named) -> bool:
    """Open clocks of any order; of an ended request only how long it may be opened again."""
    if case.state is None:
        return False
    return case.state.is_open or (named.calendar is not None and case.state in REOPENED)


def _shifted(telling: Telling) -> Iterator[Shifted]:
    for event in _events(telling):
        if isinstance(event, WindowMoved):
            told = ("ticket", "request_id", "window", "previous_until", "until")
            yield Shifted(**{name: getattr(event, name) for name in told})


def _events(telling: Telling) -> list[Event]:
    return [one.event for one in telling.said if isinstance(one, Said)]


def _called(after: Iterable[Event], corrected: ClockRecomputed) -> Iterator[CalledNow]:
    """Who is called upon for a clock once it was corrected; until then it is of the old terms."""
    for one in after:
        if isinstance(one, ClockEscalated) and _same_clock(one, corrected):
            yield CalledNow(level=one.level, role=one.role)


def _same_clock(one: ClockEscalated, other: ClockRecomputed) -> bool:
    return (one.metric, one.policy) == (other.metric, other.policy)


def _moved(telling: Telling) -> Iterator[Moved]:
    events = _events(telling)
    late = {(e.metric, e.policy, e.due) for e in events if isinstance(e, ClockBreached)}
    for place, event in enumerate(events):
        if isinstance(event, ClockRecomputed):
            yield Moved(
                ticket=event.ticket,
                request_id=event.request_id,
                agency=event.agency or TRIAGE,
                metric=event.metric,
                policy=event.policy,
                previous_due=event.previous_due,
                due=event.due,
                previous_state=event.previous_state,
                state=event.state,
                late_at_once=(event.metric, event.policy, event.due) in late,
                called_upon=tuple(_called(events[place:], event)),
            )


def groups(moved: Iterable[Moved]) -> tuple[Group, ...]:
    """Who is affected, by agency, policy and clock."""
    found: dict[tuple[str, str, Metric], list[Moved]] = {}
    for one in moved:
        found.setdefault((one.agency, one.policy, one.metric), []).append(one)
    return tuple(
        Group(
            agency=agency,
            policy=policy,
            metric=metric,
            clocks=len(some),
            earlier=sum(one.due < one.previous_due for one in some),
            later=sum(one.due > one.previous_due for one in some),
            late_at_once=sum(one.late_at_once for one in some),
            breach_withdrawn=sum(
                one.previous_state == "breached" and one.state != "breached" for one in some
            ),
            called_upon=sum(len(one.called_upon) for one in some),
        )
        for (agency, policy, metric), some in sorted(found.items())
    )
