"""A clock on its way up the escalation chain: each level told once, its message in working hours.

The event stands on bus.sla.v1 with the instant the level was reached. The message to the agency
goes out at that instant for P1 and while the office works, else when it works next; not at all
where the clock has ended by then.
"""

from datetime import datetime

from agents.case.escalation import CalledUpon, call_upon, chain_of
from agents.case.prompting import escalate
from agents.case.telling import Telling
from agents.case.ticking import GOING, put, tell
from contracts.called import Called, Unsent
from contracts.cases import Clock
from contracts.catalogue import LEGAL, Chain, Metric, Priority
from contracts.sla import ClockEscalated


def climb(telling: Telling, clock: Clock) -> Clock:
    """The level a clock reaches next is reached."""
    at, level, because = clock.ahead[0]
    chain = chain_of(telling, clock)
    if chain is None:
        message = f"{clock.policy} has levels ahead but no chain"
        raise LookupError(message)
    return _reach(telling, clock, chain, Unsent(_goes_out(telling, clock, at), level, because, at))


def bounced(telling: Telling, at: datetime) -> None:
    """Agencies handed a request on: where that is too often, its resolution's clock climbs."""
    for clock in sorted(_climbing(telling), key=lambda one: one.metric is not Metric.RESOLUTION):
        chain = chain_of(telling, clock)
        for level in chain.levels if chain is not None else ():
            often = level.bounces is not None and telling.case.hops >= level.bounces
            if chain is not None and often and level.level not in clock.raised:
                reached = Unsent(_goes_out(telling, clock, at), level.level, Called.BOUNCES, at)
                send(telling, _reach(telling, clock, chain, reached), at)
                return


def _climbing(telling: Telling) -> list[Clock]:
    case = telling.case
    return [one for one in case.clocks if one.cycle == case.cycle and one.state in GOING]


def _reach(telling: Telling, clock: Clock, chain: Chain, reached: Unsent) -> Clock:
    level = chain.level(reached.level)
    called = _called(telling, clock, chain, reached)
    clock = put(
        telling,
        clock,
        ahead=tuple(one for one in clock.ahead if one.level != reached.level),
        raised=(*clock.raised, reached.level),
        unsent=tuple(sorted((*clock.unsent, reached))),
    )
    tell(
        telling,
        ClockEscalated,
        clock,
        reached.reached_at,
        level=reached.level,
        chain=chain.code,
        because=reached.because,
        role=called.role,
        skipped=called.skipped,
        legal=reached.level == LEGAL,
        also=level.also,
        sends_at=reached.at,
    )
    return clock


def _called(telling: Telling, clock: Clock, chain: Chain, reached: Unsent) -> CalledUpon:
    """Who is there on the day the message goes out."""
    day = reached.at.astimezone(telling.catalogue.city.zone).date()
    agency = telling.case.agency or chain.desk
    return call_upon(telling.source(clock), agency, chain.upwards(chain.level(reached.level)), day)


def _goes_out(telling: Telling, clock: Clock, at: datetime) -> datetime:
    """When the message of a level reached at an instant goes out."""
    if telling.request.priority is Priority.P1:
        return at
    return telling.office(clock).next_open(at)


def send(telling: Telling, clock: Clock, until: datetime) -> Clock:
    """The messages that go out by an instant."""
    chain = chain_of(telling, clock)
    due = [one for one in clock.unsent if one.at <= until]
    if chain is None or not due:
        return clock
    clock = put(telling, clock, unsent=tuple(one for one in clock.unsent if one.at > until))
    for one in due:
        escalate(telling, clock, one, _called(telling, clock, chain, one))
    return clock


def wait_for_work(telling: Telling, clock: Clock, at: datetime) -> tuple[Unsent, ...]:
    """Messages that stood still with their clock go out when the office works, from then on.

    Not that of a level its chain no longer has.
    """
    chain, opens = chain_of(telling, clock), _goes_out(telling, clock, at)
    known = [one.level for one in chain.levels] if chain is not None else []
    return tuple(one._replace(at=max(one.at, opens)) for one in clock.unsent if one.level in known)
