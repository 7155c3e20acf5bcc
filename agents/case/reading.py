"""What stands on bus.requests.v1, read by its type; only the bus itself writes there."""

from collections.abc import Callable

from agents.case.fold import Submission
from contracts.kin import KIN_FACTS, KinFact, PartGiven
from contracts.orders import ORDERS, Order, RecomputeOrdered
from contracts.records import Record
from contracts.requests import FACTS, ClockAdvanced, Fact
from contracts.retries import RequestReleased

Folded = Fact | Order | KinFact | ClockAdvanced

READERS: dict[bytes, Callable[[bytes], Folded]] = {
    **{kind.encode(): fact.read for kind, fact in FACTS.items()},
    **{kind.encode(): order.read for kind, order in ORDERS.items()},
    **{kind.encode(): fact.read for kind, fact in KIN_FACTS.items()},
    Submission.TYPE.encode(): Submission.read,
    RequestReleased.TYPE.encode(): RequestReleased.read,
    ClockAdvanced.TYPE.encode(): ClockAdvanced.read,
}


def read(record: Record) -> Folded:
    """What a record says."""
    return READERS[dict(record.headers)["ce_type"]](record.value or b"")


def names_a_version(event: Folded) -> str | None:
    """The catalogue version something was said under, if it names one."""
    if isinstance(event, PartGiven):
        return event.request.catalogue
    return event.catalogue if isinstance(event, Fact | RecomputeOrdered) else None
