"""Requests as the pack's three agencies publish them, from submission to the last status."""

from collections.abc import Iterable, Sequence
from itertools import cycle, islice
from typing import Any, NamedTuple

import orjson

from contracts.envelope import headers_of
from contracts.ids import request_id
from contracts.records import Message
from contracts.topics import events_topic
from tests.builders.calendars import at

CITY = "kota-serang"
SHOWN = {
    "note": "Sudah dikerjakan di lokasi dan diperiksa pengawas.",
    "photo_before": "arsip/sebelum.jpg",
    "photo_after": "arsip/sesudah.jpg",
    "officer": "P-07",
}
"""What every service may ask to be shown of what is done."""
SAID = at("2026-03-12 07:30")
"""The `ce_time` of every record; nothing is decided by it."""


class Ask(NamedTuple):
    """One of an agency's own services, asked for in full, and how its work is reported."""

    service: str
    fields: dict[str, Any]
    location: dict[str, Any] | None
    statuses: tuple[str, ...]


ASKS: dict[str, Ask] = {
    "dlh": Ask(
        "ANGKUT-BESAR",
        {"item_kind": ["kasur"], "item_count": 2},
        {"kelurahan": "36.73.01.1004"},
        ("TERJADWAL", "ANGKUT", "TERANGKUT"),
    ),
    "dishub": Ask(
        "APILL-RUSAK",
        {"intersection": "Simpang Ciceri", "fault": "padam"},
        {"kelurahan": "36.73.01.1002"},
        ("DITERIMA", "SURVEI", "SELESAI"),
    ),
    "dpmptsp": Ask(
        "INFO-IZIN", {"topic": "syarat"}, None, ("entri data", "verifikasi Kasi", "dijawab")
    ),
}


class Story(NamedTuple):
    """One request of an agency, by the agency's reference."""

    agency: str
    reference: str

    @property
    def request_id(self) -> str:
        """What the bus calls it."""
        return request_id(CITY, self.agency, self.reference)

    def submitted(self, **changed: Any) -> Message:
        """Its first record; a None takes a part out. An agency not listed asks what DLH does."""
        ask = ASKS.get(self.agency, ASKS["dlh"])
        body = {
            "reference": self.reference,
            "service": ask.service,
            "description": "Mohon ditindaklanjuti.",
            "location": ask.location,
            "fields": ask.fields,
        }
        return self.says("request.submitted", f"{self.reference}-0", body | changed)

    def reported(self, step: int, **changed: Any) -> Message:
        """The report of its status number `step`, from 1."""
        body = {"reference": self.reference, "status": ASKS[self.agency].statuses[step - 1]}
        body |= SHOWN if step == len(ASKS[self.agency].statuses) else {}
        return self.says("status.reported", f"{self.reference}-{step}", body | changed)

    def told(self) -> list[Message]:
        """All of it, in order."""
        steps = range(1, len(ASKS[self.agency].statuses) + 1)
        return [self.submitted(), *map(self.reported, steps)]

    def says(self, type_: str, event_id: str, body: dict[str, Any]) -> Message:
        """One record of its agency about it."""
        said = {name: value for name, value in body.items() if value is not None}
        headers = headers_of(f"simpul.{type_}.v1", event_id, f"/{CITY}/{self.agency}", SAID)
        key = self.reference.encode()
        return Message(events_topic(self.agency), key, orjson.dumps(said), headers)


def some_stories(count: int, label: str = "A") -> list[Story]:
    """Requests of all agencies in turn, each with a reference of its own."""
    agencies = islice(cycle(ASKS), count)
    return [Story(agency, f"{label}-{number:04d}") for number, agency in enumerate(agencies)]


def interleaved(stories: Sequence[Story]) -> Iterable[Message]:
    """All that is told of them, step by step: every request is under way at the same time."""
    told = [story.told() for story in stories]
    return [message for step in zip(*told, strict=True) for message in step]
