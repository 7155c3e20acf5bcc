"""More time: asked for by the agency, approved by a role before it is due, and at most so much."""

from datetime import datetime
from typing import Final, NamedTuple

from agents.case import clocks, declining, inbox
from agents.case.making import made
from agents.case.running import fire
from agents.case.telling import Telling
from agents.case.ticking import put, shifted, tell, time_of
from contracts.calendar import TermUnit, tell_instant
from contracts.cases import Class, Clock, ClockState
from contracts.catalogue import Extension, Metric, SlaTerm
from contracts.events import Sentences
from contracts.orders import ExtendOrdered, Obstacle
from contracts.reckoning import AskedFor, Extended
from contracts.requests import ExtensionAsked
from contracts.sla import ClockExtended
from contracts.unapplied import Unapplied, WhyNot

EXTENDED: Final = Metric.RESOLUTION
"""The clock of which more time may be had."""


class Extendable(NamedTuple):
    """A clock that may be extended, and what its term allows."""

    clock: Clock
    term: SlaTerm
    rule: Extension

    @property
    def room(self) -> int:
        """By how many days it may still be extended."""
        return self.rule.max_days - sum(more.days for more in self.clock.extended)


def ask(telling: Telling, fact: ExtensionAsked) -> None:
    """Remember what an agency asks for, where it may still be had."""
    refused = _why_not(extendable(telling), fact.days, fact.origin.received_at)
    if refused is not None:
        inbox.refuse(telling, fact, refused)
        return
    origin = fact.origin
    telling.change(
        extension=made(
            AskedFor,
            days=fact.days,
            by=origin.agency,
            at=origin.received_at,
            event_id=origin.event_id,
        )
    )
    telling.judge(fact, Class.APPLIED)


def extendable(telling: Telling) -> list[Extendable]:
    """The clocks of which more time may be had, late or not."""
    found = []
    for clock in telling.case.clocks:
        term = telling.term(clock)
        owed = clock.state in clocks.OWED and clock.cycle == telling.case.cycle
        if owed and clock.metric is EXTENDED and term.extension is not None:
            found.append(Extendable(clock, term, term.extension))
    return found


def _why_not(found: list[Extendable], days: int, at: datetime) -> WhyNot | None:
    if not found:
        return WhyNot(Unapplied.EXTENSION_NOT_ALLOWED, NO_RULE)
    late = overdue(found, at)
    if late is not None:
        return WhyNot(Unapplied.EXTENSION_TOO_LATE, tell_instant(late))
    most = too_long(found, days)
    return None if most is None else WhyNot(Unapplied.EXTENSION_TOO_LONG, most)


NO_RULE = Sentences(
    id="tidak ada tenggat penyelesaian yang berjalan dengan kebijakan yang mengenal perpanjangan",
    en="no resolution clock runs under a policy that knows extensions",
)


def overdue(found: list[Extendable], at: datetime) -> datetime | None:
    """When it was due, where an instant lies after that; a clock that stands still is not late."""
    late = (one.clock.due for one in found if _is_late(one.clock, at))
    return min(late, default=None)


def _is_late(clock: Clock, at: datetime) -> bool:
    runs_out = clock.state is ClockState.RUNNING and clock.due < at
    return runs_out or clock.state is ClockState.BREACHED


def too_long(found: list[Extendable], days: int) -> Sentences | None:
    """The most that could still be had, where that is less."""
    one = min(found, key=_room)
    if days <= one.room:
        return None
    unit = DAYS.get(one.term.unit, Sentences(id="hari kerja", en="working days"))
    return Sentences(
        id=f"{one.rule.max_days} {unit.id} seluruhnya, tersisa {one.room}",
        en=f"{one.rule.max_days} {unit.en} in all, of which {one.room} are left",
    )


def _room(one: Extendable) -> int:
    return one.room


DAYS: dict[TermUnit, Sentences] = {
    TermUnit.ELAPSED_HOURS: Sentences(id="hari", en="days"),
    TermUnit.CALENDAR_DAYS: Sentences(id="hari kalender", en="calendar days"),
}
"""What an extension counts, where that is not working days."""


def obstacle(telling: Telling, order: ExtendOrdered) -> tuple[Obstacle, Sentences] | None:
    """What stands in the way of an approval."""
    asked, found, at = telling.case.extension, extendable(telling), telling.moment.recorded_at
    if asked is None or not found:
        return declining.undecided(telling)
    roles = tuple(dict.fromkeys(one.rule.approver for one in found))
    if (wrong := declining.wrong_role(order, roles)) is not None:
        return wrong
    late = overdue(found, at)
    if late is not None:
        return Obstacle.EXTENSION_TOO_LATE, tell_instant(late)
    most = too_long(found, order.days or asked.days)
    return None if most is None else (Obstacle.EXTENSION_TOO_LONG, most)


def approve(telling: Telling, order: ExtendOrdered, at: datetime) -> None:
    """Extend what may be extended, and say so."""
    asked = telling.case.extension
    days = order.days or (asked.days if asked is not None else 0)
    for one in extendable(telling):
        _extend(telling, one, days, order.role, at)
    telling.change(extension=None)


def _extend(telling: Telling, one: Extendable, days: int, role: str, at: datetime) -> None:
    clock, time = fire(telling, one.clock, at), time_of(telling, one.term, one.clock)
    more = Extended(clock.paused_at or at, days, len(clock.pauses))
    later = shifted(clock, lambda on: time.days_later(on, days, one.term.unit))
    now = put(telling, clock, **later, extended=(*clock.extended, more))
    told = {"previous_due": clock.due, "days": days, "role": role}
    tell(telling, ClockExtended, now, at, **told, sentences=_notice(one.rule, days, now.due))


def _notice(rule: Extension, days: int, due: datetime) -> Sentences:
    told, words = tell_instant(due), rule.notice
    return made(
        Sentences,
        id=words.id.format(days=days, due=told.id),
        en=(words.en or words.id).format(days=days, due=told.en),
    )
