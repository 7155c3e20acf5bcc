"""Each case as it was written last, beside what was told of it; holds no other body."""

import orjson

from contracts.cases import Class
from contracts.lifecycle import State
from contracts.records import Record
from contracts.topics import STATUS
from services.ledger.findings import UNREADABLE, At, Findings, at
from services.ledger.judging import Judging
from services.ledger.measures import Requests
from services.ledger.outcomes import Outcomes
from services.ledger.report import Check
from services.ledger.stories import Document, Paths, Sequences


class Cases:
    """The last record of every case."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._last: dict[bytes, tuple[bytes, At]] = {}
        self.requests = Requests()

    def keep(self, record: Record) -> None:
        """A record of bus.cases.v1; one without a body is a removal."""
        key = record.key or b""
        if record.value is None:
            self._last.pop(key, None)
        else:
            self._last[key] = (record.value, at(record))

    def conclude(
        self, outcomes: Outcomes, sequences: Sequences, paths: Paths, judging: Judging
    ) -> None:
        """Tell the others what every case remembers, once all else is read."""
        for body, where in self._last.values():
            try:
                case = orjson.loads(body)
                for fact_id, _, _, outcome, *_ in case.get("judged", ()):
                    outcomes.judged(fact_id, Class(outcome), where)
                judging.remembered(case["request_id"], case, where)
                self._compare(case, where, sequences, paths)
            except UNREADABLE as error:
                self._findings.unreadable(where, error)
        self._last.clear()

    def _compare(self, case: Document, where: At, sequences: Sequences, paths: Paths) -> None:
        """A case and its last status event say the same."""
        key, counters = case["request_id"], case.get("counters", {})
        sequences.compare(key, counters, where)
        state = State(case["state"]) if case.get("state") is not None else None
        if case.get("request") is not None:
            submitter = case["request"]["submitter"]
            self.requests.take(submitter, state, resolved=key in paths.resolved)
        last = paths.last.get(key)
        if sequences.last(STATUS, key) == counters.get(STATUS) and last is not state:
            sentence = f"the case of request {key} is {state}, its last status event says {last}"
            self._findings.add(Check.CASES, where, sentence)
