"""Every agency's record, and what operators decided of some, through this release's intake."""

from typing import Any, Final

from agents.engine.outbox import partition_of
from agents.intake.agent import IntakeHop, Reference
from agents.intake.outcomes import REJECTED
from contracts.ids import record_id
from contracts.records import Record
from contracts.releases import Releases
from contracts.topics import QUARANTINE, REQUESTS, RETRIES, events_topic, inbox_topic
from deploy.release import RELEASE
from deploy.shadow.folder import Shadow
from deploy.shadow.window import Span, Told, read
from services.kafka.ports import TopicReader
from services.ledger.findings import at

SOURCE: Final = "/simpul/intake"


class AllRead(Reference):
    """The catalogue as a command knows it: read to its end beforehand."""

    async def until(self, known: object) -> None: ...
    async def until_fresh(self, seconds: float) -> None: ...


class Heard:
    """Intake at work on a span of records, into a shadow."""

    name: Final = "intake"
    source: Final = SOURCE
    requests_left_out: Final = 0

    def __init__(self, releases: Releases, ticket_key: bytes, span: Span, shadow: Shadow) -> None:
        self._hop = IntakeHop(AllRead(), releases, ticket_key, RELEASE)
        self._epoch = releases.city_clock().epoch
        self._span = span
        self._shadow = shadow
        self._retries: set[str] = set()
        self.records = 0
        self.said = 0

    async def replay(self, reader: TopicReader, counts: dict[str, int], told: Told) -> None:
        """Every record of the span, each alone; `counts`: how many partitions a topic has."""
        size = self._span.size
        async for records in read(reader, self._span, self._span.ends, {}):
            for record in records:
                self._take(record, counts)
            told(self.records, size)
        self._shadow.close()

    def _take(self, record: Record, counts: dict[str, int]) -> None:
        self.records += 1
        if record.topic == RETRIES:
            self._retries.add(dict(record.headers)["ce_id"].decode())
        for message in self._hop.decide([record]):
            self.said += 1
            key = (message.value or b"") if message.key is None else message.key
            partition = partition_of(key, counts.get(message.topic, 1))
            self._shadow.put(message, partition, at(record))

    def would_say(self, record: Record, body: dict[str, Any]) -> bool:
        """Whether what it was made from was read again."""
        if record.topic == QUARANTINE:
            if body.get("retry"):
                return body["retry"] in self._retries
            return self._heard(body["original"])
        if record.topic == REQUESTS:
            if body.get("retry"):
                return body["retry"]["retry_id"] in self._retries
            return "origin" in body and self._heard(body["origin"])
        return self._heard(body) and self._answers(record, body)

    def _heard(self, place: dict[str, Any]) -> bool:
        return self._span.holds(place["topic"], place["partition"], place["offset"])

    def _answers(self, record: Record, body: dict[str, Any]) -> bool:
        """Whether an answer is to the record itself: of its retry, quarantine tells more."""
        place = (body["topic"], body["partition"], body["offset"])
        return dict(record.headers)["ce_id"].decode() == record_id(self._epoch, *place, REJECTED)


def causes(agencies: list[str]) -> list[str]:
    """What intake reads."""
    return [*map(events_topic, agencies), RETRIES]


def effects(agencies: list[str]) -> list[str]:
    """Where intake writes."""
    return [REQUESTS, QUARANTINE, *map(inbox_topic, agencies)]
