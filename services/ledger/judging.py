"""Every request's story held against the reference; collects first, judges when all is read."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import orjson

from contracts.cases import Class
from contracts.records import Record
from contracts.releases import Releases
from contracts.topics import REQUESTS, SLA, STATUS
from services.ledger.comparing import Kept, Reached, Remembered, problems
from services.ledger.findings import At, Bounds, Findings, at
from services.ledger.reference import Document, Ground, Heard, Passed, Reference, Times
from services.ledger.report import ALL, NONE, Check, Judgement

NOT_WHOLE = "a part of its history lies outside what was read"
NO_CLOCK = "no city clock was read"
STOPPED = "our own failure stopped it while time passed"


class _Fact(NamedTuple):
    """A fact until it is judged."""

    fact_id: str
    kind: str
    offset: int
    logged_ms: int
    body: bytes

    def read(self) -> Heard:
        return Heard(self.kind, self.offset, self.logged_ms, orjson.loads(self.body))


@dataclass(slots=True)
class _Request:
    """What was read of one request."""

    partition: int = -1
    facts: list[_Fact] = field(default_factory=list)
    said: dict[str, list[Kept]] = field(default_factory=lambda: {STATUS: [], SLA: []})
    surprised: set[At] = field(default_factory=set)
    case: Remembered | None = None


class Judging:
    """Collects one request in `every`; 1 is all of them, 0 none."""

    def __init__(self, findings: Findings, bounds: Bounds, every: int) -> None:
        self._findings = findings
        self._bounds = bounds
        self._every = every
        self._requests: defaultdict[str, _Request] = defaultdict(_Request)
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

    def heard(self, record: Record, kind: str, fact: Document) -> None:
        """A fact's first copy."""
        request = fact["request_id"]
        if self.wants(request):
            found = self._requests[request]
            found.partition = record.partition
            body = record.value or b""
            one = _Fact(fact["fact_id"], kind, record.offset, record.timestamp, body)
            found.facts.append(one)

    def said(self, record: Record, kind: str, request: str) -> None:
        """Something a case said on bus.status.v1 or bus.sla.v1."""
        if self.wants(request):
            kept = Kept(at(record), kind, record.value or b"")
            self._requests[request].said[record.topic].append(kept)

    def surprised(self, request: str, where: At) -> None:
        """A record a case put aside because our own code failed on it."""
        if self.wants(request):
            self._requests[request].surprised.add(where)

    def remembered(self, request: str, case: Document, where: At) -> None:
        """A case as it was written last."""
        if self.wants(request):
            classes = {one[0]: Class(one[3]) for one in case.get("judged", ())}
            self._requests[request].case = Remembered(where, classes, case.get("held", False))

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
                judged += self._judge(request, found, reference, Reached(clock, upto))
        self._requests.clear()
        left_out = dict(sorted(self._left_out.items()))
        return Judgement(every=self._every, requests=judged, left_out=left_out)

    def _judge(self, request: str, found: _Request, reference: Reference, reached: Reached) -> bool:
        judged = found.case.classes if found.case is not None else {}
        # a fact no case judged is told of as lost: its effects cannot be missed as well
        taken = (
            one for one in found.facts if one.fact_id in judged or one.offset >= reached.folded
        )
        facts = [one.read() for one in taken]
        if not self._is_whole(found):
            self._left_out[NOT_WHOLE] += 1
            return False
        surprised = frozenset(one.fact_id for one in facts if one.at in found.surprised)
        verdict = reference.judge(found.partition, facts, reached.clock, surprised)
        if found.case is not None and found.case.held and not verdict.held:
            self._left_out[STOPPED] += 1
            return False
        if verdict.unjudged is not None:
            self._left_out[verdict.unjudged] += 1
        known = {At(*one.at) for one in facts}
        for where, sentence in problems(verdict, found.said, found.case, reached.of(known)):
            self._findings.add(Check.REFERENCE, where, f"request {request} {sentence}")
        return verdict.unjudged is None

    def _is_whole(self, found: _Request) -> bool:
        """Whether everything its case judged is at hand."""
        if all(self._bounds.whole(topic) for topic in (REQUESTS, STATUS, SLA)):
            return True
        heard = {one.fact_id for one in found.facts}
        return found.case is not None and set(found.case.classes) <= heard

    def _by_cases(self) -> dict[int, int]:
        """Facts are folded in order: up to the last one judged, all of a partition were."""
        reached: dict[int, int] = {}
        for found in self._requests.values():
            judged = found.case.classes if found.case is not None else {}
            upto = max((one.offset + 1 for one in found.facts if one.fact_id in judged), default=0)
            reached[found.partition] = max(upto, reached.get(found.partition, 0))
        return reached


_NEVER = Times(())
