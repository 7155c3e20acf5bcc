"""More time that is not given: by the role that could give it, with a reason the agency is told."""

from collections.abc import Sequence
from datetime import datetime

from agents.case import inbox
from agents.case.making import made
from agents.case.telling import Telling
from contracts.calendar import tell_instant
from contracts.catalogue import Metric
from contracts.events import Sentences
from contracts.orders import DeclineOrdered, ExtendOrdered, Obstacle
from contracts.unapplied import Unapplied, WhyNot

DECISIONS = frozenset({ExtendOrdered.verb(), DeclineOrdered.verb()})
"""Orders after which an extension waits for nobody any more."""


def undecided(telling: Telling) -> tuple[Obstacle, Sentences]:
    """Why there is nothing to decide on: it was decided in this cycle, or never asked for."""
    began = telling.case.cycle_began
    decided = [
        one.at
        for one in telling.case.orders
        if one.verb in DECISIONS and one.obstacle is None and (began is None or one.at >= began)
    ]
    if decided:
        return Obstacle.ALREADY_DECIDED, tell_instant(decided[-1])
    return Obstacle.NOT_ASKED, Sentences.alike("")


def obstacle(telling: Telling, order: DeclineOrdered) -> tuple[Obstacle, Sentences] | None:
    """What stands in the way of declining; that it is late does not, as nothing is given."""
    if telling.case.extension is None:
        return undecided(telling)
    return wrong_role(order, approvers(telling))


def wrong_role(
    order: ExtendOrdered | DeclineOrdered, roles: Sequence[str]
) -> tuple[Obstacle, Sentences] | None:
    """Whose word it takes, where it is another's than was given."""
    named = Sentences.alike(", ".join(roles))
    return None if order.role in roles else (Obstacle.WRONG_ROLE, named)


def approvers(telling: Telling) -> tuple[str, ...]:
    """Whose word the service's terms take, each once."""
    rows = (term for term in telling.terms() if term.metric is Metric.RESOLUTION)
    found = (term.extension.approver for term in rows if term.extension is not None)
    return tuple(dict.fromkeys(found))


def decline(telling: Telling, order: DeclineOrdered, _at: datetime) -> None:
    """Nothing moves; the agency that asked is told who said no, and why."""
    asked = telling.case.extension
    telling.change(extension=None)
    if asked is not None:
        why = WhyNot(Unapplied.EXTENSION_DECLINED, _told(telling, order, asked.days))
        inbox.declined(telling, asked, why)


def _told(telling: Telling, order: DeclineOrdered, days: int) -> Sentences:
    """Who declined how much; of a confidential request no reason is told."""
    why = telling.unless_confidential(order.why)
    said = f": {why}" if why else "."
    return made(
        Sentences,
        id=f"{days} hari, diputuskan {order.role}{said}",
        en=f"{days} days, decided by {order.role}{said}",
    )
