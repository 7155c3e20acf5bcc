"""Takes records in and closes with a report; holds no bodies but what the reference judges."""

from collections import Counter
from collections.abc import Callable

import orjson

from contracts.lifecycle import State
from contracts.reasons import Reason
from contracts.records import Record
from contracts.releases import Releases
from contracts.sla import CLOCK_EVENTS, WindowMoved
from contracts.topics import ARCHIVE, CASES, CATALOGUE, QUARANTINE, REQUESTS, RETRIES, SLA, STATUS
from services.ledger.cases import Cases
from services.ledger.causes import Causes
from services.ledger.copies import Copies
from services.ledger.earlier import Earlier
from services.ledger.findings import (
    UNREADABLE,
    At,
    Bounds,
    Edges,
    Findings,
    agency_of,
    at,
    header,
    is_of_a_case,
)
from services.ledger.judging import Judging
from services.ledger.measures import Delays, whole
from services.ledger.names import ASIDE, REJECTION, Names
from services.ledger.outcomes import Outcomes
from services.ledger.owners import Owners, reader_of
from services.ledger.report import Report
from services.ledger.requested import Entries, Requested
from services.ledger.scope import Scope
from services.ledger.sends import Sends
from services.ledger.stories import Breaches, Document, Paths, Sequences


class Book:
    """The ledger in the making: the catalogue, agencies' events and facts first, then the rest.

    Records of one partition come in the order of their offsets.
    """

    def __init__(self, bounds: Bounds | None = None, scope: Scope | None = None) -> None:
        bounds, self._scope = bounds or Bounds(), scope or Scope()
        findings = self._findings = Findings()
        edges = self._edges = Edges(bounds)
        self._outcomes = Outcomes(findings, bounds, self._scope.worked)
        self._copies = Copies(findings)
        self._sequences = Sequences(findings, bounds)
        self._paths = Paths(findings, bounds)
        self._earlier = Earlier(findings, bounds, self._sequences, self._paths)
        self._breaches = Breaches(findings)
        self._causes = Causes(findings, edges)
        self._owners = Owners(findings, edges)
        self._names = Names(findings)
        self._judging = Judging(findings, bounds, self._scope.every)
        books = (self._causes, self._judging, self._owners, self._copies, self._names)
        entries = Entries(edges, *books, self._outcomes, self._sequences)
        self._requested = Requested(entries)
        self._sends = Sends(findings, bounds, self._scope.history)
        self._delays = Delays()
        self._cases = Cases(findings, bounds)
        self._releases = Releases()
        self._status: Counter[str] = Counter()
        self._sla: Counter[str] = Counter()
        self._records: Counter[str] = Counter()
        self._read = 0
        self._takers: dict[str, Callable[[Record], None]] = {
            CATALOGUE: self._published,
            CASES: self._kept,
        }
        self._readers: dict[str, Callable[[Record, Document], None]] = {
            REQUESTS: self._requested.take,
            STATUS: self._moved,
            SLA: self._clocked,
            QUARANTINE: self._put_aside,
            ARCHIVE: self._archived,
            RETRIES: self._decided,
        }

    def take(self, record: Record) -> None:
        """One record of any topic the ledger reads."""
        self._read += 1
        taker = self._takers.get(record.topic)
        if taker is None:
            taker = self._takers[record.topic] = self._taker(record.topic)
        taker(record)

    def close(self, *, at_rest: bool = True) -> Report:
        """The report over all that was taken; `at_rest`: no case was written while it was read."""
        self._cases.conclude(self._outcomes, self._sequences, self._paths, self._judging)
        self._sequences.conclude(at_rest=at_rest)
        self._outcomes.conclude(at_rest=at_rest)
        self._requested.conclude()
        self._causes.conclude(at_rest=at_rest)
        self._owners.conclude(at_rest=at_rest)
        judgement = self._judging.conclude(self._releases, self._scope.worked.folded())
        clients = self._sends.conclude()
        classes = self._outcomes.classes
        return Report(
            records=self._records.total(),
            classes=whole(sum(classes.values(), Counter())),
            unaccounted=self._outcomes.unaccounted,
            quarantined=dict(sorted(self._outcomes.quarantined.items())),
            facts=self._outcomes.facts,
            copies=self._copies.count,
            requests=dict(sorted(self._cases.requests.total.items())),
            status={state: self._status[state] for state in State if self._status[state]},
            sla=dict(sorted(self._sla.items())),
            latency=self._delays.conclude(),
            agencies=self._cases.requests.by_agency(self._records, classes),
            read=self._read,
            reference=judgement,
            clients=clients,
            edges=dict(sorted(self._findings.edges.items())),
            restored=self._earlier.logs,
            problem_count=self._findings.count,
            problems=tuple(self._findings.first),
        )

    def _taker(self, topic: str) -> Callable[[Record], None]:
        """What to do with the records of a topic met for the first time."""
        agency = agency_of(topic)
        return self._reading(topic) if agency is None else self._sending(agency)

    def _sending(self, agency: str) -> Callable[[Record], None]:
        def take(record: Record) -> None:
            self._records[agency] += 1
            self._outcomes.sent(record)
            self._causes.sent(record)
            self._sends.stored(record)

        return take

    def _reading(self, topic: str) -> Callable[[Record], None]:
        reader = self._readers.get(topic, self._answered)

        def take(record: Record) -> None:
            try:
                reader(record, orjson.loads(record.value or b""))
            except UNREADABLE as error:
                self._findings.unreadable(at(record), error)

        return take

    def _published(self, record: Record) -> None:
        self._releases.apply(record)
        if self._releases.clock is not None:
            self._names.epoch = self._releases.clock.epoch
            self._earlier.told(self._releases.clock)

    def _kept(self, record: Record) -> None:
        self._cases.keep(record)
        self._earlier.case(record)

    def _moved(self, record: Record, event: Document) -> None:
        self._said(record, event, header(record, "ce_type"))
        self._paths.take(record, event, self._life(record, event))
        self._delays.take(record, event)
        self._owners.moved(event)
        self._status[event["state"]] += 1

    def _clocked(self, record: Record, event: Document) -> None:
        kind = header(record, "ce_type")
        if kind not in CLOCK_EVENTS and kind != WindowMoved.TYPE:
            raise ValueError(kind)
        self._said(record, event, kind)
        if kind in CLOCK_EVENTS:
            self._sla[kind.split(".")[2]] += 1
            self._breaches.take(record, event, self._life(record, event))

    def _said(self, record: Record, event: Document, kind: str) -> None:
        self._numbered(record, event)
        self._causes.effect(record, event)
        self._judging.said(record, kind, event["request_id"])

    def _numbered(self, record: Record, event: Document) -> None:
        request, seq = event["request_id"], event["seq"]
        self._names.of_event(record, header(record, "ce_id"), request, seq)
        self._sequences.take(record, request, seq)

    def _life(self, record: Record, event: Document) -> int:
        return self._sequences.life(record.topic, event["request_id"])

    def _decided(self, record: Record, decision: Document) -> None:
        """What an operator decided; what it comes to is read where it stands."""
        if "original" in decision:
            self._names.retried(record, decision["original"])

    def _archived(self, record: Record, event: Document) -> None:
        self._said(record, event, header(record, "ce_type"))
        self._cases.put_away(record, event)
        self._sequences.put_away(event["request_id"])

    def _answered(self, record: Record, event: Document) -> None:
        reader_of(record.topic)
        if event.get("seq") is not None:
            self._numbered(record, event)
        elif is_of_a_case(record):  # it remembers nothing of the record
            self._names.of_fact(record, self._outcomes.facts_of(event))
        else:
            event_id = header(record, "ce_id")
            if not self._copies.is_first(event_id, record):
                return
            self._names.of_record(record, event, REJECTION, event_id)
        self._owners.answered(record, header(record, "ce_type"), event)

    def _put_aside(self, record: Record, put_aside: Document) -> None:
        original = put_aside["original"]
        if put_aside["hop"] == "case" and put_aside.get("seq") is None:
            retry = put_aside.get("retry")
            known = [retry] if retry else self._outcomes.facts_of(original)[:1]
            self._names.of_fact(record, known)
            self._outcomes.turned_away(record, put_aside)
            self._owners.aside(record, put_aside)
            return
        if put_aside["hop"] == "case":
            self._numbered(record, put_aside)
            if put_aside["reason"] == Reason.SURPRISE:
                where = At(original["topic"], original["partition"], original["offset"])
                retry = put_aside.get("retry") or ""
                self._judging.surprised(put_aside["request_id"], where, retry)
            if self._earlier.has(original["logged_ms"]):
                return
        elif not self._copies.is_first(put_aside["quarantine_id"], record):
            return
        else:
            ids = (header(record, "ce_id"), put_aside["quarantine_id"])
            self._names.of_record(record, original, ASIDE, *ids)
        self._outcomes.aside(record, put_aside)
        self._owners.aside(record, put_aside)
