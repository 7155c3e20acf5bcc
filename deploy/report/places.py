"""Where the requests accepted in a month are: no finer than the kelurahan; secret ones nowhere."""

from collections import Counter

import orjson

from contracts.envelope import type_of
from contracts.records import Record
from contracts.requests import RequestReceived
from contracts.topics import REQUESTS
from deploy.report.reading import Read
from deploy.shadow.window import Asked, Told, read, span_of
from services.kafka.ports import TopicReader

NOWHERE = ""
"""Of a request without a place, or whose place is nobody's business."""

Places = Counter[tuple[str, str]]
"""How many requests, by kelurahan and service."""


async def read_places(reader: TopicReader, found: Read, told: Told) -> Places:
    """By the facts on bus.requests.v1 that the accepted ones began with."""
    clock, zone = found.releases.city_clock(), found.books.zone
    begin_ms = clock.real(found.month.begin(zone)) or 0
    until_ms = clock.real(found.until) or begin_ms
    span = await span_of(reader, [REQUESTS], Asked(begin_ms, until_ms))
    left, places, seen = dict(found.accepted), Places(), 0
    async for records in read(reader, span, sorted(span.ends), {}):
        for record in records:
            _place(record, left, places)
        seen += len(records)
        told(seen, span.size)
    for service in left.values():
        places[NOWHERE, service] += 1
    return places


def _place(record: Record, left: dict[str, str], places: Places) -> None:
    """Count a submission that was accepted and not counted yet."""
    key = (record.key or b"").decode()
    if key not in left or type_of(record.headers) != RequestReceived.TYPE:
        return
    fact = orjson.loads(record.value or b"{}")
    place = None if fact.get("confidential") else fact.get("place")
    places[(place or {}).get("kelurahan") or NOWHERE, left.pop(key)] += 1
