"""What a client believes it sent, beside what is stored: the view from outside the bus."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

import orjson
from pydantic import ValidationError

from contracts.events import Value
from contracts.records import Record
from services.ledger.findings import At, Bounds, Findings, at
from services.ledger.report import Check

Outcome = Literal["invoked", "ok", "failed", "unknown"]


class Send(Value):
    """One send, as its client saw it last.

    `invoked`: it never heard how it went; as `unknown`, that may be stored or not. `ok`: it has
    the receipt. `failed`: an error came instead, which says nothing of the broker: a record whose
    receipt was lost is stored all the same, so it may be there once, never twice.
    """

    id: str
    event_id: str | None = None
    """Its `ce_id`, where several sends carry the same one."""
    topic: str
    key: str | None = None
    at_ms: int
    outcome: Outcome
    partition: int | None = None
    offset: int | None = None

    @property
    def event(self) -> tuple[str, str]:
        """What is stored of it."""
        return self.topic, self.event_id or self.id


class HistoryRefused(ValueError):
    """A client's history cannot be read; the message names the line."""


def read_history(lines: Iterable[bytes]) -> list[Send]:
    """Sends from JSON lines, one each way it went on; a later line of an id replaces the earlier.

    Raises:
        HistoryRefused: a line is no JSON or no send, or is `ok` without coordinates.
    """
    found: dict[str, Send] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            send = _read(number, line)
            found[send.id] = send
    return list(found.values())


def _read(number: int, line: bytes) -> Send:
    try:
        send = Send.model_validate(orjson.loads(line))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the line"
        raise HistoryRefused(f"line {number}: {field}: {first['msg']}") from None
    except ValueError as error:
        raise HistoryRefused(f"line {number} must be one JSON object: {error}") from None
    if send.outcome == "ok" and (send.partition is None or send.offset is None):
        raise HistoryRefused(f"line {number}: `ok` needs the partition and offset of its receipt")
    return send


class Sends:
    """A client's history; only the topics it names are looked at."""

    def __init__(self, findings: Findings, bounds: Bounds, history: Iterable[Send]) -> None:
        self._findings = findings
        self._bounds = bounds
        self._history = list(history)
        self._topics = {send.topic for send in self._history}
        self._stored: defaultdict[tuple[str, str], list[tuple[At, bytes | None]]]
        self._stored = defaultdict(list)

    def stored(self, record: Record) -> None:
        """An agency's record."""
        if record.topic in self._topics:
            event = (record.topic, _event_id(record))
            self._stored[event].append((at(record), record.key))

    def conclude(self) -> dict[str, int]:
        """Report what does not fit; the sends by how they went."""
        for where, sentence in self._wrong():
            self._findings.add(Check.CLIENTS, where, sentence)
        self._stored.clear()
        return dict(sorted(Counter(send.outcome for send in self._history).items()))

    def _wrong(self) -> Iterator[tuple[At, str]]:
        sends: defaultdict[tuple[str, str], list[Send]] = defaultdict(list)
        for send in self._history:
            sends[send.event].append(send)
        for event, found in sends.items():
            yield from self._unlike(found, dict(self._stored.get(event, ())))
        for event, stored in self._stored.items():
            sent = sends.get(event, [])
            receipts = {At(one.topic, one.partition or 0, one.offset or 0) for one in sent}
            unclaimed = [where for where, _ in stored if where not in receipts]
            for where in unclaimed[: max(0, len(stored) - len(sent))]:
                told = f"sent it {len(sent)} times" if sent else "never sent it"
                yield where, f"the event {event[1]!r} is stored here; its client {told}"

    def _unlike(
        self, sends: list[Send], stored: dict[At, bytes | None]
    ) -> Iterator[tuple[At, str]]:
        for send in sends:
            if send.outcome != "ok" or send.partition is None or send.offset is None:
                continue
            where = At(send.topic, send.partition, send.offset)
            if where not in stored:
                # the history was closed before the log's end was looked at: no receipt is beyond it
                if self._bounds.covers(where) or not (self._bounds.cut or self._outlived(where)):
                    yield where, f"the client had a receipt for {send.id!r} here; it is not stored"
            elif send.key is not None and stored[where] != send.key.encode():
                yield where, f"{send.id!r} was sent with the key {send.key!r}, stored with another"

    def _outlived(self, where: At) -> bool:
        """Whether a record there is older than what its topic keeps."""
        return where.offset < self._bounds.begins.get(where[:2], 0)


def _event_id(record: Record) -> str:
    found = next((value for name, value in record.headers if name == "ce_id"), None)
    return (found or b"").decode(errors="replace")
