"""What was read of one request, kept as bytes until it is judged."""

from dataclasses import dataclass, field

import orjson

from contracts.kin import KIN_FACTS
from contracts.orders import ORDERS
from contracts.retries import RequestReleased
from contracts.topics import ARCHIVE, REQUESTS, SLA, STATUS
from services.ledger.comparing import Remembered
from services.ledger.findings import At
from services.ledger.observing import Kept
from services.ledger.reference import Heard, Kin, Ordered


@dataclass(frozen=True, slots=True)
class Told:
    """A fact or an order as it stands on bus.requests.v1; a copy of it has the same identity."""

    identity: str
    kind: str
    partition: int
    offset: int
    logged_ms: int
    body: bytes

    @property
    def is_order(self) -> bool:
        """Whether an operator said it."""
        return self.kind in ORDERS or self.kind == RequestReleased.TYPE

    @property
    def where(self) -> At:
        """Where it stands."""
        return At(REQUESTS, self.partition, self.offset)

    @property
    def is_kin(self) -> bool:
        """Whether another request's case said it."""
        return self.kind in KIN_FACTS

    def read(self) -> Heard | Ordered | Kin:
        """As the reference hears it."""
        kind = Ordered if self.is_order else Kin if self.is_kin else Heard
        return kind(self.kind, self.offset, self.logged_ms, orjson.loads(self.body))


@dataclass(slots=True)
class Gathered:
    """All that was read of one request."""

    told: list[Told] = field(default_factory=list)
    said: dict[str, list[Kept]] = field(
        default_factory=lambda: {STATUS: [], SLA: [], ARCHIVE: [], REQUESTS: []}
    )
    surprised: set[tuple[At, str]] = field(default_factory=set)
    case: Remembered | None = None

    def remember(self, case: Remembered) -> None:
        """What its case remembers, of an earlier life of the request too."""
        self.case = case if self.case is None else case.after(self.case)

    @property
    def partition(self) -> int:
        """Where its facts stand; -1 where none was read."""
        return self.told[0].partition if self.told else -1

    @property
    def place(self) -> At:
        """Where a person looks first."""
        said = (kept.where for kept in self.said[STATUS])
        return self.told[0].where if self.told else next(said, At(REQUESTS, -1, -1))

    @property
    def is_held(self) -> bool:
        """Whether its case waits for somebody to look into a failure."""
        return self.case is not None and self.case.held

    @property
    def is_over(self) -> bool:
        """Whether it was put away."""
        return self.case is not None and self.case.is_over

    def was_taken(self, one: Told) -> bool:
        """Whether its case judged a fact, took an order, or heard another request."""
        if self.case is None:
            return False
        if one.is_kin:
            body = orjson.loads(one.body)
            return self.case.listened(body["of"], body.get("seq"))
        return self.case.took(one.identity)

    def is_all(self) -> bool:
        """Whether all that its case judged was read."""
        heard = {one.identity for one in self.told if not one.is_kin}
        return self.case is not None and set(self.case.classes) <= heard

    def folded(self) -> int:
        """The offset after the last fact its case took."""
        taken = (one.offset + 1 for one in self.told if self.was_taken(one))
        return max(taken, default=0)
