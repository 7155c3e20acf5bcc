"""What a chunk of agencies' records came to, in figures; pure counting, nothing is decided."""

from collections import Counter
from collections.abc import Sequence

import orjson

from agents.engine.metering import NOTHING, Measures
from contracts.envelope import type_of
from contracts.metrics import FACTS_WRITTEN, NOBODY, QUARANTINED, Sample, kind_of
from contracts.records import Message, Record
from contracts.topics import QUARANTINE, REQUESTS, agency_of


def measure(records: Sequence[Record], messages: Sequence[Message]) -> Measures:
    """Facts by kind, and what was put aside by reason; the records are of one partition."""
    if not records:
        return NOTHING
    agency = agency_of(records[0].topic) or NOBODY
    kinds = Counter(type_of(one.headers) for one in messages if one.topic == REQUESTS)
    reasons = Counter(_reason(one) for one in messages if one.topic == QUARANTINE)
    counts: dict[Sample, int] = {}
    for kind, count in kinds.items():
        counts[FACTS_WRITTEN, (agency, kind_of(kind))] = count
    for reason, count in reasons.items():
        counts[QUARANTINED, ("intake", agency, reason)] = count
    return Measures(counts=counts)


def _reason(message: Message) -> str:
    reason: str = orjson.loads(message.value or b"")["reason"]
    return reason
