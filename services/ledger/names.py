"""Ids name what they are: worked out again from what a record says, apart from what made them."""

import hashlib
from collections import defaultdict
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

Place = tuple[str, int, int]
"""Topic, partition, offset."""


def _place(document: Document) -> Place:
    return document["topic"], document["partition"], document["offset"]


class Names:
    """Every id of a log; `epoch` tells that log from any other."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._again: defaultdict[Place, list[Place]] = defaultdict(list)
        self.epoch: str | None = None

    def retried(self, record: Record, original: Document) -> None:
        """A record is read again: what cannot be taken then is named by the retry's place."""
        place = (record.topic, record.partition, record.offset)
        self._again[_place(original)].append(place)

    def of_record(self, record: Record, origin: Document, made: int, *ids: str) -> None:
        """What intake made of a record: the hash of that record's coordinates, wherever it is."""
        if self.epoch is None:
            return
        first = _place(origin)
        again = self._again.get(first, ()) if made != FACT else ()
        meant = [self._hashed(place, made) for place in (first, *again)]
        for event_id in ids:
            self._must_be(record, event_id, meant)

    def _hashed(self, place: Place, made: int) -> str:
        parts = "\n".join(map(str, (self.epoch, *place, made)))
        return hashlib.blake2b(parts.encode(), digest_size=16).hexdigest()

    def of_fact(self, record: Record, names: list[str]) -> None:
        """What a case said of a fact it could not remember: a UUID of the fact or its retry."""
        if self.epoch is not None and names:
            meant = [self._uuid(record.topic, name, 0) for name in names]
            self._must_be(record, header(record, "ce_id"), meant)

    def of_event(self, record: Record, event_id: str, request: str, seq: int) -> None:
        """What a case said: a UUID, version 5, of the request, the topic and the number."""
        if self.epoch is not None:
            self._must_be(record, event_id, [self._uuid(record.topic, request, seq)])

    def _uuid(self, topic: str, request: str, seq: int) -> str:
        name = f"{request}\n{topic}\n{seq}".encode()
        text = hashlib.sha1(_NAMESPACE + name, usedforsecurity=False).hexdigest()
        variant = _VARIANT[int(text[16], 16)]
        first, last = f"{text[:8]}-{text[8:12]}-5{text[13:16]}", f"{text[17:20]}-{text[20:32]}"
        return f"{first}-{variant}{last}"

    def _must_be(self, record: Record, event_id: str, meant: list[str]) -> None:
        if event_id not in meant:
            sentence = f"has the id {event_id}; what it says would make it {meant[-1]}"
            self._findings.add(Check.NAMES, at(record), sentence)
