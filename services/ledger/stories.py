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
        self._before: dict[str, Mapping[str, int]] = {}

    def go_on(self, request: str, counters: Mapping[str, int]) -> None:
        """A request that was restored: how much it had said on each topic, in an earlier log."""
        self._before[request] = counters

    def take(self, record: Record, request: str, seq: int) -> None:
        """One numbered record."""
        key = (record.topic, request)
        counted = self._counted.get(key)
        if counted is None:
            start = self._start(record.topic, request, seq)
            counted = self._counted[key] = _Counted(start, start, at(record))
        if seq <= counted.upto or seq in counted.beyond:
            if self._begins_here(record.topic, request):
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

    def _start(self, topic: str, request: str, seq: int) -> int:
        """The last number before those at hand, where the first of them is `seq`."""
        before = self._before.get(request)
        if before is not None:
            return before.get(topic, 0)
        return 0 if self._bounds.whole(topic) else seq - 1

    def _begins_here(self, topic: str, request: str) -> bool:
        """Whether a number not above those seen can only be one of them again."""
        restored = bool(self._bounds.begun_ms) and topic != QUARANTINE
        return self._bounds.whole(topic) or restored or request in self._before

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

    def go_on(self, request: str, state: State | None) -> None:
        """A request that was restored, and the state it was in."""
        if state is not None:
            self.last[request] = state

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
