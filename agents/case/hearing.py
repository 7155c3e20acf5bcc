"""What other cases told a request, folded once each; a held one hears it when it goes on."""

from collections.abc import Callable
from typing import Any

from agents.case import asking, fold, kin, merging, part, whole
from agents.case.release import lift
from agents.case.telling import Moment, Rules, Telling
from contracts.cases import Case, Stub
from contracts.kin import (
    KIN_FACTS,
    KinFact,
    Linked,
    MergeAnswered,
    MergeAsked,
    MergeDropped,
    PartGiven,
    PartMoved,
    WholeMoved,
)
from contracts.kinship import Parked
from contracts.retries import RequestReleased

Heard = Callable[[Telling, Any], None]


def hear(case: Case, fact: KinFact, moment: Moment, rules: Rules) -> Telling | None:
    """Fold what another case told; None for what was heard before."""
    if fact.seq is not None and fact.seq <= case.heard.get(fact.of, 0):
        return None
    telling = _heard(case, fact, moment, rules)
    if case.held:
        _park(telling, fact)
    else:
        _take(telling, fact)
        kin.tell_whole(telling)
    return telling


def hear_at_rest(stub: Stub, fact: KinFact, moment: Moment, rules: Rules) -> Telling | None:
    """A request that was put away answers whoever waits for it, and no one else."""
    if isinstance(fact, MergeAsked):
        return merging.asked_at_rest(stub, fact, moment, rules)
    return None


def park_after_surprise(case: Case, fact: KinFact, moment: Moment, rules: Rules) -> Telling:
    """Our bug: the request is held, and hears it again when it goes on."""
    telling = _heard(case, fact, moment, rules)
    telling.change(held=True)
    _park(telling, fact)
    return telling


def _heard(case: Case, fact: KinFact, moment: Moment, rules: Rules) -> Telling:
    """That it was heard is remembered, whatever comes of it."""
    telling = Telling(case, moment, rules)
    if fact.seq is not None:
        telling.change(heard={**case.heard, fact.of: fact.seq})
    return telling


def _park(telling: Telling, fact: KinFact) -> None:
    entry = Parked(fact.TYPE, fact.to_bytes().decode())
    telling.change(parked=(*telling.case.parked, entry))


def go_on(case: Case, released: RequestReleased, moment: Moment, rules: Rules) -> Telling | None:
    """End a hold; what others told in the meantime is heard now, in order."""
    telling = lift(case, released, moment, rules)
    if telling is not None and not telling.case.held:
        parked = telling.case.parked
        telling.change(parked=())
        for entry in parked:
            _take(telling, KIN_FACTS[entry.type].read(entry.body.encode()))
        kin.tell_whole(telling)
    return telling


def _take(telling: Telling, fact: KinFact) -> None:
    before = telling.case.state
    HANDLERS[type(fact)](telling, fact)
    asking.follow(telling, before)


def _begin(telling: Telling, fact: PartGiven) -> None:
    part.begin(telling, fact, fold.apply)


HANDLERS: dict[type[KinFact], Heard] = {
    PartGiven: _begin,
    PartMoved: whole.hear,
    WholeMoved: part.follow,
    MergeAsked: merging.asked,
    MergeAnswered: merging.answered,
    MergeDropped: merging.dropped,
    Linked: merging.linked,
}
"""What each kind of fact does to a case that hears it."""
