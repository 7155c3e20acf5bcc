"""What an operator's retry does to a case: a record judged anew, and the end of a hold.

A fact that was read again carries its retry. The case folds each retry once, forgets how it judged
the record before, and judges it as if it had just come, at the record's own times. Retries of a
release are folded although the request is held, in the order they were ordered; if one of them
fails again the rest stays held. What ends the hold stands behind them.
"""

from agents.case.making import made
from agents.case.telling import Moment, Rules, Telling
from agents.case.timers import fire_before
from contracts.cases import Case, Class
from contracts.orders import Obstacle, Ordered
from contracts.requests import Fact, Retry
from contracts.retries import RequestReleased

PUT_ASIDE = frozenset({Class.HELD, Class.REJECTED})
"""What an operator may let be judged anew."""


def knows(case: Case, fact: Fact) -> bool:
    """Whether a fact is a copy of one the case has folded, or a retry of one that is no trouble."""
    for one in case.judged:
        if one.fact_id == fact.fact_id:
            return fact.retry is None or one.outcome not in PUT_ASIDE or _folded(case, fact.retry)
    return fact.retry is not None and _folded(case, fact.retry)


def _folded(case: Case, retry: Retry) -> bool:
    return retry.retry_id in case.retries


def begin(telling: Telling, fact: Fact) -> None:
    """Before a record is judged anew: the retry is remembered, the old judgement forgotten."""
    if fact.retry is not None:
        case = telling.case
        telling.change(
            retries=(*case.retries, fact.retry.retry_id),
            judged=tuple(one for one in case.judged if one.fact_id != fact.fact_id),
        )


def catch_up(telling: Telling, fact: Fact) -> None:
    """A held request has no deadlines: those before a released record came are fired first."""
    if telling.case.held and passes(telling.case, fact):
        fire_before(telling, fact.origin.received_at)


def passes(case: Case, fact: Fact) -> bool:
    """Whether a fact is folded although the request is held: an operator lets it go on."""
    release = None if fact.retry is None else fact.retry.release
    return release is not None and release != case.relapsed


def relapse(telling: Telling, fact: Fact) -> None:
    """A record failed again while its request was released: what follows stays held."""
    if fact.retry is not None and fact.retry.release is not None:
        telling.change(relapsed=fact.retry.release)


def lift(case: Case, released: RequestReleased, moment: Moment, rules: Rules) -> Telling | None:
    """End a hold where nothing was put aside but what the operator knew; None for a copy."""
    if any(one.order_id == released.order_id for one in case.orders):
        return None
    telling = Telling(case, moment, rules)
    more = {one.fact_id for one in case.judged if one.outcome in PUT_ASIDE} - {*released.seen}
    held = case.held and (bool(more) or case.relapsed == released.order_id)
    telling.change(held=held, orders=(*case.orders, _kept(released, moment, held=held)))
    return telling


def _kept(released: RequestReleased, moment: Moment, *, held: bool) -> Ordered:
    """The release as the case remembers it, with who and why like every order."""
    return made(
        Ordered,
        order_id=released.order_id,
        verb=released.verb(),
        by=released.by,
        why=released.why,
        at=moment.recorded_at,
        obstacle=Obstacle.HELD if held else None,
    )
