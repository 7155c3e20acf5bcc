"""Each case as it was written last, beside what was told of it; holds no other body."""

from itertools import chain

import orjson

from contracts.cases import Class, Stub
from contracts.envelope import type_of
from contracts.lifecycle import State
from contracts.records import Record
from contracts.topics import ARCHIVE, STATUS
from services.ledger.findings import UNREADABLE, At, Bounds, Findings, at
from services.ledger.judging import Judging
from services.ledger.measures import Requests
from services.ledger.outcomes import Outcomes
from services.ledger.report import Check
from services.ledger.stories import Document, Paths, Sequences


class Cases:
    """The last record of every case."""

    def __init__(self, findings: Findings, bounds: Bounds) -> None:
        self._findings = findings
        self._bounds = bounds
        self._last: dict[bytes, tuple[bytes, At]] = {}
        self._away: dict[bytes, list[tuple[bytes, At]]] = {}
        self._stubs: dict[bytes, At] = {}
        self.requests = Requests()

    def put_away(self, record: Record, archived: Document) -> None:
        """A record of bus.archive.v1: a case as it was before only a stub was left.

        Once its reference was forgotten a request may begin again, and be put away again.
        """
        body = orjson.dumps(archived["case"])
        self._away.setdefault(archived["request_id"].encode(), []).append((body, at(record)))

    def keep(self, record: Record) -> None:
        """A record of bus.cases.v1; one without a body is a removal."""
        key = record.key or b""
        self._last.pop(key, None)
        self._stubs.pop(key, None)
        if record.value is None:
            return
        if type_of(record.headers) == Stub.TYPE:
            self._stubs[key] = at(record)
        else:
            self._last[key] = (record.value, at(record))

    def conclude(
        self, outcomes: Outcomes, sequences: Sequences, paths: Paths, judging: Judging
    ) -> None:
        """Tell the others what every case remembers, once all else is read."""
        for key, where in self._stubs.items():
            if key not in self._away and self._bounds.whole(ARCHIVE):
                sentence = f"of request {key.decode()} a stub is left; its story was not put away"
                self._findings.add(Check.CASES, where, sentence)
        for body, where in (*chain.from_iterable(self._away.values()), *self._last.values()):
            try:
                case = orjson.loads(body)
                for fact_id, _, _, outcome, *_ in case.get("judged", ()):
                    outcomes.judged(fact_id, Class(outcome), where)
                judging.remembered(case["request_id"], case, where)
                self._compare(case, where, sequences, paths)
            except UNREADABLE as error:
                self._findings.unreadable(where, error)
        self._last.clear()
        self._away.clear()

    def _compare(self, case: Document, where: At, sequences: Sequences, paths: Paths) -> None:
        """A case and its last status event say the same."""
        key, counters = case["request_id"], case.get("counters", {})
        sequences.remember(key, counters, where)
        state = State(case["state"]) if case.get("state") is not None else None
        if case.get("request") is not None:
            submitter = case["request"]["submitter"]
            self.requests.take(submitter, state, resolved=key in paths.resolved)
        last = paths.last.get(key)
        if sequences.last(STATUS, key) == counters.get(STATUS) and last is not state:
            sentence = f"the case of request {key} is {state}, its last status event says {last}"
            self._findings.add(Check.CASES, where, sentence)
