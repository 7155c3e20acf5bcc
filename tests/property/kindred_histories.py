"""Random histories of requests that are split, merged and linked; how what they tell arrives."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle
from typing import Any, NamedTuple

from hypothesis import strategies as st

from contracts.ids import part_id
from contracts.lifecycle import NOT_OURS, State
from contracts.orders import (
    ApproveOrdered,
    LinkOrdered,
    MergeOrdered,
    Order,
    RejectOrdered,
    ReopenOrdered,
    RouteOrdered,
    SplitOrdered,
)
from contracts.records import Message, StoredRecord
from contracts.requests import Fact
from contracts.topics import REQUESTS as TOPIC
from tests.builders import facts
from tests.builders.climbing import a_climbing_worker
from tests.builders.facts import an_origin
from tests.builders.kindred import SERVICE
from tests.builders.partitions import PARTITION, Worker
from tests.property.histories import AGENCIES, OTHER, REQUESTS, SHOWN, SUBMITTERS, History

SHARED = "pppppppppppvvvvvooooottttrrdcbme" * 2 + "sxh"
"""Reports of parts and of wholes, orders, the reporter, time; repeats, returns, holds ..."""

FIRST, SECOND, _ = REQUESTS
WHOLES = (REQUESTS[FIRST], REQUESTS[FIRST], REQUESTS[SECOND])
PARTS = {part_id(one, agency): agency for one in WHOLES for agency in AGENCIES}
"""Every part there may be, and whose it is at first."""

KNOWN = (*WHOLES, *WHOLES, *PARTS)

ORDERED: tuple[type[Order], ...] = (
    *(SplitOrdered, SplitOrdered, SplitOrdered, SplitOrdered, MergeOrdered, MergeOrdered),
    *(LinkOrdered, ReopenOrdered, ReopenOrdered, ApproveOrdered, RouteOrdered, RejectOrdered),
)
DONE = (*[State.RESOLVED] * 5, State.REJECTED, State.REFERRED_OUT, State.IN_PROGRESS)

DELAYS = st.lists(st.integers(0, 3), min_size=1, max_size=6).filter(any)
"""How many of the facts that wait for a request arrive before the next record does."""


GAPS = st.sampled_from([30, 1, 0, 120, 600, 1_500, 0, 5, 20, 45, 3_000, 60_000])
"""Minutes between two records: mostly of one day."""


class _Kindred(History):
    """A history in which requests are shared."""

    def later(self) -> None:
        """Some time passes, not much as a rule."""
        self.pass_minutes(self.draw(GAPS))

    def begin(self) -> None:
        """Two requests are received, and one is split at once."""
        for name in (FIRST, SECOND):
            self.log.put(self.fact("s", name, SUBMITTERS[name]), self.time())
        names: dict[str, Any] = {"order_id": "first", "by": "siti", "why": "x"}
        agencies = self.draw(st.sampled_from((("dishub",), ("dishub", "dlh"), ("dpmptsp",))))
        names |= {"request_id": REQUESTS[FIRST], "agencies": agencies}
        self.log.order(SplitOrdered(**names), self.time())

    def go_on(self) -> None:
        """One more record."""
        step = self.step()
        if step == "v":
            self.later()
            self.log.order(self._shared(), self.time())
        elif step == "p":
            self.later()
            self.log.put(self._of_a_part(), self.time())
        else:
            self.take(step)

    def _shared(self) -> Order:
        kind = self.draw(st.sampled_from(ORDERED))
        request = self.draw(st.sampled_from(KNOWN))
        names: dict[str, Any] = {"order_id": f"shared-{self.number()}", "by": "siti", "why": "x"}
        return kind(**names, request_id=request, **self._details(kind))

    def _details(self, kind: type[Order]) -> dict[str, Any]:
        other = self.draw(st.sampled_from((*KNOWN, OTHER)))
        if kind is SplitOrdered:
            some = st.lists(st.sampled_from((*AGENCIES, "bpkad")), min_size=1, max_size=2)
            return {"agencies": tuple(self.draw(some))}
        if kind is MergeOrdered:
            asks = self.draw(st.sampled_from((True, True, False)))
            return {"into": other, "into_ticket": f"KS-{other[:4]}", "asks": asks}
        if kind is LinkOrdered:
            return {"kind": "replaces", "to": other, "to_ticket": f"KS-{other[:4]}"}
        return {"agency": self.draw(st.sampled_from(AGENCIES))} if kind is RouteOrdered else {}

    def _of_a_part(self) -> Fact:
        first = [part_id(REQUESTS[FIRST], agency) for agency in ("dlh", "dishub")]
        request = self.draw(st.sampled_from((*first, *first, *first, *PARTS)))
        origin = an_origin(self.number(), self.time(), PARTS[request], **self.said("p"))
        told: dict[str, Any] = {"request_id": request, "outcome": "hasil", **SHOWN}
        if self.draw(st.integers(0, 9)) == 0:
            heir = {"reason": NOT_OURS, "hand_to": self.draw(st.sampled_from(AGENCIES))}
            return facts.a_report(origin, State.ROUTED, request_id=request, **heir)
        later = [one for one in State if one.rank > 1]
        state = self.draw(st.sampled_from((*DONE, *DONE, *later)))
        return facts.a_report(origin, state, **told)

    def submission(self, name: str, speaker: str) -> dict[str, Any]:
        """Mostly of the service several agencies work on."""
        asked = super().submission(name, speaker)
        if self.draw(st.integers(0, 4)):
            asked |= {"service": SERVICE, "confidential": False}
        return asked


@st.composite
def shared(draw: st.DrawFn, *, longest: int = 24) -> list[StoredRecord]:
    """A partition of bus.requests.v1 but for what the cases tell each other."""
    history = _Kindred(draw, SHARED)
    history.begin()
    for _ in range(draw(st.integers(1, longest))):
        history.go_on()
    return history.log.records


class Run(NamedTuple):
    """All that came to stand on bus.requests.v1, and the worker that folded it."""

    log: list[StoredRecord]
    worker: Worker


def carried(log: Sequence[StoredRecord], delays: Sequence[int] = (9,)) -> Run:
    """Fold a history; what its cases tell each other arrives sooner or later, in order."""
    run = _Carrying(delays)
    for record in log:
        run.deliver(record.timestamp)
        run.put(record)
    run.deliver_all(log[-1].timestamp if log else 0)
    return Run(run.log, run.worker)


class _Carrying:
    def __init__(self, delays: Sequence[int]) -> None:
        self.log: list[StoredRecord] = []
        self.worker = a_climbing_worker()
        self._delays = cycle(delays)
        self._under_way: dict[bytes, deque[Message]] = defaultdict(deque)

    def put(self, record: StoredRecord) -> None:
        one = replace(record, offset=len(self.log))
        self.log.append(one)
        for message in self.worker.fold([one]):
            if message.topic == TOPIC:
                self._under_way[message.key or b""].append(message)

    def deliver(self, now_ms: int) -> None:
        for waiting in list(self._under_way.values()):
            for _ in range(next(self._delays)):
                if waiting:
                    self._arrive(waiting.popleft(), now_ms)

    def deliver_all(self, now_ms: int) -> None:
        while any(self._under_way.values()):
            for waiting in list(self._under_way.values()):
                if waiting:
                    self._arrive(waiting.popleft(), now_ms)

    def _arrive(self, said: Message, now_ms: int) -> None:
        self.put(StoredRecord(TOPIC, PARTITION, 0, now_ms, said.key, said.value, said.headers))
