"""What every request's story must be: numbered without gaps, along legal paths, breached once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contracts.cases import ClockState
from contracts.lifecycle import State, may_follow
from contracts.records import Record
from contracts.sla import ClockBreached, ClockRecomputed, ClockRenewed, ClockStarted
from contracts.topics import QUARANTINE, REQUESTS
from services.ledger.findings import At, Bounds, Findings, at, header
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
    """Every (request, seq) of a topic exactly once, from 1 without gaps, in order.

    A request that was put away may begin again once its reference was forgotten: then its numbers
    begin at 1 again too, and what is said of a topic holds for all its lives together.
    """

    def __init__(self, findings: Findings, bounds: Bounds) -> None:
        self._findings = findings
        self._bounds = bounds
        self._lives: dict[tuple[str, str], list[_Counted]] = {}
        self._remembered: dict[tuple[str, str], tuple[int, At]] = {}
        self._away: set[str] = set()
        self._before: dict[str, Mapping[str, int]] = {}
        self._least: dict[tuple[str, str], int] = {}

    def go_on(self, request: str, counters: Mapping[str, int]) -> None:
        """A request that was restored: how much it had said on each topic, in an earlier log."""
        self._before[request] = counters

    def put_away(self, request: str) -> None:
        """A request whose reference may be used anew."""
        self._away.add(request)

    def take(self, record: Record, request: str, seq: int) -> None:
        """One numbered record."""
        key = (record.topic, request)
        lives = self._lives.setdefault(key, [])
        if not lives:
            start = self._start(record.topic, request, seq)
            lives.append(_Counted(start, start, at(record)))
        elif seq == 1 and lives[-1].upto and request in self._away:
            lives.append(_Counted(0, 0, at(record)))
        self._count(record, request, seq, lives[-1])

    def _count(self, record: Record, request: str, seq: int, counted: _Counted) -> None:
        if seq <= counted.upto or seq in counted.beyond:
            if self._begins_here(record.topic, request):
                self._say(at(record), f"request {request} has seq {seq} here a second time")
            return
        # keyed as the original was, or by whoever hears it: one request is in several partitions
        if seq < counted.last and record.topic not in {QUARANTINE, REQUESTS}:
            self._say(at(record), f"request {request} has seq {seq} after seq {counted.last}")
        if seq > counted.last:
            counted.last, counted.where = seq, at(record)
        counted.beyond[seq] = at(record)
        while counted.beyond.pop(counted.upto + 1, None) is not None:
            counted.upto += 1

    def _start(self, topic: str, request: str, seq: int) -> int:
        """The last number before those at hand, where the first of them is `seq`."""
        before = self._before.get(request)
        if before is not None and not (seq == 1 and request in self._away):
            return before.get(topic, 0)
        return 0 if self._bounds.whole(topic) else seq - 1

    def _begins_here(self, topic: str, request: str) -> bool:
        """Whether a number not above those seen can only be one of them again."""
        restored = bool(self._bounds.begun_ms) and topic != QUARANTINE
        return self._bounds.whole(topic) or restored or request in self._before

    def life(self, topic: str, request: str) -> int:
        """Which life of a request its last record on a topic belongs to, from 1."""
        return len(self._lives.get((topic, request), ()))

    def remember(self, request: str, counters: Mapping[str, int], where: At) -> None:
        """A case remembers how much it said on each topic; all of that must be there."""
        for topic, said in counters.items():
            before = self._remembered.get((topic, request), (0, where))[0]
            self._remembered[topic, request] = (before + said, where)
            # an earlier life of a restored request may be in an earlier log
            self._least[topic, request] = said if self._bounds.begun_ms else before + said

    def conclude(self, *, at_rest: bool) -> None:
        """Report what is missing, gaps and, where all is at rest, what no case remembers."""
        for (topic, request), (_, where) in self._remembered.items():
            self._compare(topic, request, self._least[topic, request], where)
        for (topic, request), lives in self._lives.items():
            for counted in lives:
                if counted.beyond:
                    seq, where = min(counted.beyond.items())
                    self._say(
                        where, f"request {request} goes from seq {counted.upto} to {seq} on {topic}"
                    )
            said, seen = self._remembered.get((topic, request), (0, None))[0], _sum(lives)
            if at_rest and seen > said:
                sentence = f"request {request} stands here with seq {seen}, its case knows {said}"
                self._say(lives[-1].where, sentence)

    def _compare(self, topic: str, request: str, said: int, where: At) -> None:
        lives = self._lives.get((topic, request))
        if self._bounds.cut or (lives is None and not self._bounds.whole(topic)):
            return
        seen = None if lives is None else _sum(lives)
        if (seen or 0) < said:
            sentence = f"request {request} said {said} events on {topic}, the last there is {seen}"
            self._say(where, sentence)

    def last(self, topic: str, request: str) -> int | None:
        """The greatest seq of a request on a topic, in its last life there."""
        lives = self._lives.get((topic, request))
        return lives[-1].last if lives else None

    def _say(self, where: At, sentence: str) -> None:
        self._findings.add(Check.SEQUENCE, where, sentence)


def _sum(lives: Sequence[_Counted]) -> int:
    return sum(counted.last for counted in lives)


class Paths:
    """Every state a request passed through follows from the one before by the lifecycle table."""

    def __init__(self, findings: Findings, bounds: Bounds) -> None:
        self._findings = findings
        self._bounds = bounds
        self.last: dict[str, State] = {}
        self.resolved: set[str] = set()
        self._life: dict[str, int] = {}

    def go_on(self, request: str, state: State | None) -> None:
        """A request that was restored, and the state it was in."""
        if state is not None:
            self.last[request] = state

    def take(self, record: Record, event: Document, life: int) -> None:
        """One change of state, in a life of its request."""
        request, state = event["request_id"], State(event["state"])
        said = event.get("previous")
        previous = State(said) if said is not None else None
        known = self.last.get(request) if life == self._life.get(request, life) else None
        self._life[request] = life
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
    """A clock breaches once a cycle of a life, at its due instant, and never before it."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._seen: dict[tuple[str, str, int, str, str | None, int], At] = {}

    def take(self, record: Record, event: Document, life: int) -> None:
        """One event of a clock, in a life of its request."""
        kind = header(record, "ce_type")
        if kind == ClockBreached.TYPE:
            self._breached(record, event, life)
        elif kind == ClockRecomputed.TYPE and event["state"] == ClockState.RUNNING:
            self._seen.pop(_clock_of(event, life), None)  # what was said of it is taken back
        elif kind in {ClockRenewed.TYPE, ClockStarted.TYPE}:
            self._seen.pop(_clock_of(event, life), None)  # it is promised once more

    def _breached(self, record: Record, event: Document, life: int) -> None:
        where, key = at(record), _clock_of(event, life)
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


def _clock_of(event: Document, life: int) -> tuple[str, str, int, str, str | None, int]:
    """What a clock may breach once as, in a life of its request; an office has its own."""
    office = event.get("agency") if event["term"] == "ola" else None
    of = event["request_id"], event["metric"], event["cycle"], event["policy"]
    return (*of, office, life)
