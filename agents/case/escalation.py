"""When a clock reaches the levels of its chain, and who is called upon then; tells nothing.

Levels before the due date are worked out as the clock starts and move with its pauses, as its
warnings do. Those from the due date on are worked out when it breaches: from then on it never
pauses, and what the term had of time until its due date is what their shares are of.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from agents.case.telling import Telling
from agents.case.ticking import time_of
from contracts.calendar import NONSTOP
from contracts.called import Ahead, Called, PassedOver
from contracts.cases import Clock
from contracts.catalogue import LEGAL, Chain, Level, SlaTerm, Text


class CalledUpon(NamedTuple):
    """The officer whose turn it is, and who was passed over on the way up."""

    role: str
    title: Text
    skipped: tuple[PassedOver, ...]


def chain_of(telling: Telling, term: SlaTerm) -> Chain | None:
    """The chain of a term; None where nobody is to be called upon."""
    return None if telling.request.backfilled else telling.catalogue.chain_of(term)


def before_due(
    telling: Telling, term: SlaTerm, start: datetime, due: datetime
) -> tuple[Ahead, ...]:
    """The levels a clock that runs from start to due reaches before its due date, in order."""
    chain = chain_of(telling, term)
    if chain is None:
        return ()
    time, waits = time_of(telling, term), not telling.case.taken_up
    found = [
        Ahead(time.at_fraction(start, due, share, term.unit), level.level, because)
        for level, share, because in _shares(chain, waits=waits)
    ]
    return tuple(sorted(found))


def _shares(chain: Chain, *, waits: bool) -> Iterator[tuple[Level, float, Called]]:
    for level in chain.levels:
        if level.at is not None and level.at < 1:
            yield level, level.at, Called.SHARE
        if level.unassigned is not None and waits:
            yield level, level.unassigned, Called.UNASSIGNED


def once_due(telling: Telling, term: SlaTerm, clock: Clock) -> tuple[Ahead, ...]:
    """What is ahead of a clock from its due date on, in order; a level it reached is not."""
    chain = chain_of(telling, term)
    if chain is None:
        return ()
    time, unit = time_of(telling, term), term.unit
    whole = time.elapsed(unit, clock.started_at, _unmoved(telling, term, clock.started_at))
    found = list(clock.ahead)
    known = {*clock.raised, *(one.level for one in found if one.because is not Called.UNASSIGNED)}
    for level in chain.levels:
        legal = level.level == LEGAL
        if level.at is None or level.at < 1 or level.level in known:
            continue
        if legal and term.kind != "law":
            continue
        beyond = round(whole * (level.at - 1))
        at = (
            clock.due + timedelta(seconds=beyond)
            if unit in NONSTOP
            else time.add_working_seconds(clock.due, beyond)
        )
        found.append(Ahead(at, level.level, Called.STATUTORY if legal else Called.SHARE))
    return tuple(sorted(found))


def handed_over(telling: Telling, term: SlaTerm, clock: Clock, at: datetime) -> tuple[Ahead, ...]:
    """What is ahead of a clock once another agency must take its request up."""
    chain = chain_of(telling, term)
    if chain is None or any(one.because is Called.UNASSIGNED for one in clock.ahead):
        return clock.ahead
    time, at = time_of(telling, term), max(at, clock.started_at)
    due = _unmoved(telling, term, at)
    again = [
        Ahead(time.at_fraction(at, due, share, term.unit), level.level, because)
        for level, share, because in _shares(chain, waits=True)
        if because is Called.UNASSIGNED and level.level not in clock.raised
    ]
    return tuple(sorted((*clock.ahead, *again)))


def _unmoved(telling: Telling, term: SlaTerm, start: datetime) -> datetime:
    """When a term that starts at an instant is due if nothing pauses it."""
    value = term.targets[telling.request.priority]
    return time_of(telling, term).due(start, value, term.unit, term.day_count).due


def call_upon(telling: Telling, chain: Chain, level: Level, day: date) -> CalledUpon:
    """The first officer from a level up who is there on a day; the last stands in for all."""
    agency, catalogue = telling.case.agency or chain.desk, telling.catalogue
    skipped: list[PassedOver] = []
    *others, last = chain.upwards(level)
    for one in others:
        officer = catalogue.officer(agency, one.role)
        if officer is not None and officer.is_there(day):
            return CalledUpon(one.role, officer.titles, tuple(skipped))
        why = "missing" if officer is None else "absent"
        skipped.append(PassedOver(role=one.role, why=why))
    officer = catalogue.officer(agency, last.role)
    title = officer.titles if officer is not None else Text(id=last.role)
    return CalledUpon(last.role, title, tuple(skipped))
