"""When an ended request is put away, what is left of it then, and what is answered afterwards."""

from datetime import UTC, datetime, timedelta

from agents.case import refusals
from agents.case.making import changed, made
from agents.case.telling import Moment, Rules, Telling
from contracts.cases import Case, Class, RequestArchived, Stub
from contracts.envelope import Refusal
from contracts.ids import event_key
from contracts.kinship import whole_of
from contracts.requests import Fact, RequestReceived
from contracts.topics import ARCHIVE

UNIQUE = timedelta(days=400)
"""City time for which the reference of a request that was put away is still known."""


def put_away(telling: Telling, at: datetime) -> None:
    """Tell the whole story once more, and keep no more than knows the reference again."""
    telling.change(archive_due=None)
    case, seq = telling.case, telling.number(ARCHIVE)
    event = made(
        RequestArchived,
        request_id=case.request_id,
        seq=seq,
        archived_at=at,
        cause=telling.moment.cause,
        case=changed(case, counters=dict(case.counters)),
    )
    telling.say(ARCHIVE, event, seq)
    telling.left = made(Stub, at=int(at.timestamp()), **_known_by(case))


def _known_by(case: Case) -> dict[str, str]:
    """The event that submitted it; nobody submits a part, so none is a part's."""
    if whole_of(case.links) is not None:
        return {"key": "", "digest": ""}
    first = next(one for one in case.judged if one.outcome is Class.APPLIED)
    return {"key": first.event_key, "digest": first.digest[:16]}


def forgotten_at(stub: Stub) -> datetime:
    """When the reference of a request that was put away may be used anew."""
    return datetime.fromtimestamp(stub.at, UTC) + UNIQUE


def turn_away(stub: Stub, fact: Fact, moment: Moment, rules: Rules) -> Telling:
    """Nothing more is said of a request that was put away, and its reference is not another's."""
    telling = Telling(Case(request_id=fact.request_id), moment, rules)
    telling.turn_away(fact, _why(stub, fact))
    telling.left = stub
    return telling


def _why(stub: Stub, fact: Fact) -> Refusal:
    if not isinstance(fact, RequestReceived):
        return refusals.archived(fact)
    if event_key(fact.origin.source, fact.origin.event_id) != stub.key:
        return refusals.reused_of_old(fact.reference)
    if not fact.origin.digest.startswith(stub.digest):
        return refusals.conflicting(fact, stub.digest)
    return refusals.archived(fact)


def forget(request: str, moment: Moment, rules: Rules) -> Telling:
    """The reference of a request that was put away long ago may be used anew."""
    telling = Telling(Case(request_id=request), moment, rules)
    telling.left = None
    return telling
