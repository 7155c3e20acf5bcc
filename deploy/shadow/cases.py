"""What stands on bus.requests.v1, in stored order, through this release's cases."""

from typing import Any, Final

from agents.case.partition import Cases, Originals
from agents.engine.outbox import partition_of
from contracts.kin import KIN_FACTS, PartGiven
from contracts.records import Message, Record
from contracts.releases import Releases
from contracts.requests import ClockAdvanced, RequestReceived
from contracts.restored import is_restored
from contracts.topics import ARCHIVE, CASES, QUARANTINE, REQUESTS, SLA, STATUS, inbox_topic
from deploy.grounding import ground
from deploy.release import RELEASE
from deploy.shadow.comparing import request_of
from deploy.shadow.folder import Shadow
from deploy.shadow.window import Span, Told, read
from services.kafka.ports import Offsets, TopicReader
from services.ledger.findings import at

SOURCE: Final = "/simpul/case"
_CLOCK: Final = ClockAdvanced.TYPE.encode()
_KIN: Final = {kind.encode() for kind in KIN_FACTS}
_BEGINS: Final = {RequestReceived.TYPE.encode(), PartGiven.TYPE.encode()}
"""What a request begins with: its submission, or as a part of another."""


class Folded:
    """The case hop at work on a span of bus.requests.v1, a partition after the other.

    A record at a time: how a worker had cut its chunks then nobody knows, and each state it may
    have written is one of these. A request that began before the span is left out whole,
    one that a restore brought too: it began in an earlier log.
    """

    name: Final = "case"
    source: Final = SOURCE

    def __init__(
        self, releases: Releases, originals: Originals, span: Span, begins: Offsets, shadow: Shadow
    ) -> None:
        city = next(iter(releases.all())).city.code
        clock = releases.city_clock()
        self._ground = ground(city, clock, releases.known, originals, RELEASE)
        self._span = span
        self._begins = begins
        self._restored = bool(clock.restored)
        self._shadow = shadow
        self._known: set[bytes] = set()
        self._left_out: set[bytes] = set()
        self.requests_left_out = 0
        self.records = 0
        self.said = 0

    async def replay(self, reader: TopicReader, counts: dict[str, int], told: Told) -> None:
        """Every record of the span; `counts`: how many partitions a topic has."""
        size = self._span.size
        for place in self._span.ends:
            self._left_out = await self._earlier(reader, place)
            if self._restored:
                self._left_out |= await _brought(reader, place[1])
            cases = Cases(place[1], self._ground)
            async for records in read(reader, self._span, [place], {}):
                for record in records:
                    await self._take(cases, record, counts)
                told(self.records, size)
            self.requests_left_out += len(self._left_out)
            self._shadow.close()

    async def _earlier(self, reader: TopicReader, place: tuple[str, int]) -> set[bytes]:
        """The requests something was heard of before the span."""
        begin = self._span.begins[place]
        before = Span({place: self._begins[place]}, {place: begin})
        if not before.size:
            return set()
        others = {one: end for one, end in self._span.ends.items() if one != place}
        span = Span(before.begins | others, before.ends | others)
        found = read(reader, span, [place], {})
        return {record.key or b"" async for records in found for record in records}

    async def _take(self, cases: Cases, record: Record, counts: dict[str, int]) -> None:
        self.records += 1
        if not self._judges(record):
            return
        for message in await cases.fold([record]):
            self.said += 1
            self._shadow.put(message, _partition(message, counts), at(record))

    def _judges(self, record: Record) -> bool:
        """Whether all that was ever said of a request is in the span; the clock is everybody's."""
        kind, key = dict(record.headers)["ce_type"], record.key or b""
        if kind == _CLOCK:
            return True
        if key not in self._known and self._begun_out_of_sight(record, kind):
            self._left_out.add(key)
        if key in self._left_out:
            return False
        self._known.add(key)
        return True

    def _begun_out_of_sight(self, record: Record, kind: bytes) -> bool:
        """Of a log whose begin is gone: a request that is first heard of by news of it."""
        cut = self._restored or self._begins[record.topic, record.partition] > 0
        return cut and kind not in _BEGINS

    def would_say(self, record: Record, body: dict[str, Any]) -> bool:
        """Whether it is about a request that was replayed."""
        if record.topic == REQUESTS:  # beside facts and the clock only what cases tell each other
            return dict(record.headers)["ce_type"] in _KIN and body["of"].encode() in self._known
        return request_of(record, body).encode() in self._known


async def _brought(reader: TopicReader, partition: int) -> set[bytes]:
    """The requests a restore wrote into a partition."""
    ends = await reader.ends([CASES])
    others = {place: end for place, end in ends.items() if place[1] != partition}
    found = reader.read([CASES], others, others)
    return {one.key or b"" async for records in found for one in records if is_restored(one)}


def effects(agencies: list[str]) -> list[str]:
    """Where the case writes what comes of a request."""
    return [REQUESTS, STATUS, SLA, CASES, ARCHIVE, QUARANTINE, *map(inbox_topic, agencies)]


def _partition(message: Message, counts: dict[str, int]) -> int:
    if message.partition is not None:
        return message.partition
    key = (message.value or b"") if message.key is None else message.key
    return partition_of(key, counts[message.topic])
