"""Takes records in and closes with a report; holds no bodies but each case's last."""

from collections import Counter

import orjson

from contracts.cases import Class
from contracts.lifecycle import State
from contracts.orders import ORDERS
from contracts.records import Record
from contracts.requests import FACTS, ClockAdvanced
from contracts.retries import RequestReleased
from contracts.sla import CLOCK_EVENTS, ClockBreached
from contracts.topics import CASES, QUARANTINE, REQUESTS, RETRIES, SLA, STATUS, agency_of
from services.ledger.copies import Copies
from services.ledger.findings import At, Bounds, Findings, at
from services.ledger.measures import Delays, Requests, whole
from services.ledger.outcomes import Outcomes, retry_of
from services.ledger.report import Check, Report
from services.ledger.stories import Breaches, Document, Paths, Sequences

_INBOX = ".inbox.v1"
_UNREADABLE = (KeyError, TypeError, ValueError)


class Book:
    """The ledger in the making: agencies' events topics first, the rest in any order.

    Records of one partition come in the order of their offsets.
    """

    def __init__(self, bounds: Bounds | None = None) -> None:
        bounds = bounds or Bounds()
        self._findings = Findings()
        self._outcomes = Outcomes(self._findings, bounds)
        self._copies = Copies(self._findings)
        self._sequences = Sequences(self._findings, bounds)
        self._paths = Paths(self._findings, bounds)
        self._breaches = Breaches(self._findings)
        self._delays = Delays()
        self._requests = Requests()
        self._cases: dict[bytes, tuple[bytes, At]] = {}
        self._status: Counter[str] = Counter()
        self._sla: Counter[str] = Counter()
        self._records: Counter[str] = Counter()
        self._readers = {
            REQUESTS: self._fact,
            STATUS: self._moved,
            SLA: self._clocked,
            QUARANTINE: self._put_aside,
        }

    def take(self, record: Record) -> None:
        """One record of any topic the ledger reads."""
        agency = agency_of(record.topic)
        if agency is not None:
            self._records[agency] += 1
            self._outcomes.sent(record)
        elif record.topic == CASES:
            self._keep(record)
        elif record.topic != RETRIES:  # what a decision comes to is read where it stands
            self._read(record)

    def close(self, *, at_rest: bool = True) -> Report:
        """The report over all that was taken; `at_rest`: no case was written while it was read."""
        for body, where in self._cases.values():
            self._case(body, where)
        self._cases.clear()
        self._sequences.conclude(at_rest=at_rest)
        self._outcomes.conclude(at_rest=at_rest)
        classes = self._outcomes.classes
        return Report(
            records=self._records.total(),
            classes=whole(sum(classes.values(), Counter())),
            unaccounted=self._outcomes.unaccounted,
            quarantined=dict(sorted(self._outcomes.quarantined.items())),
            facts=self._outcomes.facts,
            copies=self._copies.count,
            requests=dict(sorted(self._requests.total.items())),
            status={state: self._status[state] for state in State if self._status[state]},
            sla=dict(sorted(self._sla.items())),
            latency=self._delays.conclude(),
            agencies=self._requests.by_agency(self._records, classes),
            problem_count=self._findings.count,
            problems=tuple(self._findings.first),
        )

    def _keep(self, record: Record) -> None:
        key = record.key or b""
        if record.value is None:
            self._cases.pop(key, None)
        else:
            self._cases[key] = (record.value, at(record))

    def _read(self, record: Record) -> None:
        reader = self._readers.get(record.topic, self._answered)
        try:
            reader(record, orjson.loads(record.value or b""))
        except _UNREADABLE as error:
            self._cannot_read(at(record), error)

    def _cannot_read(self, where: At, error: Exception) -> None:
        sentence = f"cannot be read as what this topic carries ({type(error).__name__}: {error})"
        self._findings.add(Check.READABLE, where, sentence)

    def _fact(self, record: Record, fact: Document) -> None:
        kind = _kind(record)
        if kind in {ClockAdvanced.TYPE, RequestReleased.TYPE} or kind in ORDERS:
            return
        if kind not in FACTS:
            raise ValueError(kind)
        if self._copies.is_first(f"{fact['fact_id']} {retry_of(fact)}", record):
            self._outcomes.fact(record, kind, fact)

    def _moved(self, record: Record, event: Document) -> None:
        self._sequences.take(record, event["request_id"], event["seq"])
        self._paths.take(record, event)
        self._delays.take(record, event)
        self._status[event["state"]] += 1

    def _clocked(self, record: Record, event: Document) -> None:
        kind = _kind(record)
        if kind not in CLOCK_EVENTS:
            raise ValueError(kind)
        self._sequences.take(record, event["request_id"], event["seq"])
        self._sla[kind.split(".")[2]] += 1
        if kind == ClockBreached.TYPE:
            self._breaches.take(record, event)

    def _answered(self, record: Record, event: Document) -> None:
        if not record.topic.endswith(_INBOX):
            raise ValueError(record.topic)
        if event.get("seq") is None:
            self._copies.is_first(_header(record, "ce_id"), record)
        else:
            self._sequences.take(record, event["request_id"], event["seq"])

    def _put_aside(self, record: Record, put_aside: Document) -> None:
        if put_aside["hop"] == "case":
            self._sequences.take(record, put_aside["request_id"], put_aside["seq"])
            self._outcomes.aside(record, put_aside)
        elif self._copies.is_first(put_aside["quarantine_id"], record):
            self._outcomes.aside(record, put_aside)

    def _case(self, body: bytes, where: At) -> None:
        try:
            self._remembered(orjson.loads(body), where)
        except _UNREADABLE as error:
            self._cannot_read(where, error)

    def _remembered(self, case: Document, where: At) -> None:
        key = case["request_id"]
        for fact_id, _, _, outcome, *_ in case.get("judged", ()):
            self._outcomes.judged(fact_id, Class(outcome), where)
        counters = case.get("counters", {})
        self._sequences.compare(key, counters, where)
        state = State(case["state"]) if case.get("state") is not None else None
        if case.get("request") is not None:
            submitter = case["request"]["submitter"]
            self._requests.take(submitter, state, resolved=key in self._paths.resolved)
        last = self._paths.last.get(key)
        if self._sequences.last(STATUS, key) == counters.get(STATUS) and last is not state:
            sentence = f"the case of request {key} is {state}, its last status event says {last}"
            self._findings.add(Check.CASES, where, sentence)


def _kind(record: Record) -> str:
    return _header(record, "ce_type")


def _header(record: Record, name: str) -> str:
    for header, value in record.headers:
        if header == name and value is not None:
            return value.decode()
    raise KeyError(name)
