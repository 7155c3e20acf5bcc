"""Every request's story held against the reference; collects first, judges when all is read."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from contracts.cases import Class
from contracts.records import Record
from contracts.releases import Releases
from contracts.topics import ARCHIVE, REQUESTS, SLA, STATUS
from services.ledger.comparing import Reached, Remembered, problems
from services.ledger.findings import UNREADABLE, At, Bounds, Findings, at
from services.ledger.gathered import Gathered, Told
from services.ledger.observing import Kept
from services.ledger.reference import (
    Document,
    Ground,
    Heard,
    Kin,
    Ordered,
    Passed,
    Reference,
    Times,
)
from services.ledger.report import ALL, NONE, Check, Judgement

Said = Heard | Ordered | Kin
"""What is said of a request, ordered of it, or told it by another."""

NOT_WHOLE = "a part of its history lies outside what was read"
NO_CLOCK = "no city clock was read"
STOPPED = "our own failure stopped it on an order or while time passed"


class Judging:
    """Collects one request in `every`; 1 is all of them, 0 none."""

    def __init__(self, findings: Findings, bounds: Bounds, every: int) -> None:
        self._findings = findings
        self._bounds = bounds
        self._every = every
        self._requests: defaultdict[str, Gathered] = defaultdict(Gathered)
        self._times: defaultdict[int, list[Passed]] = defaultdict(list)
        self._left_out: Counter[str] = Counter()

    def wants(self, request: str) -> bool:
        """Whether a request is one of those to be judged."""
        return self._every == ALL or (
            self._every != NONE and int(request[:8], 16) % self._every == 0
        )

    def passed(self, record: Record, time: Document) -> None:
        """A record of the clock."""
        if self._every:
            until = datetime.fromisoformat(time["until"])
            one = Passed(record.offset, record.timestamp, time["until_ms"], until)
            self._times[record.partition].append(one)

    def told(self, record: Record, kind: str, request: str, identity: str) -> None:
        """A fact's first copy, or an order."""
        if self.wants(request):
            place = (record.partition, record.offset, record.timestamp)
            one = Told(identity, kind, *place, record.value or b"")
            self._requests[request].told.append(one)

    def said(self, record: Record, kind: str, request: str) -> None:
        """Something a case said on a topic that the reference judges."""
        if self.wants(request):
            kept = Kept(at(record), kind, record.value or b"")
            self._requests[request].said[record.topic].append(kept)

    def surprised(self, request: str, where: At, retry: str) -> None:
        """A record a case put aside because our own code failed on it, again for a retry."""
        if self.wants(request):
            self._requests[request].surprised.add((where, retry))

    def remembered(self, request: str, case: Document, where: At) -> None:
        """A case as it was written last, or as it was put away."""
        if self.wants(request):
            classes = {one[0]: Class(one[3]) for one in case.get("judged", ())}
            merging = [case["merging"]] if case.get("merging") else []
            orders = frozenset(one["order_id"] for one in (*case.get("orders", ()), *merging))
            held = case.get("held", False)
            over = where.topic == ARCHIVE
            one = Remembered(where, classes, orders, case.get("heard", {}), held, over)
            self._requests[request].remember(one)

    def conclude(self, releases: Releases, folded: Mapping[int, int] | None) -> Judgement:
        """Judge every request.

        `folded`: up to which offset each partition's facts are known to have been folded; where
        that is not known, what cases judged says it.
        """
        judged = 0
        if releases.clock is None:
            self._left_out[NO_CLOCK] += len(self._requests)
        else:
            reference = Reference(Ground(releases.version, releases.clock))
            reached = self._by_cases() if folded is None else folded
            times = {partition: Times(found) for partition, found in self._times.items()}
            for request, found in self._requests.items():
                clock = times.get(found.partition, _NEVER)
                upto = 0 if self._bounds.cut else reached.get(found.partition, 0)
                try:
                    judged += self._judge(request, found, reference, Reached(clock, upto))
                except UNREADABLE as error:
                    self._findings.unreadable(found.place, error)
        self._requests.clear()
        left_out = dict(sorted(self._left_out.items()))
        return Judgement(every=self._every, requests=judged, left_out=left_out)

    def _judge(self, request: str, found: Gathered, reference: Reference, reached: Reached) -> bool:
        whole = all(self._bounds.whole(topic) for topic in (REQUESTS, STATUS, SLA))
        if not whole and not found.is_all():
            self._left_out[NOT_WHOLE] += 1
            return False
        told = self._taken(request, found, reached)
        surprised = frozenset(_ids(told, found.surprised))
        verdict = reference.judge(found.partition, told, reached.clock, surprised)
        if found.is_held and not verdict.held:
            self._left_out[STOPPED] += 1
            return False
        if verdict.unjudged is not None:
            self._left_out[verdict.unjudged] += 1
        known = {At(*one.at) if isinstance(one, Heard) else _at(found, one) for one in told}
        for where, sentence in problems(verdict, found.said, found.case, reached.of(known)):
            self._findings.add(Check.REFERENCE, where, f"request {request} {sentence}")
        return bool(told) and verdict.unjudged is None

    def _taken(self, request: str, found: Gathered, reached: Reached) -> list[Said]:
        """What the case took, and what it may yet take; a fact it lost is told of elsewhere."""
        taken = []
        for one in found.told:
            if found.was_taken(one) or one.offset >= reached.folded:
                taken.append(one.read())
            elif one.is_order and not found.is_held and not found.is_over:
                sentence = f"the case of request {request} took no notice of this order"
                self._findings.add(Check.OUTCOME, one.where, sentence)
        return taken

    def _by_cases(self) -> dict[int, int]:
        """Facts are folded in order: up to the last one judged, all of a partition were."""
        reached: dict[int, int] = {}
        for found in self._requests.values():
            reached[found.partition] = max(found.folded(), reached.get(found.partition, 0))
        return reached


def _ids(told: list[Said], surprised: set[tuple[At, str]]) -> Iterator[tuple[str, str]]:
    """Which facts our own failure put aside, with the retry they were read for."""
    for one in told:
        if isinstance(one, Heard) and (At(*one.at), one.retry_id) in surprised:
            yield one.fact_id, one.retry_id


def _at(found: Gathered, order: Ordered | Kin) -> At:
    return At(REQUESTS, found.partition, order.offset)


_NEVER = Times(())
