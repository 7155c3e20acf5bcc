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
    agency = agency_of(records[0].topic)
    if agency is None:
        return _of_many(messages)
    kinds = Counter(type_of(one.headers) for one in messages if one.topic == REQUESTS)
    reasons = Counter(_reason(one) for one in messages if one.topic == QUARANTINE)
    counts: dict[Sample, int] = {}
    for kind, count in kinds.items():
        counts[FACTS_WRITTEN, (agency, kind_of(kind))] = count
    for reason, count in reasons.items():
        counts[QUARANTINED, ("intake", agency, reason)] = count
    return Measures(counts=counts)


def _of_many(messages: Sequence[Message]) -> Measures:
    """Records that operators retry are of any agency: what is written says which."""
    counts: Counter[Sample] = Counter()
    for one in messages:
        body = orjson.loads(one.value or b"")
        if one.topic == QUARANTINE:
            counts[QUARANTINED, ("intake", body["agency"] or NOBODY, body["reason"])] += 1
        elif one.topic == REQUESTS and "origin" in body:
            agency = body["origin"]["agency"]
            counts[FACTS_WRITTEN, (agency, kind_of(type_of(one.headers)))] += 1
    return Measures(counts=dict(counts))


def _reason(message: Message) -> str:
    reason: str = orjson.loads(message.value or b"")["reason"]
    return reason
