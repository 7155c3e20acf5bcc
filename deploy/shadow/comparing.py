"""A shadow laid beside what stands: by id, a few partitions at a time; every difference once."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple, Protocol

import orjson

from contracts.envelope import RELEASE
from contracts.records import Record
from contracts.topics import CASES, QUARANTINE
from deploy.shadow import wording
from deploy.shadow.folder import Line, Place, Shadow, fingerprint, identity, key_text
from deploy.shadow.report import UNNAMED, Tally, missing, unlike
from deploy.shadow.window import Told, Window, read
from services.kafka.ports import TopicReader
from services.ledger.findings import At, at

AT_ONCE: Final = 200_000
"""Replayed records held at a time, some 500 bytes each; a single partition may have more."""


class Hop(Protocol):
    """Which of the records that stand a replay speaks of."""

    @property
    def source(self) -> str:
        """How the hop's `ce_source` ends."""

    def would_say(self, record: Record, body: Any) -> bool:  # noqa: ANN401 -- any JSON
        """Whether a record that was not replayed would have been, were it right."""


class Comparison:
    """One comparison; `tally` holds what was found."""

    def __init__(self, shadow: Shadow, window: Window, hop: Hop, tally: Tally) -> None:
        self._shadow = shadow
        self._window = window
        self._hop = hop
        self._tally = tally
        self._last: dict[Place, int] = {}
        self._unmatched: list[tuple[Place, str, At]] = []

    async def run(self, reader: TopicReader, told: Told) -> None:
        """Everything; `told` hears of every record that is read."""
        done, size = 0, self._window.effects.size
        for places in self._lots():
            lot = self._expected(places)
            async for records in read(reader, self._window.effects, places, {}):
                for record in records:
                    self._take(record, lot[record.topic, record.partition])
                done += len(records)
                told(done, size)
            for place in places:
                self._close(place, lot[place])
        self._conclude()

    def _lots(self) -> Iterator[list[Place]]:
        lot: list[Place] = []
        held = 0
        for places in self._apart():
            lines = sum(self._shadow.lines[place] for place in places)
            if lot and held + lines > AT_ONCE:
                yield lot
                lot, held = [], 0
            lot += places
            held += lines
        if lot:
            yield lot

    def _apart(self) -> Iterator[list[Place]]:
        """What can be compared by itself: a partition, but quarantine whole.

        A record put aside is keyed as its original: once that is gone, nobody knows the partition.
        """
        places = sorted(self._window.effects.ends)
        yield [place for place in places if place[0] == QUARANTINE]
        yield from ([place] for place in places if place[0] != QUARANTINE)

    def _expected(self, places: list[Place]) -> dict[Place, "_Expected"]:
        found = {place: _expected(self._shadow, place) for place in places}
        aside = [one for place, one in found.items() if place[0] == QUARANTINE]
        lines = {name: line for one in aside for name, line in one.lines.items()}
        seen: set[str] = set()
        whole = {p: _Expected(lines, found[p].owed, seen) for p in places if p[0] == QUARANTINE}
        return found | whole

    def _take(self, record: Record, expected: "_Expected") -> None:
        headers = dict(record.headers)
        if record.value is None or not headers["ce_source"].endswith(self._hop.source.encode()):
            return
        name, release = identity(record), headers.get(RELEASE, UNNAMED.encode()).decode()
        line = expected.lines.get(name)
        if line is None:
            self._unexpected(record, name, release)
            return
        expected.seen.add(name)
        place = line.made_from[:2]
        self._last[place] = max(self._last.get(place, -1), line.made_from.offset)
        alike = line.digest == fingerprint(record.key, record.value, record.headers)
        if alike or self._original_gone(record, line):
            self._tally.alike[release] += 1
            return
        words = "differs"
        if self._tally.wants_words:
            words = wording.told(record, self._body(record, line))
        self._tally.differ(unlike("differs", at(record), name, release, line.made_from, words))

    def _unexpected(self, record: Record, name: str, release: str) -> None:
        if self._hop.would_say(record, orjson.loads(record.value or b"")):
            words = "stands, though this release would not write it"
            self._tally.differ(unlike("not-said", at(record), name, release, None, words))

    def _original_gone(self, record: Record, line: Line) -> bool:
        """Whether all that differs is an original that has outlived its topic's retention."""
        if record.topic != QUARANTINE:
            return False
        replayed, stands = self._body(record, line)["body"], orjson.loads(record.value or b"")
        gone = not replayed["original"]["headers_digest"]
        alike = replayed | {"original": None} == stands | {"original": None}
        self._tally.originals_gone += gone and alike
        return gone and alike

    def _body(self, record: Record, line: Line) -> dict[str, Any]:
        return self._shadow.body(record.topic, line)

    def _close(self, place: Place, expected: "_Expected") -> None:
        for name in expected.owed:
            if name not in expected.seen:
                self._unmatched.append((place, name, expected.lines[name].made_from))

    def _conclude(self) -> None:
        """What does not stand is missing where it was worked off, else it is awaited."""
        for place, name, made_from in self._unmatched:
            last = self._last.get(made_from[:2], -1) + 1
            if made_from.offset < self._window.worked.get(made_from[:2], last):
                self._tally.differ(missing(place, name, made_from))
            else:
                self._tally.awaited += 1


class _Expected(NamedTuple):
    """What a partition should hold: all by id, which of it must stand, and what was seen."""

    lines: dict[str, Line]
    owed: Sequence[str]
    seen: set[str]


def _expected(shadow: Shadow, place: Place) -> _Expected:
    lines = {line.identity: line for line in shadow.read(place) if line.identity is not None}
    owed = _last_of_each(shadow.read(place)) if place[0] == CASES else list(lines)
    return _Expected(lines, owed, set())


def _last_of_each(lines: Iterator[Line]) -> list[str]:
    """Of a compacted topic only the latest of a key stands for certain; none of what was removed.

    How many states a worker wrote in between hangs on its chunks.
    """
    latest = {line.key: line.identity for line in lines}
    return [name for name in latest.values() if name is not None]


def request_of(record: Record, body: dict[str, Any]) -> str:
    """The request a record of the case is about."""
    return body["request_id"] if record.topic == QUARANTINE else key_text(record.key)
