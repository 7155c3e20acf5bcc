"""Every topic once: who writes and reads it, how long it keeps, whether it holds personal data."""

from collections.abc import Iterable
from typing import NamedTuple

from contracts.cases import Case, RequestArchived, Stub
from contracts.events import Event
from contracts.inbox import (
    Accepted,
    Ask,
    Assign,
    Escalate,
    NotApplied,
    Rejected,
    Remind,
    Withdraw,
)
from contracts.intake import AGENCY_EVENTS
from contracts.kin import KIN_FACTS
from contracts.orders import ORDERS
from contracts.quarantine import Quarantined
from contracts.releases import CityClock, Current, Release
from contracts.requests import FACTS, ClockAdvanced
from contracts.retries import DECISIONS, RequestReleased
from contracts.sla import CLOCK_EVENTS, WindowMoved
from contracts.status import StatusChanged

REQUESTS = "bus.requests.v1"
STATUS = "bus.status.v1"
SLA = "bus.sla.v1"
CASES = "bus.cases.v1"
ARCHIVE = "bus.archive.v1"
QUARANTINE = "bus.quarantine.v1"
RETRIES = "bus.retries.v1"
CATALOGUE = "ref.catalogue.v1"
KEYED = (REQUESTS, STATUS, SLA, CASES, ARCHIVE)
"""Topics on which a request has one partition number: their partition counts are equal."""
EVENTS_OF = "agency.{code}.events.v1"
INBOX_OF = "agency.{code}.inbox.v1"

PARTITIONS = 8
"""Of every request-keyed topic alike, so that a request has one partition number everywhere."""

_KIB = 1024
_DAY_MS = 86_400_000


class Topic(NamedTuple):
    """One topic: sizes in bytes, retention in days (None: compacted, the latest of a key stays)."""

    name: str
    meaning: str
    key: str
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    events: tuple[type[Event], ...]
    partitions: int = PARTITIONS
    retention_days: int | None = 400
    max_message_bytes: int = 1024 * _KIB
    personal_data: bool = False
    unpacked: bool = False
    """Kept uncompressed, so that the size limit is one on what readers unpack."""

    def config(self) -> dict[str, str]:
        """The topic's settings as Kafka names them."""
        keeps = (
            {"cleanup.policy": "compact"}
            if self.retention_days is None
            else {"cleanup.policy": "delete", "retention.ms": str(self.retention_days * _DAY_MS)}
        )
        packing = {"compression.type": "uncompressed"} if self.unpacked else {}
        return {
            **keeps,
            **packing,
            "max.message.bytes": str(self.max_message_bytes),
            "message.timestamp.type": "LogAppendTime",
        }


AGENCY_TOPICS: tuple[Topic, ...] = (
    Topic(
        EVENTS_OF,
        "What an agency says of service requests, in its own words.",
        "agency's own reference, or the assigned request_id",
        ("that agency",),
        ("intake",),
        tuple(AGENCY_EVENTS.values()),
        retention_days=30,
        max_message_bytes=256 * _KIB,
        personal_data=True,
        unpacked=True,
    ),
    Topic(
        INBOX_OF,
        "What became of an agency's events, and the requests it is given.",
        "request_id",
        ("intake", "case"),
        ("that agency",),
        (Accepted, Rejected, NotApplied, Assign, Withdraw, Ask, Remind, Escalate),
        retention_days=30,
    ),
)
"""Two topics an agency."""

BUS_TOPICS: tuple[Topic, ...] = (
    Topic(
        REQUESTS,
        "Canonical facts about requests, operators' orders, what cases tell each other, the clock.",
        "request_id",
        ("intake", "operators", "case"),
        ("case",),
        (*FACTS.values(), *ORDERS.values(), *KIN_FACTS.values(), RequestReleased, ClockAdvanced),
    ),
    Topic(
        STATUS,
        "Every change of a request's state, once and in order.",
        "request_id",
        ("case",),
        ("city platform", "agencies"),
        (StatusChanged,),
    ),
    Topic(
        SLA,
        "Every clock that started, warned, paused, was met or breached, and who was called upon.",
        "request_id",
        ("case",),
        ("city platform", "agencies"),
        (*CLOCK_EVENTS.values(), WindowMoved),
    ),
    Topic(
        CASES,
        "Each request's whole story so far: what a case worker recovers from.",
        "request_id",
        ("case",),
        ("case",),
        (Case, Stub),
        retention_days=None,
    ),
    Topic(
        ARCHIVE,
        "The whole story of each request that was put away.",
        "request_id",
        ("case",),
        ("operators", "ledger"),
        (RequestArchived,),
    ),
    Topic(
        QUARANTINE,
        "Records put aside, whole, with the reason.",
        "as the original",
        ("intake", "case"),
        ("operators",),
        (Quarantined,),
        retention_days=90,
        max_message_bytes=2048 * _KIB,
        personal_data=True,
    ),
    Topic(
        RETRIES,
        "What operators decide of records put aside: read again, let go, discarded.",
        "request_id, else as the original",
        ("operators",),
        ("intake", "operators"),
        tuple(DECISIONS.values()),
        retention_days=90,
        max_message_bytes=2048 * _KIB,
        personal_data=True,
    ),
    Topic(
        CATALOGUE,
        "Every version of the service catalogue, and the city's clock.",
        "catalogue version; `current`; `clock`",
        ("catalogue",),
        ("every worker and service",),
        (Release, Current, CityClock),
        partitions=1,
        retention_days=None,
    ),
)
"""The bus's own topics, in the order of the arrow line."""


def events_topic(agency: str) -> str:
    """The topic an agency writes."""
    return EVENTS_OF.format(code=agency)


def inbox_topic(agency: str) -> str:
    """The topic an agency reads."""
    return INBOX_OF.format(code=agency)


def agency_of(topic: str) -> str | None:
    """The agency whose events topic this is; None for any other topic."""
    before, after = EVENTS_OF.split("{code}")
    code = topic.removeprefix(before).removesuffix(after)
    return code if topic == events_topic(code) and "." not in code else None


def topics_for(agencies: Iterable[str], partitions: int = PARTITIONS) -> list[Topic]:
    """Every topic of a city with these agencies; the catalogue's keeps its single partition."""
    named = [
        topic._replace(name=topic.name.format(code=code))
        for code in agencies
        for topic in AGENCY_TOPICS
    ]
    return [
        topic if topic.partitions == 1 else topic._replace(partitions=partitions)
        for topic in (*BUS_TOPICS, *named)
    ]
