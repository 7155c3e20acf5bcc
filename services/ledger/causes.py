"""Nothing without a cause: what is told names a record that exists, came before, and led to it."""

from typing import NamedTuple

from contracts.records import Record
from contracts.topics import REQUESTS
from services.ledger.findings import EARLIER, At, Edges, Findings, agency_of, at
from services.ledger.report import Check
from services.ledger.stories import Document

_TIME = ""
"""No fact: a record of the clock."""


class _Known(NamedTuple):
    """A record that may lead to something, and when that was folded at the earliest."""

    fact_id: str
    logged_ms: int
    """LogAppendTime of the record an effect names."""
    written_ms: int
    """LogAppendTime of what stands on bus.requests.v1."""


class Causes:
    """Facts and the clock on one side, what cases said on the other."""

    def __init__(self, findings: Findings, edges: Edges) -> None:
        self._findings = findings
        self._edges = edges
        self._known: dict[At, _Known] = {}
        self._sent: dict[At, int] = {}
        self._unknown: list[tuple[Record, At]] = []

    def sent(self, record: Record) -> None:
        """An agency's record."""
        self._sent[at(record)] = record.timestamp

    def fact(self, record: Record, fact: Document) -> None:
        """A fact's first copy: it says of its record what that record is."""
        origin = fact["origin"]
        where = At(origin["topic"], origin["partition"], origin["offset"])
        logged_ms = self._sent.get(where, origin["logged_ms"])
        if logged_ms != origin["logged_ms"]:
            came = f"it came at {logged_ms} ms, the fact says {origin['logged_ms']}"
            self._say(record, f"the fact {fact['fact_id']} names {where}; {came}")
        self._known.setdefault(where, _Known(fact["fact_id"], logged_ms, record.timestamp))

    def passed(self, record: Record, time: Document) -> None:
        """A record of the clock: never ahead of the broker's own."""
        if time["until_ms"] > record.timestamp:
            ahead = time["until_ms"] - record.timestamp
            self._say(record, f"the clock passed to an instant {ahead} ms ahead of the broker's")
        self._known[at(record)] = _Known(_TIME, record.timestamp, record.timestamp)

    def ordered(self, record: Record, order: Document) -> None:
        """An operator's order."""
        ms = record.timestamp
        self._known[at(record)] = _Known(order["order_id"], ms, ms)

    def told(self, record: Record, fact: Document) -> None:
        """What another request's case told this one."""
        ms = record.timestamp
        self._known[at(record)] = _Known(fact["fact_id"], ms, ms)

    def effect(self, record: Record, event: Document) -> None:
        """Something a case said."""
        cause = event["cause"]
        where = At(cause["topic"], cause["partition"], cause["offset"])
        known = self._known.get(where)
        if self._edges.is_earlier(cause["logged_ms"]):
            self._findings.leave(EARLIER)
        elif known is None:
            self._unknown.append((record, where))
        elif known.fact_id not in {cause["fact_id"], _TIME}:
            said = f"the fact {cause['fact_id']}, of {where} there is only {known.fact_id}"
            self._say(record, f"names as its cause {said}")
        elif known.logged_ms != cause["logged_ms"]:
            came = f"came at {known.logged_ms} ms, not {cause['logged_ms']}"
            self._say(record, f"names {where} as its cause, which {came}")
        elif known.written_ms > record.timestamp:
            ahead = known.written_ms - record.timestamp
            self._say(record, f"came {ahead} ms before its cause, {where}, was written down")

    def conclude(self, *, at_rest: bool) -> None:
        """Report effects whose cause was never found, where it must have been."""
        for record, where in self._unknown:
            could = where.topic == REQUESTS or agency_of(where.topic) is not None
            excuse = self._edges.excuse(record, at_rest=at_rest) if could else None
            if excuse is not None:
                self._findings.leave(excuse)
            else:
                what = "fact or record of the clock"
                self._say(record, f"names {where} as its cause, of which there is no {what}")
        self._unknown.clear()

    def _say(self, record: Record, sentence: str) -> None:
        self._findings.add(Check.CAUSES, at(record), sentence)
