"""Facts that came before their request: at most sixteen, for a while, in order; never lost."""

from collections.abc import Callable

from agents.case import refusals
from agents.case.making import made
from agents.case.telling import Moment, Telling
from contracts.cases import Class, Waiting
from contracts.requests import FACTS, Fact
from contracts.status import Cause

LIMIT = 16
"""Early facts one unknown request may have waiting."""


def cause_of(fact: Fact) -> Cause:
    """The agency's record behind a fact."""
    origin = fact.origin
    return made(
        Cause,
        fact_id=fact.fact_id,
        topic=origin.topic,
        partition=origin.partition,
        offset=origin.offset,
        logged_ms=origin.logged_ms,
    )


def wait(telling: Telling, fact: Fact) -> None:
    """Let a fact wait for its request; the seventeenth is put aside."""
    waiting = telling.case.waiting
    if len(waiting) >= LIMIT:
        telling.put_aside(fact, refusals.too_many(fact, LIMIT))
        return
    telling.judge(fact, Class.WAITING)
    entry = Waiting(fact.TYPE, fact.to_bytes().decode(), fact.origin.logged_ms)
    telling.change(waiting=(*waiting, entry))


def take_waiting(telling: Telling, apply: Callable[[Telling, Fact], None]) -> None:
    """The request is here: what waited for it is applied in the order it came."""
    waiting, now = telling.case.waiting, telling.moment
    telling.change(waiting=())
    for entry in waiting:
        fact = read(entry)
        telling.moment = at_its_own(fact, now)
        apply(telling, fact)
    telling.moment = now


def give_up(telling: Telling, until_ms: int) -> None:
    """Put aside what has waited long enough for a request nobody submitted."""
    limit, now = telling.rules.early_wait_ms, telling.moment
    kept = tuple(one for one in telling.case.waiting if one.logged_ms + limit >= until_ms)
    gone = [one for one in telling.case.waiting if one.logged_ms + limit < until_ms]
    telling.change(waiting=kept)
    for entry in gone:
        fact = read(entry)
        telling.moment = at_its_own(fact, now)
        if telling.case.held:  # its request may be the very record that is being looked into
            telling.put_aside(fact, refusals.held(fact), Class.HELD)
        else:
            telling.put_aside(fact, refusals.unknown(fact, limit))
    telling.moment = now


def read(entry: Waiting) -> Fact:
    """A waiting fact as it came."""
    return FACTS[entry.type].read(entry.body.encode())


def at_its_own(fact: Fact, now: Moment) -> Moment:
    """The moment of a fact that waited: its own cause and times, recorded now."""
    origin = fact.origin
    return now._replace(
        cause=cause_of(fact),
        received_at=origin.received_at,
    )
