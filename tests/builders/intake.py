"""Intake at work on one record: what it takes, refuses and writes."""

from typing import Any

from agents.intake.outcomes import messages
from agents.intake.take import Under, take
from contracts.envelope import Refusal, decode
from contracts.events import Event
from contracts.inbox import Rejected
from contracts.quarantine import Quarantined
from contracts.records import Message, StoredRecord
from contracts.requests import FACTS, Fact
from tests.builders.catalogue import a_catalogue
from tests.builders.events import CLOCK, a_record

TICKET_KEY = b"a key for tests only"
WRITTEN: dict[str, type[Event]] = {
    **FACTS,
    Quarantined.TYPE: Quarantined,
    Rejected.TYPE: Rejected,
}
"""Everything intake writes, by type."""


def under(**changed: Any) -> Under:
    """The small city's catalogue, changed, on a production clock."""
    return Under(a_catalogue(**changed), CLOCK, TICKET_KEY)


def taken(record: StoredRecord, **changed: Any) -> Fact:
    """The fact a record that can be taken becomes."""
    found = take(record, under(**changed))
    assert not isinstance(found, Refusal), found.detail.en
    return found


def refused(record: StoredRecord, **changed: Any) -> Refusal:
    """Why a record that cannot be taken is put aside."""
    found = take(record, under(**changed))
    assert isinstance(found, Refusal), found
    return found


def written(record: StoredRecord, **changed: Any) -> list[Event]:
    """What is written for a record, read back through its own envelope."""
    return [read_back(message) for message in messages(record, under(**changed))]


def read_back(message: Message) -> Event:
    """A message's event, after its envelope was read as strictly as an agency's."""
    record = a_record(b"", topic=message.topic, value=b"{}", headers=message.headers)
    envelope = decode(record)
    assert not isinstance(envelope, Refusal), envelope.detail.en
    return WRITTEN[envelope.type].read(message.value or b"")
