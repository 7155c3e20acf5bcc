"""What every request's story must be: numbered without gaps, along legal paths, breached once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contracts.lifecycle import State, may_follow
from contracts.records import Record
from contracts.topics import QUARANTINE
from services.ledger.findings import At, Bounds, Findings, at
from services.ledger.report import Check

Document = dict[str, Any]
"""A body as JSON has it."""


@dataclass(slots=True)
class _Counted:
    """How far a request's numbers go on a topic, and those that stand beyond a gap."""

    upto: int
    last: int
    where: At
    beyond: dict[int, At] = field(default_factory=dict)


class Sequences:
    """Every (request, seq) of a topic exactly once, from 1 without gaps, in order."""

    def __init__(self, findings: Findings, bounds: Bounds) -> None:
        self._findings = findings
        self._bounds = bounds
        self._counted: dict[tuple[str, str], _Counted] = {}
        self._remembered: dict[tuple[str, str], int] = {}

    def take(self, record: Record, request: str, seq: int) -> None:
        """One numbered record."""
        key = (record.topic, request)
        counted = self._counted.get(key)
        if counted is None:
            start = 0 if self._bounds.whole(record.topic) else seq - 1
            counted = self._counted[key] = _Counted(start, start, at(record))
        if seq <= counted.upto or seq in counted.beyond:
            if self._bounds.whole(record.topic):
                self._say(at(record), f"request {request} has seq {seq} here a second time")
            return
        # quarantine is keyed as the original was, so one request may be in several partitions
        if seq < counted.last and record.topic != QUARANTINE:
            self._say(at(record), f"request {request} has seq {seq} after seq {counted.last}")
        if seq > counted.last:
            counted.last, counted.where = seq, at(record)
        counted.beyond[seq] = at(record)
        while counted.beyond.pop(counted.upto + 1, None) is not None:
            counted.upto += 1

    def compare(self, request: str, counters: Mapping[str, int], where: At) -> None:
        """A case remembers how much it said on each topic; all of that must be there."""
        for topic, said in counters.items():
            self._remembered[topic, request] = said
            seen = self.last(topic, request)
            if self._bounds.cut:
                continue
            if (seen or 0) < said and (seen is not None or self._bounds.whole(topic)):
                self._say(
                    where,
                    f"request {request} said {said} events on {topic}, the last there is {seen}",
                )

    def conclude(self, *, at_rest: bool) -> None:
        """Report the gaps and, where nothing was written meanwhile, what no case remembers."""
        for (topic, request), counted in self._counted.items():
            if counted.beyond:
                seq, where = min(counted.beyond.items())
                self._say(
                    where, f"request {request} goes from seq {counted.upto} to {seq} on {topic}"
                )
            said = self._remembered.get((topic, request), 0)
            if at_rest and counted.last > said:
                self._say(
                    counted.where,
                    f"request {request} stands here with seq {counted.last}, its case knows {said}",
                )

    def last(self, topic: str, request: str) -> int | None:
        """The greatest seq of a request on a topic."""
        counted = self._counted.get((topic, request))
        return counted.last if counted is not None else None

    def _say(self, where: At, sentence: str) -> None:
        self._findings.add(Check.SEQUENCE, where, sentence)


class Paths:
    """Every state a request passed through follows from the one before by the lifecycle table."""

    def __init__(self, findings: Findings, bounds: Bounds) -> None:
        self._findings = findings
        self._bounds = bounds
        self.last: dict[str, State] = {}
        self.resolved: set[str] = set()

    def take(self, record: Record, event: Document) -> None:
        """One change of state."""
        request, state = event["request_id"], State(event["state"])
        said = event.get("previous")
        previous = State(said) if said is not None else None
        known = self.last.get(request)
        if known is None and not self._bounds.whole(record.topic):
            known = previous
        self.last[request] = state
        if state is State.RESOLVED:
            self.resolved.add(request)
        if previous is not known:
            self._say(record, f"request {request} says it comes from {previous}, it was {known}")
        if not may_follow(known, state):
            self._say(record, f"request {request} went from {known or 'nothing'} to {state}")

    def _say(self, record: Record, sentence: str) -> None:
        self._findings.add(Check.PATH, at(record), sentence)


class Breaches:
    """A clock breaches once a cycle, at its due instant, and never before it."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._seen: dict[tuple[str, str, int, str, str | None], At] = {}

    def take(self, record: Record, event: Document) -> None:
        """One breach."""
        where = at(record)
        office = event.get("agency") if event["term"] == "ola" else None  # each has its own
        key = (event["request_id"], event["metric"], event["cycle"], event["policy"], office)
        clock = f"the {key[1]} clock of request {key[0]}"
        first = self._seen.setdefault(key, where)
        if first != where:
            self._say(where, f"{clock} breached before, at {first}, in the same cycle")
        due = datetime.fromisoformat(event["due"])
        if datetime.fromisoformat(event["occurred_at"]) != due:
            self._say(where, f"{clock} breached at {event['occurred_at']}, due {event['due']}")
        if datetime.fromisoformat(event["recorded_at"]) < due:
            self._say(
                where,
                f"{clock} was called breached at {event['recorded_at']}, before it was due "
                f"at {event['due']}",
            )

    def _say(self, where: At, sentence: str) -> None:
        self._findings.add(Check.BREACHES, where, sentence)
