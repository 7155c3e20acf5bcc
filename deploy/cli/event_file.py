"""A file of an agency's events as messages, each judged as intake would judge it; sends nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from pydantic import ValidationError

from agents.intake.take import Under, take
from contracts.envelope import Refusal, headers_of, instant
from contracts.events import Value
from contracts.reasons import say
from contracts.records import Message, StoredRecord
from contracts.topics import events_topic


class Entry(Value):
    """One event of a file."""

    type: str
    id: str | None = None
    time: str | None = None
    key: str | None = None
    data: dict[str, Any]


class Wrong(NamedTuple):
    """What is wrong with one event of a file, or with the file (number 0)."""

    number: int
    sentence: str

    def __str__(self) -> str:
        """As a person reads it."""
        return f"event {self.number}: {self.sentence}" if self.number else self.sentence


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who sends, under which catalogue and clock, and where absent ids come from."""

    agency: str
    under: Under
    now_ms: int
    fresh_id: Callable[[], str]


def read_entries(content: bytes) -> Iterator[Entry | Wrong]:
    """The events of a file: one JSON object, a JSON array, or one object a line."""
    try:
        whole = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        yield from _lines(content, error)
        return
    for number, one in enumerate(whole if isinstance(whole, list) else [whole], 1):
        yield _entry(number, one)


def _lines(content: bytes, error: orjson.JSONDecodeError) -> Iterator[Entry | Wrong]:
    lines = [line for line in content.splitlines() if line.strip()]
    if len(lines) <= 1:
        yield Wrong(0, f"The file is not JSON: {error}.")
    for number, line in enumerate(lines if len(lines) > 1 else [], 1):
        try:
            yield _entry(number, orjson.loads(line))
        except orjson.JSONDecodeError as broken:
            yield Wrong(number, f"this line is not JSON: {broken}.")


def _entry(number: int, found: object) -> Entry | Wrong:
    try:
        return Entry.model_validate(found)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = ".".join(str(part) for part in first["loc"]) or "it"
        said = f"`{path}`: {first['msg'].lower()}"
        return Wrong(
            number, f"{said}; an event has `type`, `data` and may have `id`, `time`, `key`."
        )


def as_messages(entries: Iterator[Entry | Wrong], speaker: Speaker) -> Iterator[Message | Wrong]:
    """Each event as its agency's own client would write it, or the sentence intake would answer."""
    for number, entry in enumerate(entries, 1):
        yield entry if isinstance(entry, Wrong) else _judged(number, entry, speaker)


def _judged(number: int, entry: Entry, speaker: Speaker) -> Message | Wrong:
    at = instant(entry.time) if entry.time else speaker.under.clock.city(speaker.now_ms)
    if at is None:
        return Wrong(number, "`time` must be a date and time with an offset.")
    message = _message(entry, speaker)
    source = f"/{speaker.under.catalogue.city.code}/{speaker.agency}"
    headers = headers_of(entry.type, entry.id or speaker.fresh_id(), source, at)
    message = message._replace(headers=headers)
    refused = take(_as_if_logged(message, speaker.now_ms), speaker.under)
    if not isinstance(refused, Refusal):
        return message
    return Wrong(number, say(refused.reason, refused.detail).en)


def _message(entry: Entry, speaker: Speaker) -> Message:
    named = entry.key or entry.data.get("reference") or entry.data.get("request_id")
    key = named.encode() if isinstance(named, str) else None
    return Message(events_topic(speaker.agency), key, orjson.dumps(entry.data))


def _as_if_logged(message: Message, now_ms: int) -> StoredRecord:
    return StoredRecord(message.topic, 0, 0, now_ms, message.key, message.value, message.headers)
