"""Ids name what they are: worked out again from what a record says, apart from what made them."""

import hashlib
from uuid import UUID

from contracts.records import Record
from services.ledger.findings import Findings, at, header
from services.ledger.report import Check
from services.ledger.stories import Document

_NAMESPACE = UUID("5b0d3c4e-6d0f-5a53-9a52-3d1d5f0e7c11").bytes
"""Written down a second time on purpose: a check that asked the bus would agree with anything."""

_VARIANT = "89ab" * 4
"""RFC 9562: of the digit that stands there the two low bits are kept."""

FACT, ASIDE, REJECTION = range(3)
"""What intake may make of one record, each with a number of its own in its id."""


class Names:
    """Every id of a log; `epoch` tells that log from any other."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self.epoch: str | None = None

    def of_record(self, record: Record, origin: Document, made: int, *ids: str) -> None:
        """What intake made of a record: the hash of that record's coordinates, wherever it is."""
        if self.epoch is None:
            return
        place = (origin["topic"], origin["partition"], origin["offset"])
        parts = "\n".join(map(str, (self.epoch, *place, made)))
        meant = hashlib.blake2b(parts.encode(), digest_size=16).hexdigest()
        for event_id in ids:
            self._must_be(record, event_id, meant)

    def of_fact(self, record: Record, fact_id: str | None) -> None:
        """What a case said of a fact it could not remember: a UUID of the fact and the topic."""
        if fact_id is not None:
            self.of_event(record, header(record, "ce_id"), fact_id, 0)

    def of_event(self, record: Record, event_id: str, request: str, seq: int) -> None:
        """What a case said: a UUID, version 5, of the request, the topic and the number."""
        if self.epoch is None:
            return
        name = f"{request}\n{record.topic}\n{seq}".encode()
        text = hashlib.sha1(_NAMESPACE + name, usedforsecurity=False).hexdigest()
        variant = _VARIANT[int(text[16], 16)]
        first, last = f"{text[:8]}-{text[8:12]}-5{text[13:16]}", f"{text[17:20]}-{text[20:32]}"
        self._must_be(record, event_id, f"{first}-{variant}{last}")

    def _must_be(self, record: Record, event_id: str, meant: str) -> None:
        if event_id != meant:
            sentence = f"has the id {event_id}; what it says would make it {meant}"
            self._findings.add(Check.NAMES, at(record), sentence)
