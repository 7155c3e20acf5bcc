"""What a step said, as messages: ids, keys, headers, originals beside what was set aside."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agents.case.telling import Aside, Said, Telling
from contracts.envelope import encode, headers_of
from contracts.ids import case_event_id
from contracts.quarantine import Original, Quarantined, original_of
from contracts.reasons import say
from contracts.records import Message, Record
from contracts.requests import Origin
from contracts.topics import CASES, QUARANTINE

WAKES = "simpul_wakes"
"""Header of a case record: its earliest deadline in real ms, so that recovery parses nothing."""


class Writer(NamedTuple):
    """Under which name the cases of one partition are written, and where."""

    source: str
    partition: int

    def said(
        self, tellings: Iterable[Telling], originals: Iterator[Record | None]
    ) -> Iterator[Message]:
        """Everything the steps of a chunk said, in order."""
        for telling in tellings:
            for one in telling.said:
                if isinstance(one, Said):
                    yield self._event(telling, one)
                else:
                    yield self._aside(telling, one, next(originals))

    def state(self, telling: Telling, wake: int | None) -> Message:
        """A case as its topic keeps it."""
        case = telling.case
        event_id = case_event_id(case.request_id, CASES, case.seq)
        headers = headers_of(case.TYPE, event_id, self.source, telling.moment.recorded_at)
        if wake is not None:
            headers = (*headers, (WAKES, str(wake).encode()))
        return Message(CASES, case.request_id.encode(), case.to_bytes(), headers, self.partition)

    def _event(self, telling: Telling, said: Said) -> Message:
        key = telling.case.request_id
        message = encode(
            said.event,
            topic=said.topic,
            key=key,
            event_id=case_event_id(key, said.topic, said.seq),
            source=self.source,
            at=telling.moment.recorded_at,
        )
        return message._replace(partition=self.partition)

    def _aside(self, telling: Telling, aside: Aside, original: Record | None) -> Message:
        origin, refusal = aside.origin, aside.refusal
        event_id = case_event_id(aside.request_id, QUARANTINE, aside.seq)
        event = Quarantined(
            quarantine_id=event_id,
            hop="case",
            seq=aside.seq,
            agency=origin.agency,
            request_id=aside.request_id,
            event_id=origin.event_id,
            reason=refusal.reason,
            field=refusal.field,
            sentences=say(refusal.reason, refusal.detail),
            received_at=origin.received_at,
            original=original_of(original) if original is not None else _gone(origin),
        )
        headers = headers_of(event.TYPE, event_id, self.source, telling.moment.recorded_at)
        key = original.key if original is not None else aside.request_id.encode()
        return Message(QUARANTINE, key, event.to_bytes(), headers)


def _gone(origin: Origin) -> Original:
    """Coordinates of a record its topic no longer keeps."""
    return Original(
        topic=origin.topic,
        partition=origin.partition,
        offset=origin.offset,
        logged_ms=origin.logged_ms,
        value_digest=origin.digest,
        headers_digest="",
    )


def wakes_header(record: Record) -> int | None:
    """The earliest deadline a case record carries."""
    found = next((value for name, value in record.headers if name == WAKES), None)
    return int(found) if found else None
