"""What stands on bus.requests.v1, entered where it counts: facts, orders, the clock, and kin."""

from typing import NamedTuple

from contracts.kin import KIN_FACTS, PartGiven
from contracts.orders import ORDERS
from contracts.records import Record
from contracts.requests import FACTS, ClockAdvanced
from contracts.retries import RequestReleased
from services.ledger.causes import Causes
from services.ledger.copies import Copies
from services.ledger.findings import Edges, header
from services.ledger.judging import Judging
from services.ledger.names import FACT, Names
from services.ledger.outcomes import Outcomes, retry_of
from services.ledger.owners import Owners
from services.ledger.stories import Document, Sequences


class Entries(NamedTuple):
    """Where a record is entered."""

    edges: Edges
    causes: Causes
    judging: Judging
    owners: Owners
    copies: Copies
    names: Names
    outcomes: Outcomes
    sequences: Sequences


class Requested:
    """Takes the records of bus.requests.v1 in the order of their offsets."""

    def __init__(self, entries: Entries) -> None:
        self._in = entries
        self._effects: list[tuple[Record, Document]] = []

    def take(self, record: Record, fact: Document) -> None:
        """One record; ValueError where it is of no known type."""
        kind = header(record, "ce_type")
        self._in.edges.wrote(record)
        if kind == ClockAdvanced.TYPE:
            self._in.causes.passed(record, fact)
            self._in.judging.passed(record, fact)
        elif kind in ORDERS or kind == RequestReleased.TYPE:
            self._in.causes.ordered(record, fact)
            self._in.owners.ordered(fact)
            self._in.judging.told(record, kind, fact["request_id"], fact["order_id"])
        elif kind in KIN_FACTS:
            self._passed_on(record, kind, fact)
        elif kind in FACTS:
            self._fact(record, kind, fact)
        else:
            raise ValueError(kind)

    def conclude(self) -> None:
        """What a case told another was led to by a record that exists."""
        for record, cause in self._effects:
            self._in.causes.effect(record, {"cause": cause})
        self._effects.clear()

    def _fact(self, record: Record, kind: str, fact: Document) -> None:
        if self._in.copies.is_first(f"{fact['fact_id']} {retry_of(fact)}", record):
            ids = (header(record, "ce_id"), fact["fact_id"])
            self._in.names.of_record(record, fact["origin"], FACT, *ids)
            self._in.outcomes.fact(record, kind, fact)
            self._in.causes.fact(record, fact)
            self._in.owners.fact(record, kind, fact)
            self._in.judging.told(record, kind, fact["request_id"], fact["fact_id"])

    def _passed_on(self, record: Record, kind: str, fact: Document) -> None:
        """An effect of one record and a cause of others; the first may not have been read yet."""
        teller, seq = fact["of"], fact.get("seq")
        self._in.causes.told(record, fact)
        self._effects.append((record, fact["cause"]))
        if seq is not None:
            self._in.names.of_event(record, header(record, "ce_id"), teller, seq)
            self._in.sequences.take(record, teller, seq)
            self._in.judging.said(record, kind, teller)
        if kind == PartGiven.TYPE:
            self._in.owners.given(fact)
        self._in.judging.told(record, kind, fact["request_id"], fact["fact_id"])
