"""A folder of what a replay says: a file a topic and partition, a JSON line a record."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson

from contracts.envelope import RELEASE, attribute
from contracts.records import Headers, Message, Record
from contracts.topics import REQUESTS
from services.ledger.findings import At

Place = tuple[str, int]
"""A topic and a partition."""
_RETRY = re.compile(rb'"retry":\{"retry_id":"([^"]+)"')


class Line(NamedTuple):
    """One record as it was replayed, without its body: that is read again where it is wanted."""

    identity: str | None
    """Absent where a request is removed."""
    key: str
    digest: str
    made_from: At
    partition: int
    position: int
    """Of its line in its file, bytes."""


class Shadow:
    """Written once, then read; personal data lies in it as on bus.quarantine.v1."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines: Counter[Place] = Counter()
        self._open: dict[Place, IO[bytes]] = {}

    def put(self, message: Message, partition: int, made_from: At) -> None:
        """One more record of a topic's partition."""
        place = (message.topic, partition)
        headers = {name: value.decode(errors="replace") for name, value in message.headers}
        line = {
            "id": None if message.value is None else identity(message),
            "made_from": made_from,
            "digest": fingerprint(message.key, message.value, message.headers),
            "key": key_text(message.key),
            "headers": headers,
            "body": None if message.value is None else orjson.Fragment(message.value),
        }
        self._file(place).write(orjson.dumps(line, default=list) + b"\n")
        self.lines[place] += 1

    def close(self) -> None:
        """Everything is in the files; what is put afterwards comes behind it."""
        for file in self._open.values():
            file.close()
        self._open.clear()

    def read(self, place: Place) -> Iterator[Line]:
        """The records of a partition, as they were put."""
        if not self.lines[place]:
            return
        position = 0
        with self._path(place).open("rb") as file:
            for text in file:
                found = orjson.loads(text)
                made_from = At(*found["made_from"])
                yield Line(
                    found["id"], found["key"], found["digest"], made_from, place[1], position
                )
                position += len(text)

    def body(self, topic: str, line: Line) -> dict[str, Any]:
        """One record whole: `key`, `headers` and `body`."""
        with self._path((topic, line.partition)).open("rb") as file:
            file.seek(line.position)
            found: dict[str, Any] = orjson.loads(file.readline())
        return found

    def _file(self, place: Place) -> IO[bytes]:
        if place not in self._open:
            path = self._path(place)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._open[place] = path.open("ab")
        return self._open[place]

    def _path(self, place: Place) -> Path:
        topic, partition = place
        return self.folder / topic / f"{partition}.ndjson"


def identity(said: Message | Record) -> str:
    """What makes two records the same one: the id, and the retry a fact was made for."""
    event_id = attribute(said.headers, "ce_id")
    if said.topic != REQUESTS:
        return event_id
    retry = _RETRY.search(said.value or b"")
    return event_id if retry is None else f"{event_id} {retry[1].decode()}"


def fingerprint(key: bytes | None, value: bytes | None, headers: Headers) -> str:
    """Key, value and headers but the release hashed, each behind its length."""
    whole = hashlib.blake2b(digest_size=12)
    for part in (key, value, *(part for header in headers for part in _parts(header))):
        whole.update(b"-" if part is None else len(part).to_bytes(4) + part)
    return whole.hexdigest()


def _parts(header: tuple[str, bytes]) -> tuple[bytes, ...]:
    name, value = header
    return () if name == RELEASE else (name.encode(), value)


def key_text(key: bytes | None) -> str:
    """A record's key, readable whatever an agency made it."""
    return (key or b"").decode(errors="backslashreplace")
