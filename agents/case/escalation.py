"""When a clock reaches the levels of its chain, and who is called upon then; tells nothing.

Levels before the due date are worked out as the clock starts and move with its pauses, as its
warnings do. Those from the due date on are worked out when it breaches: from then on it never
pauses, and what the term had of time until its due date is what their shares are of. A clock that
is computed anew has all of them worked out again, but for those it reached.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial, reduce
from typing import NamedTuple

from agents.case.making import changed
from agents.case.telling import Telling
from agents.case.ticking import moved, time_of
from contracts.calendar import NONSTOP, WorkingTime
from contracts.called import Ahead, Called, PassedOver, Waits
from contracts.cases import Clock
from contracts.catalogue import LEGAL, Catalogue, Chain, Level, Priority, SlaTerm, Text
from contracts.reckoning import Extended, Stood, moves


class CalledUpon(NamedTuple):
    """The officer whose turn it is, and who was passed over on the way up."""

    role: str
    title: Text
    skipped: tuple[PassedOver, ...]


class _Climbing(NamedTuple):
    """A clock, its chain, and what it runs by."""

    clock: Clock
    chain: Chain
    term: SlaTerm
    time: WorkingTime
    priority: Priority

    def share(self, start: datetime, due: datetime, share: float) -> datetime:
        """When that share of the time from start to due has passed."""
        return self.time.at_fraction(start, due, share, self.term.unit)

    def unmoved(self, start: datetime) -> datetime:
        """When the term is due if it starts at an instant and nothing pauses it."""
        term = self.term
        return self.time.due(start, term.targets[self.priority], term.unit, term.day_count).due

    def moved(self, at: datetime, moves: Iterable[Stood | Extended]) -> datetime:
        """Where pauses and more time move an instant, one after the other."""
        return reduce(partial(moved, self.time, self.term.unit), moves, at)


def _climbing(telling: Telling, clock: Clock) -> _Climbing | None:
    chain, term = chain_of(telling, clock), telling.term(clock)
    if chain is None:
        return None
    time = time_of(telling, term, clock)
    return _Climbing(clock, chain, term, time, telling.request.priority)


def chain_of(telling: Telling, clock: Clock) -> Chain | None:
    """The chain of a clock's term; None where nobody is to be called upon."""
    if telling.request.backfilled:
        return None
    return telling.source(clock).chain_of(telling.term(clock))


def before_due(telling: Telling, clock: Clock, due: datetime) -> tuple[Ahead, ...]:
    """The levels a clock reaches before its due date and has not reached, in order.

    `due`: when it is due but for its pauses and more time, which move the levels too.
    """
    one = _climbing(telling, clock)
    if one is None:
        return ()
    ran = clock.pauses, clock.extended
    shares = (
        Ahead(
            one.moved(one.share(clock.started_at, due, level.at), moves(*ran)),
            level.level,
            Called.SHARE,
        )
        for level in one.chain.levels
        if level.at is not None and level.at < 1 and level.level not in clock.raised
    )
    return tuple(sorted((*shares, *_waiting(one))))


def _waiting(one: _Climbing) -> Iterator[Ahead]:
    """What is reached where nobody takes its request up, counted from when it began to wait."""
    clock = one.clock
    if clock.waits is None:
        return
    since, stood, given = clock.waits
    later = [*moves(clock.pauses, clock.extended, stood, given)]
    for level in one.chain.levels:
        if level.unassigned is not None and level.level not in clock.raised:
            at = one.share(since, one.unmoved(since), level.unassigned)
            yield Ahead(one.moved(at, later), level.level, Called.UNASSIGNED)


def once_due(telling: Telling, clock: Clock) -> tuple[Ahead, ...]:
    """What is ahead of a clock from its due date on, in order; a level it reached is not.

    A breached clock stands still only where it was taken to be done.
    """
    one = _climbing(telling, clock)
    if one is None:
        return ()
    whole = one.time.elapsed(one.term.unit, clock.started_at, one.unmoved(clock.started_at))
    found = list(clock.ahead)
    known = {*clock.raised, *(of.level for of in found if of.because is not Called.UNASSIGNED)}
    since = [pause for pause in clock.pauses if pause.since > clock.due]
    for level in one.chain.levels:
        legal = level.level == LEGAL
        if level.at is None or level.at < 1 or level.level in known:
            continue
        if legal and one.term.kind != "law":
            continue
        at = one.moved(_beyond(one, round(whole * (level.at - 1))), since)
        found.append(Ahead(at, level.level, Called.STATUTORY if legal else Called.SHARE))
    return tuple(sorted(found))


def _beyond(one: _Climbing, seconds: int) -> datetime:
    """So much of the term's own time after the due date."""
    if one.term.unit in NONSTOP:
        return one.clock.due + timedelta(seconds=seconds)
    return one.time.add_working_seconds(one.clock.due, seconds)


def handed_over(telling: Telling, clock: Clock, at: datetime) -> Clock:
    """The clock once another agency must take its request up: a new wait, unless it waits."""
    if clock.waits is not None:
        return clock
    since = max(at, clock.started_at)
    clock = changed(clock, waits=Waits(since, len(clock.pauses), len(clock.extended)))
    one = _climbing(telling, clock)
    again = _waiting(one) if one is not None else ()
    return changed(clock, ahead=tuple(sorted((*clock.ahead, *again))))


def call_upon(
    catalogue: Catalogue, agency: str | None, upwards: tuple[Level, ...], day: date
) -> CalledUpon:
    """The first officer from a level up who is there on a day; the last stands in for all."""
    skipped: list[PassedOver] = []
    *others, last = upwards
    for one in others:
        officer = catalogue.officer(agency, one.role)
        if officer is not None and officer.is_there(day):
            return CalledUpon(one.role, officer.titles, tuple(skipped))
        why = "missing" if officer is None else "absent"
        skipped.append(PassedOver(role=one.role, why=why))
    officer = catalogue.officer(agency, last.role)
    title = officer.titles if officer is not None else Text(id=last.role)
    return CalledUpon(last.role, title, tuple(skipped))
